//! Where an answer holds what.

use serde::Deserialize;
use serde_json::Value;

/// JSON pointers (RFC 6901) into the answer of the token endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "each pointer is named after what it points at")]
pub struct AnswerShape {
    pub token: String,
    /// Where the token may stand instead; the first that is there counts.
    pub token_or: Vec<String>,
    pub token_type: String,
    pub refresh_token: String,
    /// Seconds until the token ends.
    pub seconds: String,
    /// A number in place of the seconds that is one of minutes.
    pub minutes_when: Option<u32>,
    pub scope: String,
    /// What the phone system means by its scope, where that is something else: "Role".
    pub scope_label: Option<String>,
    pub error: String,
    pub error_description: String,
    /// Tells a failure whose status says success.
    pub failed_when: Option<FailedWhen>,
}

/// A member that has one value only when all went well.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FailedWhen {
    /// Points at the member.
    pub at: String,
    /// Its value when all went well.
    pub is_not: i64,
}

impl FailedWhen {
    /// The value that says what went wrong; none when all went well or the member is missing.
    pub fn fault<'a>(&self, answer: &'a Value) -> Option<&'a Value> {
        answer.pointer(&self.at).filter(|value| value.as_i64() != Some(self.is_not))
    }
}

impl Default for AnswerShape {
    /// RFC 6749 5.1 and 5.2.
    fn default() -> Self {
        Self {
            token: "/access_token".into(),
            token_or: Vec::new(),
            token_type: "/token_type".into(),
            refresh_token: "/refresh_token".into(),
            seconds: "/expires_in".into(),
            minutes_when: None,
            scope: "/scope".into(),
            scope_label: None,
            error: "/error".into(),
            error_description: "/error_description".into(),
            failed_when: None,
        }
    }
}
