//! What has happened to a connection.

use serde::{Deserialize, Serialize};

use super::time::Timestamp;

/// How many of the last happenings are kept.
const KEPT: usize = 20;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Happening {
    /// When.
    pub at: Timestamp,
    /// What it was, for its icon.
    pub kind: HappeningKind,
    /// What it was, in words: "Got a token, lasts 1 hour".
    pub text: String,
}

/// Kinds of happenings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum HappeningKind {
    /// It went as it should.
    Good,
    /// It failed.
    Failed,
    /// Neither: a token was forgotten.
    Neutral,
}

/// Adds what happened to what is known already, and forgets the oldest.
pub fn remember(history: &mut Vec<Happening>, at: Timestamp, kind: HappeningKind, text: impl Into<String>) {
    history.insert(0, Happening { at, kind, text: text.into() });
    history.truncate(KEPT);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_comes_first_and_the_oldest_is_forgotten() {
        let mut history = Vec::new();
        for at in 0..30 {
            remember(&mut history, Timestamp(at), HappeningKind::Good, "Got a token");
        }
        assert_eq!(history.len(), KEPT);
        assert_eq!((history[0].at, history[KEPT - 1].at), (Timestamp(29), Timestamp(10)));
    }
}
