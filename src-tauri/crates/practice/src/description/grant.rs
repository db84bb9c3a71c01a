//! How a token is asked for and answered.

use indexmap::IndexMap;
use serde::Deserialize;

use super::{answer::Answer, template::Template};

/// The token endpoint and what holds for every request to it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenEndpoint {
    /// Exact, with or without a slash at the end.
    pub(crate) path: String,
    /// How long a token lasts.
    pub(crate) lifetime_seconds: i64,
    pub(crate) access_token: TokenShape,
    /// Named in the challenge to a client that tried Basic.
    pub(crate) realm: String,
    pub(crate) unknown_parameters: UnknownParameters,
    /// Needed where a client signs.
    #[serde(default)]
    pub(crate) assertion: Option<AssertionRules>,
}

/// What an access token looks like from outside.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TokenShape {
    /// So many letters and digits.
    Letters(usize),
    /// Three Base64url parts, the last of them random: no client may look inside (RFC 9068 6).
    Jwt,
}

/// What happens to parameters that neither the grant nor the client authentication names.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum UnknownParameters {
    /// As RFC 6749 3.2 wants it.
    Ignored,
    Refused(Answer),
}

/// What an assertion has to say.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AssertionRules {
    /// One of these must be `aud`, character for character.
    pub(crate) audiences: Vec<Template>,
    /// From now to `exp`, at the most.
    pub(crate) longest_seconds: i64,
}

/// One grant with its parameters and answer. Two may have the same type, for versions of a product.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Grant {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: GrantType,
    /// Parameters beside `grant_type`, those of the client and, for `password`, the user's.
    #[serde(default)]
    pub(crate) parameters: IndexMap<String, ParameterRule>,
    pub(crate) answer: Answer,
}

/// The values of `grant_type` that are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GrantType {
    /// RFC 6749 4.4.
    ClientCredentials,
    /// RFC 6749 4.3.
    Password,
}

impl GrantType {
    /// As on the wire.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::ClientCredentials => "client_credentials",
            Self::Password => "password",
        }
    }
}

/// What holds for one parameter.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ParameterRule {
    pub(crate) presence: Presence,
    /// The only value there may be.
    #[serde(default)]
    pub(crate) value: Option<String>,
    /// The words there may be, in any order, a space between two (RFC 6749 3.3).
    #[serde(default)]
    pub(crate) words: Vec<String>,
    /// What absence means.
    #[serde(default)]
    pub(crate) default: Option<String>,
}

/// Whether a parameter must, may or must not be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Presence {
    Required,
    Optional,
    Forbidden,
}
