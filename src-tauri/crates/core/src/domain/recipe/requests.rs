//! The requests of a way, as the recipe has them.

use indexmap::IndexMap;
use serde::Deserialize;

use crate::domain::template::Template;

/// Where a person signs in (RFC 6749 3.1).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authorization {
    /// Address of the authorization endpoint.
    pub url: Template,
    /// Further parameters of the authorization request.
    #[serde(default)]
    pub parameters: IndexMap<String, Template>,
    /// Menu path of the page where the redirect address is registered, and the field's name there.
    #[serde(default)]
    pub redirect_place: Option<String>,
}

/// How the parameters of a request are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyCoding {
    /// `application/x-www-form-urlencoded` (RFC 6749 appendix B).
    #[default]
    Form,
    /// An object of strings (RFC 8259).
    Json,
    /// `multipart/form-data` (RFC 7578).
    Multipart,
}

/// One request of a chain.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// Name within the recipe, for causes.
    pub id: String,
    /// The step: "Ask the PBX for a one-time token".
    pub name: String,
    /// The method.
    #[serde(default)]
    pub method: CallMethod,
    /// Its address; must start with a `base_url` field.
    pub url: Template,
    /// Parameters in the address. None of them may be a secret.
    #[serde(default)]
    pub query: IndexMap<String, Template>,
    /// How the parameters of a POST are written.
    #[serde(default)]
    pub body: BodyCoding,
    /// Parameters of a POST.
    #[serde(default)]
    pub parameters: IndexMap<String, Template>,
    /// Further headers.
    #[serde(default)]
    pub headers: IndexMap<String, Template>,
    /// A user's name and password (RFC 7617).
    #[serde(default)]
    pub basic: Option<BasicCredentials>,
    /// The value carried as bearer token, by its name.
    #[serde(default)]
    pub bearer: Option<String>,
    /// Values taken out of the answer, by JSON pointers. Later calls know them by these names; they are secrets.
    #[serde(default)]
    pub take: IndexMap<String, String>,
}

/// The two halves of Basic, sent as they are (RFC 7617 2).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BasicCredentials {
    /// Key of the field with the name.
    pub user: String,
    /// Key of the field with the password.
    pub password: String,
}

/// What a request of a recipe does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum CallMethod {
    /// Reads.
    #[default]
    Get,
    /// Has something done.
    Post,
}

/// How a token is renewed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Refresh {
    /// By what.
    pub kind: RefreshKind,
    /// Address of a request of the vendor's own, which is sent its parameters and nothing else. Without it the token
    /// endpoint is asked as RFC 6749 6 says.
    pub url: Option<Template>,
    /// How the parameters are written.
    pub body: BodyCoding,
    /// Further parameters; `{refresh_token}` is the refresh token.
    pub parameters: IndexMap<String, Template>,
}

/// What renews a token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefreshKind {
    /// The refresh token, where one came.
    #[default]
    RefreshToken,
    /// The same grant once more.
    Again,
}

/// How a call carries the token.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Present {
    /// `Authorization: Bearer` (RFC 6750 2.1).
    #[default]
    Bearer,
    /// A header of the vendor's own.
    Header(String),
    /// A parameter of the address, only where the vendor has nothing else (RFC 6750 2.3 advises against it).
    Query(String),
}

/// A harmless call that shows whether the token works.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestCall {
    /// What it reads: "Alarms".
    pub name: String,
    /// Its address; must start with a `base_url` field.
    pub url: Template,
    /// The method.
    #[serde(default)]
    pub method: CallMethod,
    /// Says of a POST that it changes nothing.
    #[serde(default)]
    pub harmless: bool,
    /// JSON body of a POST, as it is sent.
    #[serde(default)]
    pub json: Option<String>,
    /// Further headers.
    #[serde(default)]
    pub headers: IndexMap<String, String>,
}
