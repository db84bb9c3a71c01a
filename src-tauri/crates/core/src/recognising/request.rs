//! An HTTP request in pieces, however it was written down.

use base64::{Engine as _, engine::general_purpose};
use secrecy::SecretString;
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use super::{Meaning, shell_words::Word};

/// Headers that whoever sends a request writes by itself, or that only browsers send.
const OF_SENDER: &[&str] = &[
    "accept",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "connection",
    "content-length",
    "content-type",
    "cookie",
    "dnt",
    "host",
    "origin",
    "postman-token",
    "pragma",
    "priority",
    "referer",
    "te",
    "transfer-encoding",
    "upgrade-insecure-requests",
    "user-agent",
    "x-requested-with",
];

/// A name and what stands behind it.
pub(super) type Pair = (String, Word);

/// A request, as far as it was written down.
#[derive(Default)]
pub(super) struct Request {
    pub(super) address: Option<Word>,
    pub(super) parameters: Vec<Pair>,
    pub(super) headers: Vec<Pair>,
    /// Name and password of a Basic header (RFC 7617).
    pub(super) basic: Option<(Word, Word)>,
}

impl Request {
    /// Whether it asks for a token.
    pub(super) fn asks_for_token(&self) -> bool {
        self.parameters.iter().any(|(name, _)| Meaning::of(name) == Some(Meaning::GrantType))
    }

    /// Its values with what they are for.
    pub(super) fn into_values(mut self) -> Vec<(Meaning, SecretString)> {
        let mut values = Vec::new();
        self.read_authorization(&mut values);
        if let Some(address) = self.address.take() {
            self.read_address(&address, &mut values);
        }
        if let Some((name, secret)) = &self.basic {
            values.push((Meaning::BasicName, secret_of(name)));
            values.push((Meaning::BasicSecret, secret_of(secret)));
        }
        for (name, value) in &self.parameters {
            values.push((Meaning::of_parameter(name), secret_of(value)));
        }
        for (name, value) in &self.headers {
            let is_of_sender = OF_SENDER.iter().any(|known| known.eq_ignore_ascii_case(name))
                || name.to_ascii_lowercase().starts_with("sec-");
            if !is_of_sender {
                values.push((Meaning::Header(name.clone()), secret_of(value)));
            }
        }
        values
    }

    /// Takes `Authorization` out of the headers.
    fn read_authorization(&mut self, values: &mut Vec<(Meaning, SecretString)>) {
        let headers = std::mem::take(&mut self.headers);
        let (authorization, others): (Vec<_>, Vec<_>) =
            headers.into_iter().partition(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        self.headers = others;
        let Some((_, value)) = authorization.first() else { return };
        match read_basic(value) {
            Some(pair) => self.basic = self.basic.take().or(Some(pair)),
            None => values.push((Meaning::LiveToken, secret_of(value))),
        }
    }

    /// Takes the parameters that are known out of the address; what else stands there belongs to it (RFC 6749 3.2).
    fn read_address(&mut self, address: &str, values: &mut Vec<(Meaning, SecretString)>) {
        let with_scheme = if address.contains("://") { address.to_owned() } else { format!("https://{address}") };
        let Ok(mut url) = Url::parse(&with_scheme) else {
            // An address with an example part in it, which is said where it stands.
            values.push((self.meaning_of_address(false), SecretString::from(address)));
            return;
        };
        let pairs: Vec<Pair> = pairs_of(url.query().unwrap_or_default());
        let (known, others): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(name, _)| Meaning::of(name).is_some());
        let signs_in = known.iter().any(|(name, _)| name == "response_type");
        if signs_in {
            self.parameters.extend(others);
            url.set_query(None);
        } else if !known.is_empty() {
            let kept = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(others.iter().map(|(name, value)| (name, value.as_str())))
                .finish();
            url.set_query(Some(&kept).filter(|query| !query.is_empty()).map(String::as_str));
        }
        self.parameters.extend(known);
        if let Some(pair) = take_credentials(&mut url) {
            self.basic = self.basic.take().or(Some(pair));
        }
        url.set_fragment(None);
        values.push((self.meaning_of_address(signs_in), SecretString::from(String::from(url))));
    }

    fn meaning_of_address(&self, signs_in: bool) -> Meaning {
        if signs_in {
            Meaning::SignInAddress
        } else if self.asks_for_token() {
            Meaning::TokenAddress
        } else {
            Meaning::Address
        }
    }
}

/// Takes name and password out of an address (RFC 3986 3.2.1).
pub(super) fn take_credentials(url: &mut Url) -> Option<(Word, Word)> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let decoded =
        |text: &str| Zeroizing::new(percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned());
    let pair = (decoded(url.username()), decoded(url.password().unwrap_or_default()));
    // Neither fails for an address with a host, which is the only kind that has a name in it.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    Some(pair)
}

/// Name and password of a Basic header, as they are (RFC 7617 2).
fn read_basic(header: &str) -> Option<(Word, Word)> {
    let (scheme, credentials) = header.trim().split_once(char::is_whitespace)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let bytes = Zeroizing::new(general_purpose::STANDARD.decode(credentials.trim()).ok()?);
    let text = std::str::from_utf8(&bytes).ok()?;
    let (name, secret) = text.split_once(':')?;
    Some((Zeroizing::new(name.to_owned()), Zeroizing::new(secret.to_owned())))
}

/// The pairs of a form or a query, decoded.
pub(super) fn pairs_of(text: &str) -> Vec<Pair> {
    let pairs = form_urlencoded::parse(text.as_bytes());
    pairs.map(|(name, value)| (name.into_owned(), Zeroizing::new(value.into_owned()))).collect()
}

fn secret_of(word: &Word) -> SecretString {
    SecretString::from(word.as_str())
}
