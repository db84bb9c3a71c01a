//! Why xtask stops, in words for the person at the terminal.

use std::{error::Error, fmt};

/// A reason to stop. The whole text is for the person: what is wrong and what to type.
#[derive(Debug)]
pub(crate) struct Stop(String);

impl Stop {
    /// Stops with this text.
    pub(crate) fn because(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Error for Stop {}
