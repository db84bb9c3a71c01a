//! What is answered, as raw text, so that malformed answers of the documents can be reproduced exactly.

use indexmap::IndexMap;
use serde::Deserialize;

use super::template::Template;

/// One answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Not sent when absent, as for empty bodies.
    #[serde(default)]
    pub(crate) content_type: Option<String>,
    #[serde(default)]
    pub(crate) headers: IndexMap<String, Template>,
    #[serde(default)]
    pub(crate) body: Template,
}

/// How a phone system refuses beside its token endpoint. All are needed, so that a description leaves nothing open.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refusals {
    /// Nothing is at this path.
    pub(crate) not_found: Answer,
    /// The path is right, the method is not. `Allow` is added.
    pub(crate) method: Answer,
    /// An API call came without a token where it belongs.
    pub(crate) token_missing: Answer,
    /// An API call came with a token that was not issued here, or not for it.
    pub(crate) token_wrong: Answer,
    /// An API call came with a token whose time is over.
    pub(crate) token_expired: Answer,
}

impl Refusals {
    /// Every refusal with its key in the description.
    pub(crate) fn all(&self) -> [(&'static str, &Answer); 5] {
        [
            ("not_found", &self.not_found),
            ("method", &self.method),
            ("token_missing", &self.token_missing),
            ("token_wrong", &self.token_wrong),
            ("token_expired", &self.token_expired),
        ]
    }
}

/// How a token endpoint refuses, for each reason there is. All but one are needed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenRefusals {
    /// The body of a token request has a content type that is not taken.
    pub(crate) content_type: Answer,
    /// The body is not what its content type says.
    pub(crate) form: Answer,
    /// A token request has parameters in its address (RFC 6749 2.3.1).
    pub(crate) query: Answer,
    /// A parameter came twice (RFC 6749 3.2).
    pub(crate) repeated_parameter: Answer,
    /// A parameter that is needed is absent or empty.
    pub(crate) missing_parameter: Answer,
    /// A parameter has a value that this client may not send, or must not be there.
    pub(crate) parameter_value: Answer,
    /// No client of this phone system uses the grant.
    pub(crate) grant_type: Answer,
    /// There is no such client.
    pub(crate) client: Answer,
    /// The client did not prove itself, or not by the method it is registered for.
    pub(crate) client_authentication: Answer,
    /// A client registered for the body came with Basic, where that is told apart.
    #[serde(default)]
    pub(crate) basic_not_read: Option<Answer>,
    /// The client proved itself in two ways at once (RFC 6749 2.3).
    pub(crate) several_authentications: Answer,
    /// The client's secret is wrong.
    pub(crate) secret: Answer,
    /// The assertion is not this client's, not for us, not for now, or was used before.
    pub(crate) assertion: Answer,
    /// The client may not use this grant.
    pub(crate) client_grant: Answer,
    /// User name or password is wrong.
    pub(crate) user: Answer,
    /// The code is unknown, used up, over, or belongs to another client, redirect address or verifier.
    pub(crate) code: Answer,
    /// The refresh token is unknown, used up or another client's.
    pub(crate) refresh_token: Answer,
    /// The scope is unknown.
    pub(crate) scope: Answer,
}

impl TokenRefusals {
    /// Every refusal there is, with its key in the description.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&'static str, &Answer)> {
        let needed = [
            ("content_type", &self.content_type),
            ("form", &self.form),
            ("query", &self.query),
            ("repeated_parameter", &self.repeated_parameter),
            ("missing_parameter", &self.missing_parameter),
            ("parameter_value", &self.parameter_value),
            ("grant_type", &self.grant_type),
            ("client", &self.client),
            ("client_authentication", &self.client_authentication),
            ("several_authentications", &self.several_authentications),
            ("secret", &self.secret),
            ("assertion", &self.assertion),
            ("client_grant", &self.client_grant),
            ("user", &self.user),
            ("code", &self.code),
            ("refresh_token", &self.refresh_token),
            ("scope", &self.scope),
        ];
        needed.into_iter().chain(self.basic_not_read.iter().map(|answer| ("basic_not_read", answer)))
    }
}
