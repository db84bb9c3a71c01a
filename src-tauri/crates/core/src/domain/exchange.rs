//! One HTTP request and its answer as a person may see them: every secret is described, none is drawn.

use serde::{Deserialize, Serialize};

/// A redacted request and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Exchange {
    /// Method and address, headers, a blank line, the body; a line each.
    pub sent: Vec<WireLine>,
    /// Status, headers, a blank line, the body; none when nothing came back.
    pub answered: Option<Vec<WireLine>>,
    /// Size of the answer's body in bytes, after decompression.
    pub answer_bytes: Option<u32>,
    /// Milliseconds from sending to the end of the answer.
    pub milliseconds: Option<u32>,
}

/// One line of an exchange.
pub type WireLine = Vec<WirePiece>;

/// A piece of a line: text as it was on the wire, or a description of what is hidden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum WirePiece {
    /// As it was on the wire.
    Text {
        /// The text itself.
        text: String,
    },
    /// Something that is not shown.
    Hidden {
        /// What it is: "Client secret hidden, 63 characters".
        what: String,
    },
}
