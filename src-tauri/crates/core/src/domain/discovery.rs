//! What an authorization server says about itself (RFC 8414), shown before any of it is used.

use serde::{Deserialize, Serialize};

/// The answer to "describe yourself".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Discovery {
    /// Usable, and not yet used.
    Found {
        /// Where it was found.
        address: String,
        /// What would be filled in.
        values: Vec<DiscoveredValue>,
        /// Whether its answers say who they are from (RFC 9207 3).
        names_issuer: bool,
    },
    /// Nothing that could be used; what was typed stays.
    Nothing {
        /// Why, as a sentence.
        why: String,
    },
}

/// One value that would be filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct DiscoveredValue {
    /// Key of the field.
    pub field: String,
    /// Its label.
    pub label: String,
    /// What was found.
    pub found: String,
    /// What stands in the field now, where that is something else.
    pub instead_of: Option<String>,
}
