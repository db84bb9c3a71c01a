//! What was found out about the way to a phone system before anything secret is sent.

use serde::{Deserialize, Serialize};

use super::{diagnosis::CauseAction, time::Timestamp};

/// Every check of one look, in the order they were made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CheckReport {
    /// When it was begun.
    pub made_at: Timestamp,
    /// The checks.
    pub checks: Vec<Check>,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// What was looked at.
    pub kind: CheckKind,
    /// Host and port it is about; none where it is about this computer or the values.
    pub place: Option<String>,
    /// Its name: "The name resolves".
    pub name: String,
    /// How it came out.
    pub state: CheckState,
    /// One sentence with what was found.
    pub sentence: Option<String>,
    /// What a click can do about it.
    pub action: Option<CauseAction>,
}

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum CheckKind {
    /// Values are there and plausible.
    Values,
    /// The key fits the algorithm.
    Key,
    /// The address is understood.
    Address,
    /// A proxy stands on the way.
    Proxy,
    /// The name resolves.
    Name,
    /// The port answers.
    Port,
    /// It speaks TLS.
    Encryption,
    /// The certificate is trusted.
    Certificate,
    /// What answers is the token service.
    Service,
    /// The clocks agree.
    Clock,
    /// The redirect address is free and can be reached.
    Redirect,
}

/// How far a check is and how it came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// Not begun.
    ToDo,
    /// Running.
    Now,
    /// As it should be.
    Good,
    /// It may work all the same.
    Warning,
    /// It cannot work.
    Bad,
    /// Nothing to look at, since an earlier one failed or it is not needed.
    Skipped,
}
