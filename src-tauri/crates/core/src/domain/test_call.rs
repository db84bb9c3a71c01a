//! A harmless call that shows whether a token works.

use serde::{Deserialize, Serialize};

use super::{diagnosis::Diagnosis, exchange::Exchange};

/// How a test call ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TestOutcome {
    /// The recipe's name of the call: "Alarms".
    pub name: String,
    /// Whether the phone system accepted the token.
    pub accepted: bool,
    /// The result in words: "The token works."
    pub title: String,
    /// "The phone system answered 200 OK · 0.09 s".
    pub text: String,
    /// The answer's body, cut to what can be read; JSON is indented.
    pub body: String,
    /// Whether the body is JSON.
    pub is_json: bool,
    /// What was sent and answered, redacted; none when nothing could be sent.
    pub exchange: Option<Exchange>,
    /// Why it failed; none when it did not.
    pub diagnosis: Option<Diagnosis>,
}
