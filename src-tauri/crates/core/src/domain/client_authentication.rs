//! How a client proves itself at the token endpoint.

use serde::{Deserialize, Serialize};

use super::template::Template;

/// One way to prove the client, named after the OAuth registry of token endpoint authentication methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ClientAuthenticationMethod {
    /// ID and secret as parameters of the body (RFC 6749 2.3.1).
    ClientSecretPost,
    /// ID and secret form-encoded, then in a Basic header (RFC 6749 2.3.1 and appendix B).
    ClientSecretBasic,
    /// ID and secret as they are in a Basic header (RFC 7617), as Postman sends them.
    ClientSecretBasicRaw,
    /// A JWT signed with a private key (RFC 7523 2.2).
    PrivateKeyJwt,
    /// A JWT signed with the client secret by HMAC (RFC 7523 2.2).
    ClientSecretJwt,
    /// Only the ID, in the body (RFC 6749 3.2.1).
    None,
}

impl ClientAuthenticationMethod {
    /// The method in the words of a settings page.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ClientSecretPost => "In the body",
            Self::ClientSecretBasic => "Basic header, encoded",
            Self::ClientSecretBasicRaw => "Basic header, as it is",
            Self::PrivateKeyJwt => "Signed with a private key",
            Self::ClientSecretJwt => "Signed with the secret",
            Self::None => "No proof, only the ID",
        }
    }

    /// Whether the client signs a statement, which carries the time.
    pub const fn is_signed(self) -> bool {
        matches!(self, Self::PrivateKeyJwt | Self::ClientSecretJwt)
    }

    /// One sentence that says when to choose it.
    pub const fn help(self) -> &'static str {
        match self {
            Self::ClientSecretPost => "ID and secret are sent as parameters. Most phone systems take this.",
            Self::ClientSecretBasic => {
                "ID and secret in the Authorization header, special characters encoded as the standard says."
            }
            Self::ClientSecretBasicRaw => {
                "ID and secret in the Authorization header without encoding, as Postman sends them."
            }
            Self::PrivateKeyJwt => "A short statement is signed with your private key; the key itself stays here.",
            Self::ClientSecretJwt => "A short statement is signed with the secret; the secret itself stays here.",
            Self::None => "For applications that were given no secret.",
        }
    }
}

/// How a client assertion is made, as the recipe says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssertionSettings {
    /// Allowed signature algorithms; the first that fits the key is used.
    pub algorithms: Vec<SignatureAlgorithm>,
    /// The `aud` claim, usually `{token_url}`; the token address where it expands to nothing.
    pub audience: Template,
    /// Seconds from `iat` to `exp`.
    pub lifetime_seconds: u32,
    /// The `kid` header; not sent where it expands to nothing.
    #[serde(default)]
    pub key_id: Option<Template>,
}

/// Signature algorithms of RFC 7518 3.1 and RFC 8037 3.1 that we can make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[allow(missing_docs, reason = "the names are the registry's own")]
pub enum SignatureAlgorithm {
    HS256,
    HS384,
    HS512,
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    EdDSA,
}
