//! One exchange of a report: its addresses and its error texts, and of the headers only those that tell about the
//! phone system.

use super::cleaned;
use crate::{
    domain::{
        exchange::{WireLine, WirePiece},
        report::ReportSection,
        step::Step,
    },
    redacting::KnownSecrets,
};

/// Headers whose values are shown. Of all others only the name is.
const SHOWN_HEADERS: [&str; 10] = [
    "content-type",
    "content-length",
    "content-encoding",
    "accept",
    "accept-encoding",
    "date",
    "server",
    "location",
    "retry-after",
    "www-authenticate",
];

/// What a step sent and what came back; none where nothing was sent.
pub(super) fn section(step: &Step, known: &KnownSecrets) -> Option<ReportSection> {
    let exchange = step.exchange.as_ref()?;
    let mut lines = message(&exchange.sent, known);
    match &exchange.answered {
        Some(answered) => {
            lines.push(Vec::new());
            lines.extend(message(answered, known));
        }
        None => lines.push(vec![WirePiece::Text { text: "Nothing came back.".into() }]),
    }
    Some(ReportSection { title: format!("Exchange of “{}”", step.name), lines })
}

/// A first line, headers, a blank line, a body.
fn message(lines: &[WireLine], known: &KnownSecrets) -> Vec<WireLine> {
    let blank = lines.iter().position(Vec::is_empty).unwrap_or(lines.len());
    let (head, body) = lines.split_at(blank);
    let head = head.iter().enumerate().map(|(index, line)| if index == 0 { line.clone() } else { header(line) });
    head.chain(body.iter().cloned()).map(|line| clean(line, known)).collect()
}

fn header(line: &WireLine) -> WireLine {
    let Some(WirePiece::Text { text }) = line.first() else { return line.clone() };
    let Some((name, _)) = text.split_once(':') else { return line.clone() };
    if SHOWN_HEADERS.iter().any(|shown| name.eq_ignore_ascii_case(shown)) {
        return line.clone();
    }
    vec![WirePiece::Text { text: format!("{name}: …") }]
}

/// What was shown on the screen may name who somebody is; a report does not.
fn clean(line: WireLine, known: &KnownSecrets) -> WireLine {
    line.into_iter()
        .flat_map(|piece| match piece {
            WirePiece::Text { text } => cleaned(&text, known),
            hidden @ WirePiece::Hidden { .. } => vec![hidden],
        })
        .collect()
}
