//! Clients and users that a phone system knows.

use jsonwebtoken::Algorithm;
use serde::{Deserialize, Serialize};

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
}

/// One user, for the password grant.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) password: String,
    /// Characters planted in this user's refresh tokens, for documents whose samples have odd ones.
    #[serde(default)]
    pub(crate) refresh_token_contains: String,
}
