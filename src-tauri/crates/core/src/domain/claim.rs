//! One member of a token's claims or of an answer about a token, as a person reads it.

use serde::Serialize;

use super::time::Timestamp;

/// A name and its value. Both come from the other side: they are shown as text, cut to a length.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Claim {
    /// As it stands there: `iat`.
    pub name: String,
    /// What a registered name means: "Issued at". None for names that are not registered.
    pub meaning: Option<String>,
    /// The value.
    pub value: ClaimValue,
}

/// What stands behind a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum ClaimValue {
    /// Anything, written as text; lists with commas between their items.
    Text {
        /// The text.
        text: String,
    },
    /// A point in time (RFC 7519 2, `NumericDate`).
    Time {
        /// The time.
        at: Timestamp,
    },
}
