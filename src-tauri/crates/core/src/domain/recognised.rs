//! What a pasted text turned out to be, for the form. Nothing was changed yet.

use serde::Serialize;

use super::note::Note;

/// A text that holds several values, or a value among other things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RecognisedView {
    /// Key of the field it was entered into, which still holds what it held before.
    pub field: String,
    /// What it is, as a sentence: "This is a curl command."
    pub title: String,
    /// What it would fill in, in the order of the form.
    pub values: Vec<RecognisedValue>,
    /// What is left out, and what looks odd.
    pub notes: Vec<Note>,
    /// Whether it can be kept in that field as it is.
    pub can_keep: bool,
}

/// One value that would be filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RecognisedValue {
    /// The vendor's label of the field.
    pub label: String,
    /// The value, where it may be seen; what it is otherwise: "63 characters".
    pub shown: String,
    /// Whether `shown` only describes it.
    pub is_described: bool,
}
