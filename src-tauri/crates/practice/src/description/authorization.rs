//! The authorization endpoint (RFC 6749 3.1).

use indexmap::IndexMap;
use serde::Deserialize;

use super::grant::ParameterRule;

/// What holds for every authorization request.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AuthorizationEndpoint {
    /// Exact.
    pub(crate) path: String,
    pub(crate) response_types: Vec<ResponseType>,
    pub(crate) pkce: Pkce,
    /// Whether answers name the issuer (RFC 9207).
    #[serde(default)]
    pub(crate) names_issuer: bool,
    /// Parameters beside those of RFC 6749 4.1.1 and RFC 7636 4.3; `scope` stands here.
    #[serde(default)]
    pub(crate) parameters: IndexMap<String, ParameterRule>,
}

/// The values of `response_type` that are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ResponseType {
    /// RFC 6749 4.1.
    Code,
    /// RFC 6749 4.2, the implicit grant.
    Token,
}

impl ResponseType {
    /// As on the wire.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Token => "token",
        }
    }
}

/// What is done about `code_challenge` (RFC 7636).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Pkce {
    /// Held to when it is sent.
    Optional,
    /// A request for a code without it is refused.
    Required,
    /// An unknown parameter, which ends in an error page.
    Refused,
}
