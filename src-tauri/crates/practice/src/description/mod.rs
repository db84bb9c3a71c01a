//! One phone system as its TOML file describes it: what must arrive, what is answered, how it refuses, demo values.
//!
//! Parsed strictly: an unknown key, an unknown placeholder and a reference to nothing are errors.

mod answer;
mod authorization;
mod call;
mod checking;
mod client;
mod grant;
mod inquiry;
mod request;
mod template;

use include_dir::{Dir, include_dir};
use indexmap::IndexMap;
use serde::Deserialize;

use crate::PracticeError;

pub(crate) use answer::{Answer, Refusals, TokenRefusals};
pub(crate) use authorization::{AuthorizationEndpoint, Pkce, ResponseType};
pub(crate) use call::{ACCESS, ApiEndpoint, Call, CallProof, KnownToken, REFRESH, TokenPlace, TokenRules};
pub use client::AuthenticationMethod;
pub(crate) use client::{Client, RegisteredRedirect, User};
pub(crate) use grant::{
    AssertionRules, BodyCoding, Breach, Grant, GrantType, Rotation, TokenEndpoint, TokenShape, UnknownParameters,
};
pub(crate) use inquiry::{Introspection, Revocation, UserInfo};
pub(crate) use request::{AnyOf, RequestRules};
pub(crate) use template::{Facts, Placeholder, Template};

static SYSTEMS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/systems");

/// A phone system's description.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Description {
    /// The recipe's id.
    pub(crate) id: String,
    /// The product's name.
    pub(crate) name: String,
    /// Absent where tokens are handed out by calls alone, or by hand.
    #[serde(default)]
    pub(crate) token: Option<TokenEndpoint>,
    /// Where people sign in and consent.
    #[serde(default)]
    pub(crate) authorization: Option<AuthorizationEndpoint>,
    /// Where tokens are revoked.
    #[serde(default)]
    pub(crate) revocation: Option<Revocation>,
    /// Where tokens are asked about.
    #[serde(default)]
    pub(crate) introspection: Option<Introspection>,
    /// Where it is said whom a token acts for.
    #[serde(default)]
    pub(crate) userinfo: Option<UserInfo>,
    /// Where the metadata stands (RFC 8414 3 and the like); exact.
    #[serde(default)]
    pub(crate) metadata: Vec<String>,
    #[serde(default)]
    pub(crate) grant: Vec<Grant>,
    #[serde(default)]
    pub(crate) client: Vec<Client>,
    #[serde(default)]
    pub(crate) user: Vec<User>,
    /// Tokens that are good from the start.
    #[serde(default)]
    pub(crate) known_token: Vec<KnownToken>,
    /// Calls that hand out a token in the vendor's own way.
    #[serde(default)]
    pub(crate) call: Vec<Call>,
    /// Harmless calls that want a token.
    #[serde(default)]
    pub(crate) api: Vec<ApiEndpoint>,
    /// Whatever else answers, without a token.
    #[serde(default)]
    pub(crate) page: Vec<Page>,
    /// Where every request has to accept a content coding.
    #[serde(default)]
    pub(crate) accept_encoding: Option<AcceptEncoding>,
    pub(crate) refusals: Refusals,
    pub(crate) demo: Vec<DemoDescription>,
}

/// A page that anybody may see, whatever the method.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    /// Exact.
    pub(crate) path: String,
    pub(crate) answer: Answer,
}

/// A content coding that every request has to name in `Accept-Encoding`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AcceptEncoding {
    pub(crate) coding: String,
    pub(crate) refusal: Answer,
}

/// Values that lead to a token.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DemoDescription {
    /// The recipe's way.
    pub(crate) way: String,
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) note: Option<String>,
    /// Id of the client they belong to, where they have one.
    #[serde(default)]
    pub(crate) client: Option<String>,
    /// By the key of the recipe's field.
    pub(crate) values: IndexMap<String, DemoField>,
}

/// One value under the vendor's label.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DemoField {
    pub(crate) label: String,
    pub(crate) value: Template,
}

impl Description {
    /// Reads one description; `file` is named in errors.
    pub(crate) fn parse(file: &str, text: &str) -> Result<Self, PracticeError> {
        let description: Self = toml::from_str(text).map_err(|source| PracticeError::DescriptionUnreadable {
            file: file.to_owned(),
            source: Box::new(source),
        })?;
        checking::check(&description)
            .map_err(|reason| PracticeError::DescriptionInconsistent { system: description.id.clone(), reason })?;
        Ok(description)
    }

    /// Reads every embedded description, in the order of their ids.
    pub(crate) fn embedded() -> Result<Vec<Self>, PracticeError> {
        let mut descriptions = Vec::new();
        for file in SYSTEMS.files() {
            let name = file.path().to_string_lossy();
            let description = Self::parse(&name, file.contents_utf8().unwrap_or_default())?;
            descriptions.push(description);
        }
        descriptions.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(descriptions)
    }

    pub(crate) fn client(&self, id: &str) -> Option<&Client> {
        self.client.iter().find(|client| client.id == id)
    }

    /// The user with this name and password.
    pub(crate) fn user(&self, name: &str, password: &str) -> Option<&User> {
        self.user.iter().find(|user| user.name == name && user.password == password)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_description_is_read_and_named_after_its_file() {
        let descriptions = Description::embedded().unwrap();
        assert_eq!(descriptions.len(), SYSTEMS.files().count());
        for description in descriptions {
            assert!(SYSTEMS.contains(format!("{}.toml", description.id)), "{} has another file name", description.id);
        }
    }
}
