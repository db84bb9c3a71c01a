//! Puts the client into a token request, in one place for every grant.
//!
//! Exactly one method is used per request (RFC 6749 2.3); ID and secret never stand in an address (2.3.1).

pub mod assertion;

use base64::{Engine as _, engine::general_purpose};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::{
    domain::{
        client_authentication::{AssertionSettings, ClientAuthenticationMethod, SignatureAlgorithm},
        recipe::{Recipe, Way},
    },
    filling::Filled,
    inspecting::private_key::{KeyProblem, PrivateKey, read_private_key},
    ports::{Outside, http::WireText},
};
use assertion::{AssertionError, AssertionKey, ClientAssertion, sign_client_assertion};

/// RFC 7523 2.2.
const CLIENT_ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Bytes of randomness in a `jti`.
const TOKEN_ID_BYTES: usize = 18;

/// What the person chose where the recipe leaves the algorithm to the key.
const FITTING_ALGORITHM: &str = "automatic";

/// Why the client could not be put into the request. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthenticationError {
    /// The recipe asks for a signature and does not say how; checked recipes never do.
    #[error("the recipe does not say how to sign")]
    NoSettings,
    /// The private key cannot be read.
    #[error("the private key cannot be used")]
    Key(#[from] KeyProblem),
    /// The phone system takes no signature that this key can make.
    #[error("the key makes none of the signatures asked for")]
    KeyDoesNotFit {
        /// What the key is.
        key: String,
        /// What the phone system takes.
        asked: Vec<SignatureAlgorithm>,
    },
    /// The signature could not be made.
    #[error("the assertion could not be signed")]
    Signing(#[from] AssertionError),
}

/// The proof of the client, ready to be put into a request.
pub enum ClientProof {
    /// Parameters of the body.
    Parameters(Vec<(String, WireText)>),
    /// An `Authorization` header.
    Header(WireText),
}

impl ClientProof {
    /// Its parameters of the body; empty where it is a header.
    pub fn parameters(&self) -> &[(String, WireText)] {
        match self {
            Self::Parameters(parameters) => parameters,
            Self::Header(_) => &[],
        }
    }

    /// Its `Authorization` header, where it is one.
    pub fn header(&self) -> Option<(String, WireText)> {
        match self {
            Self::Parameters(_) => None,
            Self::Header(value) => Some(("Authorization".into(), value.clone())),
        }
    }
}

/// Makes the proof that the connection's client authentication asks for.
pub fn prove_client(
    filled: &Filled<'_>,
    token_url: &Url,
    outside: &Outside<'_>,
) -> Result<ClientProof, AuthenticationError> {
    use ClientAuthenticationMethod as Method;
    let client_id = filled.text("client_id");
    let secret = || filled.secret("client_secret").cloned().unwrap_or_default();
    let labels = Labels::of(filled.recipe, filled.way);
    Ok(match filled.client_authentication() {
        Method::ClientSecretPost => {
            let mut parameters = vec![("client_id".to_owned(), WireText::plain(client_id))];
            let secret = secret();
            // Exposed to see whether it is empty: an empty secret is not sent, a public client has none.
            if !secret.expose_secret().is_empty() {
                parameters.push(("client_secret".to_owned(), WireText::secret(labels.secret, secret)));
            }
            ClientProof::Parameters(parameters)
        }
        Method::ClientSecretBasic => basic_header(&labels, &form_encoded(client_id), &{
            // Exposed to encode it as RFC 6749 2.3.1 asks, before it is joined.
            SecretString::from(form_encoded(secret().expose_secret()))
        }),
        Method::ClientSecretBasicRaw => basic_header(&labels, client_id, &secret()),
        Method::None => ClientProof::Parameters(vec![("client_id".to_owned(), WireText::plain(client_id))]),
        Method::PrivateKeyJwt => {
            let key = read_private_key(filled.secret("private_key").unwrap_or(&SecretString::default()))?;
            let algorithm = private_key_algorithm(filled, &key)?;
            assertion_parameters(filled, token_url, outside, AssertionKey::Private(&key), algorithm)?
        }
        Method::ClientSecretJwt => {
            let algorithm =
                chosen_algorithm(filled).filter(|algorithm| is_hmac(*algorithm)).unwrap_or(SignatureAlgorithm::HS256);
            assertion_parameters(filled, token_url, outside, AssertionKey::Secret(&secret()), algorithm)?
        }
    })
}

fn basic_header(labels: &Labels<'_>, client_id: &str, secret: &SecretString) -> ClientProof {
    // Exposed to join it with the ID as RFC 7617 2 says; the result is secret again.
    let credentials = general_purpose::STANDARD.encode(format!("{client_id}:{}", secret.expose_secret()));
    let what = format!("{} and {}", labels.id, labels.secret);
    ClientProof::Header(WireText::prefixed("Basic ", what, credentials.into()))
}

fn assertion_parameters(
    filled: &Filled<'_>,
    token_url: &Url,
    outside: &Outside<'_>,
    key: AssertionKey<'_>,
    algorithm: SignatureAlgorithm,
) -> Result<ClientProof, AuthenticationError> {
    let settings = settings(filled)?;
    let audience = filled.claim(&settings.audience, token_url);
    let assertion = ClientAssertion {
        client_id: filled.text("client_id").to_owned(),
        audience: if audience.is_empty() { token_url.to_string() } else { audience },
        // RFC 7523 3: the phone system compares the times with its own clock.
        issued_at: outside.clock.now().plus_seconds(filled.connection.signs_ahead.unwrap_or_default()),
        lifetime_seconds: settings.lifetime_seconds,
        token_id: make_token_id(outside),
        key_id: settings.key_id.as_ref().map(|key_id| filled.claim(key_id, token_url)).filter(|id| !id.is_empty()),
    };
    let signed = sign_client_assertion(&assertion, key, algorithm)?;
    Ok(ClientProof::Parameters(vec![
        ("client_assertion_type".to_owned(), WireText::plain(CLIENT_ASSERTION_TYPE)),
        ("client_assertion".to_owned(), WireText::secret("Signed assertion", signed)),
    ]))
}

/// What the private key is, and the algorithm that it signs with here.
pub(crate) fn find_signature(filled: &Filled<'_>) -> Result<(String, SignatureAlgorithm), AuthenticationError> {
    let key = read_private_key(filled.secret("private_key").unwrap_or(&SecretString::default()))?;
    let algorithm = private_key_algorithm(filled, &key)?;
    Ok((key.title(), algorithm))
}

fn private_key_algorithm(filled: &Filled<'_>, key: &PrivateKey) -> Result<SignatureAlgorithm, AuthenticationError> {
    let asked = match chosen_algorithm(filled) {
        Some(chosen) => vec![chosen],
        None => settings(filled)?.algorithms.clone(),
    };
    let fitting = asked.iter().copied().find(|algorithm| key.algorithms().contains(algorithm));
    fitting.ok_or(AuthenticationError::KeyDoesNotFit { key: key.title(), asked })
}

/// The algorithm the person chose, where the recipe lets them.
fn chosen_algorithm(filled: &Filled<'_>) -> Option<SignatureAlgorithm> {
    let name = filled.text("algorithm");
    (name != FITTING_ALGORITHM).then(|| serde_json::from_value(name.into()).ok()).flatten()
}

const fn is_hmac(algorithm: SignatureAlgorithm) -> bool {
    use SignatureAlgorithm::{HS256, HS384, HS512};
    matches!(algorithm, HS256 | HS384 | HS512)
}

fn settings<'a>(filled: &Filled<'a>) -> Result<&'a AssertionSettings, AuthenticationError> {
    filled.way.client_authentication.jwt.as_ref().ok_or(AuthenticationError::NoSettings)
}

/// RFC 7519 4.1.7: never the same twice.
fn make_token_id(outside: &Outside<'_>) -> String {
    let mut bytes = [0; TOKEN_ID_BYTES];
    outside.random.fill(&mut bytes);
    general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

fn form_encoded(value: &str) -> String {
    form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

/// The vendor's words for ID and secret.
struct Labels<'a> {
    id: &'a str,
    secret: &'a str,
}

impl<'a> Labels<'a> {
    fn of(recipe: &'a Recipe, way: &'a Way) -> Self {
        let label = |key, otherwise| recipe.field(way, key).map_or(otherwise, |field| field.label.as_str());
        Self { id: label("client_id", "Client ID"), secret: label("client_secret", "Client secret") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_credentials_are_encoded_as_in_rfc_6749_appendix_b() {
        assert_eq!(form_encoded(" %&+£€"), "+%25%26%2B%C2%A3%E2%82%AC");
    }
}
