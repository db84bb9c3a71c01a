//! What a secret may look like once somebody has written it down.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The unreserved characters of RFC 3986 2.3.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// What JavaScript's `encodeURIComponent` leaves alone.
const OF_JAVASCRIPT: &AsciiSet = &UNRESERVED.remove(b'!').remove(b'*').remove(b'\'').remove(b'(').remove(b')');

/// Every form in which `secret` must not be found: as it is, percent- and form-encoded, Base64, as a JSON string, as
/// HTML.
pub fn traces_of(secret: &str) -> Vec<String> {
    let form_encoded: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let percent_encoded = utf8_percent_encode(secret, UNRESERVED).to_string();
    let json = serde_json::Value::from(secret).to_string();
    let mut traces = vec![
        secret.to_owned(),
        with_lower_case_escapes(&form_encoded),
        form_encoded,
        with_lower_case_escapes(&percent_encoded),
        percent_encoded,
        utf8_percent_encode(secret, OF_JAVASCRIPT).to_string(),
        json.trim_matches('"').to_owned(),
        in_html(secret),
        STANDARD.encode(secret),
        STANDARD_NO_PAD.encode(secret),
        URL_SAFE.encode(secret),
        URL_SAFE_NO_PAD.encode(secret),
    ];
    traces.sort_unstable();
    traces.dedup();
    traces
}

fn with_lower_case_escapes(encoded: &str) -> String {
    let mut parts = encoded.split('%');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let (escape, rest) = part.split_at(2);
        format!("{text}%{}{rest}", escape.to_ascii_lowercase())
    })
}

fn in_html(text: &str) -> String {
    [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&#39;")]
        .into_iter()
        .fold(text.to_owned(), |text, (plain, escaped)| text.replace(plain, escaped))
}
