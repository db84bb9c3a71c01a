//! What support is told about a connection. It holds no secret and no value that a person typed but addresses, choices
//! and the scope.

use serde::Serialize;

use super::exchange::{WireLine, WirePiece};

/// A report, to be read before it leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Its parts, in order.
    pub sections: Vec<ReportSection>,
    /// What was left out or hidden: labels of fields, kinds of tokens.
    pub taken_out: Vec<String>,
    /// The whole of it as text, what is hidden in brackets.
    pub text: String,
}

/// A part of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReportSection {
    /// Its heading: "Steps".
    pub title: String,
    /// Its lines.
    pub lines: Vec<WireLine>,
}

/// What a report says about the program and the computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFacts {
    /// Version of the program.
    pub version: String,
    /// The operating system with its version.
    pub system: String,
}

impl Report {
    /// Puts the parts together.
    pub fn new(sections: Vec<ReportSection>, taken_out: Vec<String>) -> Self {
        let text = sections.iter().map(ReportSection::to_text).collect::<Vec<_>>().join("\n");
        Self { sections, taken_out, text }
    }
}

impl ReportSection {
    fn to_text(&self) -> String {
        let lines = self.lines.iter().map(|line| {
            let text: String = line.iter().map(in_brackets).collect();
            format!("{}\n", format!("  {text}").trim_end())
        });
        format!("{}\n{}", self.title, lines.collect::<String>())
    }
}

fn in_brackets(piece: &WirePiece) -> String {
    match piece {
        WirePiece::Text { text } => text.clone(),
        WirePiece::Hidden { what } => format!("[{what}]"),
    }
}
