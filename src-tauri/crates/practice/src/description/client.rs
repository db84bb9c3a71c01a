//! Clients and users that a phone system knows.

use axum::http::Uri;
use jsonwebtoken::Algorithm;
use serde::{Deserialize, Serialize};

use super::{
    authorization::ResponseType,
    template::{Facts, Placeholder, Template},
};

/// How a client has to prove itself. The names are those of the OAuth registry and one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum AuthenticationMethod {
    /// ID and secret as parameters of the body (RFC 6749 2.3.1).
    ClientSecretPost,
    /// ID and secret form-encoded, then in a Basic header (RFC 6749 2.3.1).
    ClientSecretBasic,
    /// ID and secret as they are in a Basic header (RFC 7617).
    ClientSecretBasicRaw,
    /// A JWT signed with a private key (RFC 7523 2.2).
    PrivateKeyJwt,
    /// A JWT signed with the secret by HMAC (RFC 7523 2.2).
    ClientSecretJwt,
    /// Only the ID, in the body (RFC 6749 3.2.1).
    None,
}

/// One client.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Client {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) secret: Option<String>,
    pub(crate) method: AuthenticationMethod,
    /// What its assertions may be signed with; nothing else is looked at.
    #[serde(default)]
    pub(crate) algorithms: Vec<Algorithm>,
    /// The `kid` of its key. An assertion may leave it out, but not name another.
    #[serde(default)]
    pub(crate) key_id: Option<String>,
    /// Names of the grants it may use.
    pub(crate) grants: Vec<String>,
    /// What it is called at the authorization page.
    #[serde(default)]
    pub(crate) name: Option<String>,
    /// What it may ask the authorization endpoint for.
    #[serde(default)]
    pub(crate) response_types: Vec<ResponseType>,
    /// Where the authorization endpoint may send people back to.
    #[serde(default)]
    pub(crate) redirects: Vec<RegisteredRedirect>,
}

impl Client {
    /// Whether it is registered with this redirect address, `own` being the phone system's address.
    pub(crate) fn has_redirect(&self, address: &str, own: &str) -> bool {
        self.redirects.iter().any(|registered| registered.covers(address, own))
    }
}

/// A registered redirect address.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(crate) enum RegisteredRedirect {
    /// Written `loopback`: any port and path of this computer over http (RFC 8252 7.3).
    Loopback,
    /// This one, character for character.
    Exact(Template),
}

impl TryFrom<String> for RegisteredRedirect {
    type Error = <Template as TryFrom<String>>::Error;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text == "loopback" { Ok(Self::Loopback) } else { Template::try_from(text).map(Self::Exact) }
    }
}

impl RegisteredRedirect {
    /// Whether this registration covers an address. The phone system's own pages, which are on this computer here and
    /// never elsewhere, are no loopback.
    pub(crate) fn covers(&self, address: &str, own: &str) -> bool {
        match self {
            Self::Loopback => is_loopback(address) && !is_at(address, own),
            Self::Exact(registered) => registered.fill(&Facts::default().with(Placeholder::Address, own)) == address,
        }
    }
}

fn is_at(address: &str, own: &str) -> bool {
    address.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
}

fn is_loopback(address: &str) -> bool {
    // A fragment is not allowed (RFC 6749 3.1.2), and the parser below drops it unseen.
    let is_plain = address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
    let Some(address) = address.parse::<Uri>().ok().filter(|_| is_plain) else { return false };
    let Some(authority) = address.authority().filter(|authority| !authority.as_str().contains('@')) else {
        return false;
    };
    address.scheme_str() == Some("http") && matches!(authority.host(), "127.0.0.1" | "[::1]" | "localhost")
}

/// One user, for the password grant, the authorization page and calls with a Basic header.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) password: String,
    /// Characters planted in this user's refresh tokens, for documents whose samples have odd ones.
    #[serde(default)]
    pub(crate) refresh_token_contains: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_covers_any_port_and_path_of_this_computer_and_nothing_else() {
        for covered in [
            "http://127.0.0.1:49152/callback/x?keep=1",
            "http://127.0.0.1/",
            "http://[::1]:8080/",
            "http://localhost:3000/callback",
            "http://localhost",
        ] {
            assert!(is_loopback(covered), "{covered}");
        }
        for other in [
            "https://127.0.0.1:49152/callback",
            "http://127.0.0.2/",
            "http://localhost.practice.example/",
            "http://user@127.0.0.1/",
            "http://127.0.0.1/#part",
            "http://127.0.0.1/caf\u{e9}",
            "/callback",
            "127.0.0.1",
            "",
        ] {
            assert!(!is_loopback(other), "{other}");
        }
    }

    #[test]
    fn an_exact_registration_covers_itself_character_for_character() {
        let own = "http://127.0.0.1:9";
        let registered = RegisteredRedirect::try_from("{{address}}/doc/".to_owned()).unwrap();
        assert!(registered.covers("http://127.0.0.1:9/doc/", own));
        assert!(!registered.covers("http://127.0.0.1:9/doc", own));
        assert!(!registered.covers("http://127.0.0.1:9/doc/?x=1", own));
    }

    #[test]
    fn a_page_of_the_phone_system_itself_is_no_loopback() {
        let own = "http://127.0.0.1:9";
        for page in ["http://127.0.0.1:9", "http://127.0.0.1:9/doc", "http://127.0.0.1:9?x=1"] {
            assert!(!RegisteredRedirect::Loopback.covers(page, own), "{page}");
        }
        assert!(RegisteredRedirect::Loopback.covers("http://127.0.0.1:90/doc", own));
    }
}
