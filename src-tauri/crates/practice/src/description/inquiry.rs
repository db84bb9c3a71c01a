//! What can be asked about a token that was handed out.

use serde::Deserialize;

use super::answer::Answer;

/// The revocation endpoint (RFC 7009). Clients are refused as at the token endpoint.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Revocation {
    /// Exact.
    pub(crate) path: String,
    /// Also for tokens that are not known (2.2).
    pub(crate) answer: Answer,
    /// The token was handed out to another client (2.1).
    pub(crate) other_client: Answer,
}

/// The introspection endpoint (RFC 7662). Clients are refused as at the token endpoint.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Introspection {
    /// Exact.
    pub(crate) path: String,
    /// The token is good.
    pub(crate) active: Answer,
    /// The token has ended, was never known, or is another client's.
    pub(crate) inactive: Answer,
}

/// The userinfo endpoint (`OpenID` Connect Core 5.3). Tokens are refused as by API calls.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UserInfo {
    /// Exact.
    pub(crate) path: String,
    pub(crate) answer: Answer,
    /// The token acts for a client and for nobody else.
    pub(crate) nobody: Answer,
}
