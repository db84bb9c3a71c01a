//! A line under something that was typed or received: what we did, or what looks odd.

use serde::{Deserialize, Serialize};

/// One remark about a value, with what one can do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// How it is shown.
    pub tone: Tone,
    /// The sentence.
    pub text: String,
    /// What stands in monospace behind the sentence: an address, a list of positions.
    pub evidence: Option<String>,
    /// What a click does about it.
    pub action: Option<NoteAction>,
}

impl Note {
    /// A remark without evidence or action.
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, text: text.into(), evidence: None, action: None }
    }

    /// The same remark with evidence behind it.
    #[must_use]
    pub fn with_evidence(mut self, evidence: impl Into<String>) -> Self {
        self.evidence = Some(evidence.into());
        self
    }

    /// The same remark with something to click.
    #[must_use]
    pub const fn with_action(mut self, action: NoteAction) -> Self {
        self.action = Some(action);
        self
    }
}

/// How a remark is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// What we did.
    Info,
    /// What will be used.
    Good,
    /// What looks odd.
    Warn,
    /// What cannot work.
    Bad,
}

/// What a click on a remark does. Nothing is changed without being shown, so each is offered, never done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum NoteAction {
    /// Put back exactly what was typed.
    Undo,
    /// Remove blanks at both ends of a secret.
    RemoveBlanks,
    /// Replace look-alike letters by the Latin ones.
    ReplaceLookAlikes,
    /// Allow addresses without encryption in private networks, for this connection.
    AllowWithoutTls,
}
