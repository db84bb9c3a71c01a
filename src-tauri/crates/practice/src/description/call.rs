//! Calls beside the two endpoints of RFC 6749: those that hand out a token in the vendor's own way, and those that want
//! one.

use serde::Deserialize;

use super::{answer::Answer, request::RequestRules, template::Template};

/// The kind of what the token endpoint and the implicit grant hand out.
pub(crate) const ACCESS: &str = "access";
/// The kind of refresh tokens of the token endpoint.
pub(crate) const REFRESH: &str = "refresh";

/// A call that hands out a token.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Call {
    /// Exact.
    pub(crate) path: String,
    #[serde(default)]
    pub(crate) request: RequestRules,
    pub(crate) proof: CallProof,
    /// Answered when the proof is absent or wrong.
    pub(crate) refusal: Answer,
    /// What `{{access_token}}` is.
    pub(crate) access_token: TokenRules,
    /// What `{{refresh_token}}` is, where the answer has one.
    #[serde(default)]
    pub(crate) refresh_token: Option<TokenRules>,
    pub(crate) answer: Answer,
}

/// Who may make a call.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum CallProof {
    /// A user by name and password as they are in a Basic header (RFC 7617).
    BasicUser,
    /// Whoever has a token of this kind, in a Bearer header.
    Bearer(String),
    /// A client by two members of the JSON body.
    ClientMembers {
        /// The member with the ID.
        id: String,
        /// The member with the secret.
        secret: String,
    },
    /// Whoever has a token of this kind, in a member of the JSON body.
    TokenMember {
        /// The member with the token.
        member: String,
        /// What it must be.
        kind: String,
    },
}

/// A token that a call hands out.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenRules {
    /// The name under which other calls ask for it.
    pub(crate) kind: String,
    /// How many letters and digits it has.
    pub(crate) letters: usize,
    pub(crate) lifetime_seconds: i64,
    /// Whether it is gone once it was presented.
    #[serde(default)]
    pub(crate) single_use: bool,
}

/// A harmless call that wants a token.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApiEndpoint {
    /// Exact; `{{client_id}}` stands for each client in turn.
    pub(crate) path: Template,
    #[serde(default)]
    pub(crate) request: RequestRules,
    /// The kinds of token it takes.
    #[serde(default = "access_alone")]
    pub(crate) kinds: Vec<String>,
    #[serde(default)]
    pub(crate) token_in: TokenPlace,
    pub(crate) answer: Answer,
}

fn access_alone() -> Vec<String> {
    vec![ACCESS.to_owned()]
}

/// Where a call wants its token.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TokenPlace {
    /// In the `Authorization` header and nowhere else (RFC 6750 2.1).
    #[default]
    Header,
    /// In a parameter of the query and nowhere else (RFC 6750 2.3).
    Query(String),
}

/// A token that is good from the start.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KnownToken {
    pub(crate) kind: String,
    pub(crate) value: String,
    #[serde(default)]
    pub(crate) client: Option<String>,
    #[serde(default)]
    pub(crate) user: Option<String>,
    #[serde(default)]
    pub(crate) scope: String,
}
