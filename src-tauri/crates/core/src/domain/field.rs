//! What a phone system asks a person to fill in.

use serde::{Deserialize, Serialize};

use super::client_authentication::ClientAuthenticationMethod;

/// One value that a recipe asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields, rename_all(serialize = "camelCase"))]
#[cfg_attr(feature = "typescript", ts(rename_all = "camelCase"))]
pub struct Field {
    /// Name inside the recipe; `client_id`, `client_secret`, `private_key`, `username` and `password` are what the
    /// grants and the client authentication look for.
    pub key: String,
    /// The vendor's own label.
    pub label: String,
    /// What sort of value it is.
    pub kind: FieldKind,
    /// Where the value comes from or what is odd about it.
    #[serde(default)]
    pub help: Option<String>,
    /// A value of the right shape, shown in the empty field.
    #[serde(default)]
    pub example: Option<String>,
    /// What it looks like, for "Have these ready".
    #[serde(default)]
    pub looks_like: Option<String>,
    /// Filled in from the start.
    #[serde(default)]
    pub default: Option<String>,
    /// May stay empty.
    #[serde(default)]
    pub optional: bool,
    /// Stands under "More options".
    #[serde(default)]
    pub advanced: bool,
    /// Number of the set-up step that yields the value, counted from 1.
    #[serde(default)]
    pub from_step: Option<u32>,
    /// For a secret: what a value must look like.
    #[serde(default)]
    pub format: Option<Format>,
    /// For a choice: what can be chosen.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// Asked for only with these kinds of client authentication; empty means always.
    #[serde(default)]
    pub needed_by: Vec<ClientAuthenticationMethod>,
}

impl Field {
    /// Whether the field is asked for when the client proves itself by `method`.
    pub fn is_asked_with(&self, method: ClientAuthenticationMethod) -> bool {
        self.needed_by.is_empty() || self.needed_by.contains(&method)
    }
}

/// What sort of value a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Scheme, host, port and perhaps a path, without a query or fragment.
    BaseUrl,
    /// One line that may be seen.
    Text,
    /// One line that may not be seen and is kept.
    Secret,
    /// A person's password: forgotten once the token is there, unless asked to keep it (RFC 6749 4.3.1).
    Password,
    /// A private key in any of the usual forms.
    PrivateKey,
    /// One of several values.
    Choice,
    /// A whole number.
    Number,
    /// Further parameters of the token request, one `name=value` a line.
    Parameters,
    /// Where the answer of a sign-in comes back (RFC 6749 3.1.2).
    RedirectUri,
    /// Further headers of the token request, one `Name: value` a line; the values may not be seen.
    Headers,
}

impl FieldKind {
    /// Whether the value must never reach the web side.
    pub const fn is_secret(self) -> bool {
        matches!(self, Self::Secret | Self::Password | Self::PrivateKey | Self::Headers)
    }
}

/// The form that the vendor gives all values of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Format {
    /// How it begins.
    pub prefix: String,
    /// How many characters it has in all; letters and digits follow the beginning.
    pub characters: u32,
}

/// One value of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is stored and sent.
    pub value: String,
    /// What is shown.
    pub label: String,
}
