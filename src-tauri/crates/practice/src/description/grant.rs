//! How a token is asked for and answered.

use indexmap::IndexMap;
use serde::Deserialize;

use super::{
    answer::{Answer, TokenRefusals},
    template::{Placeholder, Template},
};

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
    /// How a body may be written.
    #[serde(default = "form_alone")]
    pub(crate) body: Vec<BodyCoding>,
    /// Whether a new token ends the client's earlier ones.
    #[serde(default)]
    pub(crate) one_active_token: bool,
    /// Needed where a client signs.
    #[serde(default)]
    pub(crate) assertion: Option<AssertionRules>,
    pub(crate) refusals: TokenRefusals,
}

fn form_alone() -> Vec<BodyCoding> {
    vec![BodyCoding::Form]
}

/// How the parameters of a token request are written into its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BodyCoding {
    /// `application/x-www-form-urlencoded`, the one of RFC 6749.
    Form,
    /// An object of texts.
    Json,
    /// `multipart/form-data` (RFC 7578), without files.
    Multipart,
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
    /// What becomes of a refresh token that was used; stands with the type `refresh_token` and no other.
    #[serde(default)]
    pub(crate) rotation: Option<Rotation>,
    /// Parameters beside `grant_type`, those of the client and those that the grant's own RFC section names.
    #[serde(default)]
    pub(crate) parameters: IndexMap<String, ParameterRule>,
    pub(crate) answer: Answer,
}

impl Grant {
    /// Whether its answer has a refresh token.
    pub(crate) fn hands_out_refresh_token(&self) -> bool {
        self.answer.body.placeholders().any(|placeholder| placeholder == Placeholder::RefreshToken)
    }
}

/// The values of `grant_type` that are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GrantType {
    /// RFC 6749 4.4.
    ClientCredentials,
    /// RFC 6749 4.3.
    Password,
    /// RFC 6749 4.1.3.
    AuthorizationCode,
    /// RFC 6749 6.
    RefreshToken,
}

impl GrantType {
    /// As on the wire.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::ClientCredentials => "client_credentials",
            Self::Password => "password",
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
        }
    }

    /// The parameters that the grant's RFC section names beside `grant_type` and `scope`.
    pub(crate) const fn own_parameters(self) -> &'static [&'static str] {
        match self {
            Self::ClientCredentials => &[],
            Self::Password => &["username", "password"],
            Self::AuthorizationCode => &["code", "redirect_uri", "code_verifier"],
            Self::RefreshToken => &["refresh_token"],
        }
    }
}

/// What becomes of a refresh token that was used. Whether one is in the answer stands in the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Rotation {
    /// It is used up, and a new one takes its place.
    Always,
    /// It stays good.
    Never,
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
    /// Whether it must be a redirect address that the client is registered with.
    #[serde(default)]
    pub(crate) registered_redirect: bool,
    /// What absence means.
    #[serde(default)]
    pub(crate) default: Option<String>,
}

/// How a parameter breaks its rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Breach {
    /// It is needed and absent.
    Missing,
    /// It must not be there, or has another value than it may have.
    Value,
    /// It has a word that is unknown.
    Word,
}

impl ParameterRule {
    /// How `sent` breaks this rule, the redirect address aside: that needs a client.
    pub(crate) fn breach(&self, sent: Option<&str>) -> Option<Breach> {
        let Some(sent) = sent else { return (self.presence == Presence::Required).then_some(Breach::Missing) };
        let has_other_value = self.value.as_ref().is_some_and(|value| value != sent);
        if self.presence == Presence::Forbidden || has_other_value {
            return Some(Breach::Value);
        }
        let knows = |word: &str| self.words.iter().any(|known| known == word);
        (!self.words.is_empty() && !sent.split(' ').all(knows)).then_some(Breach::Word)
    }
}

/// Whether a parameter must, may or must not be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Presence {
    Required,
    Optional,
    Forbidden,
}
