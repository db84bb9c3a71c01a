//! What the phone system says about a token when it is asked. True for that moment, so it is never kept.

use serde::Serialize;

use super::{claim::Claim, diagnosis::Diagnosis, exchange::Exchange, time::Timestamp};

/// The outcome of asking about a token (RFC 7662) or about the person it acts for (`OpenID` Connect Core 5.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Inquiry {
    /// There is an answer.
    Answered {
        /// The answer in words: "The token is good".
        title: String,
        /// A sentence more.
        text: String,
        /// Whether the token is good; none where that was not the question.
        is_active: Option<bool>,
        /// What the answer says besides.
        members: Vec<Claim>,
        /// When the answer arrived.
        answered_at: Timestamp,
        /// What was sent and answered, redacted.
        exchange: Exchange,
    },
    /// There is none.
    Failed {
        /// Why, and the phone system's own words.
        diagnosis: Box<Diagnosis>,
        /// What was sent and answered, redacted; none when nothing could be sent.
        exchange: Option<Exchange>,
    },
}
