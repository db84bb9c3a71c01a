//! What comes back, cleaned.

use super::{KnownSecrets, hidden, secrets::Span, text};
use crate::domain::exchange::{WireLine, WirePiece};

/// Headers whose values are credentials by their nature.
const SECRET_HEADERS: [&str; 4] = ["set-cookie", "set-cookie2", "authorization", "dpop-nonce"];

/// Characters of a header's value that are shown.
const HEADER_CHARACTERS: usize = 500;

/// The value of an answer's header.
pub(super) fn redact_header(name: &str, value: &str, known: &KnownSecrets) -> Vec<WirePiece> {
    if SECRET_HEADERS.iter().any(|secret| name.eq_ignore_ascii_case(secret)) {
        return vec![hidden("Value", value.chars().count())];
    }
    let value = cut(value, HEADER_CHARACTERS);
    let mut spans = known.spans_in(&value);
    spans.extend(form_members(&value));
    hide(&value, spans)
}

/// The lines of an answer's body.
pub(super) fn redact_body(body: &str, limit: usize, known: &KnownSecrets) -> Vec<WireLine> {
    let body = cut(body, limit);
    let mut spans = known.spans_in(&body);
    spans.extend(json_members(&body));
    spans.extend(form_members(&body));
    into_lines(hide(&body, spans))
}

impl KnownSecrets {
    /// `text` in pieces, every known secret hidden.
    pub fn pieces(&self, text: &str) -> Vec<WirePiece> {
        hide(text, self.spans_in(text))
    }

    /// `text` with every known secret replaced by what it is.
    pub fn clean(&self, text: &str) -> String {
        let pieces = hide(text, self.spans_in(text)).into_iter().map(|piece| match piece {
            WirePiece::Text { text } => text,
            WirePiece::Hidden { what } => format!("[{what}]"),
        });
        pieces.collect()
    }
}

/// Values of JSON members, valid or not, that are named like a secret.
fn json_members(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut from = 0;
    while let Some(quote) = text[from..].find('"') {
        let key_start = from + quote + 1;
        let key_end = key_start + string_length(&text[key_start..]);
        from = (key_end + 1).min(text.len());
        let behind_colon = text[from..].trim_start().strip_prefix(':').map(str::trim_start);
        if let Some(value) = behind_colon.and_then(|rest| rest.strip_prefix('"')) {
            let start = text.len() - value.len();
            let end = start + string_length(value);
            let key = &text[key_start..key_end];
            if is_secret_name(key) {
                spans.push(Span { start, end, what: key.to_owned() });
            }
            from = (end + 1).min(text.len());
        }
    }
    spans
}

/// Values of form members that are named like a secret.
fn form_members(text: &str) -> Vec<Span> {
    let is_word = |character: char| character.is_ascii_alphanumeric() || "_-.".contains(character);
    let members = text.match_indices('=').filter_map(|(equals, _)| {
        let name = text[..equals].rsplit(|character| !is_word(character)).next().unwrap_or_default();
        let start = equals + 1;
        let length = text[start..].find(['&', ' ', '"', '\'', '<', '\n', '\r']).unwrap_or(text.len() - start);
        is_secret_name(name).then(|| Span { start, end: start + length, what: name.to_owned() })
    });
    members.collect()
}

/// Bytes up to the closing quote of a JSON string, or to the end.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (position, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return position,
            _ => {}
        }
    }
    text.len()
}

pub(super) fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_about_a_token = name.ends_with("type") || name.contains("expire") || name.ends_with("url");
    !is_about_a_token
        && ["token", "secret", "password", "assertion", "private_key", "privatekey", "api_key", "apikey"]
            .iter()
            .any(|word| name.contains(word))
}

/// The text with `spans` hidden; where two overlap, the one that starts first counts, then the longer.
fn hide(whole: &str, mut spans: Vec<Span>) -> Vec<WirePiece> {
    spans.retain(|span| span.end > span.start);
    spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut pieces = Vec::new();
    let mut shown_to = 0;
    for span in spans {
        if span.start >= shown_to {
            pieces.push(text(&whole[shown_to..span.start]));
            pieces.push(hidden(&span.what, whole[span.start..span.end].chars().count()));
        }
        // What overlaps a hidden piece is hidden with it.
        shown_to = shown_to.max(span.end);
    }
    pieces.push(text(&whole[shown_to..]));
    pieces
}

fn into_lines(pieces: Vec<WirePiece>) -> Vec<WireLine> {
    let mut lines = Vec::new();
    let mut line = Vec::new();
    for piece in pieces {
        let WirePiece::Text { text: whole } = &piece else {
            line.push(piece);
            continue;
        };
        for (position, part) in whole.split('\n').enumerate() {
            if position > 0 {
                lines.push(std::mem::take(&mut line));
            }
            let part = part.trim_end_matches('\r');
            if !part.is_empty() {
                line.push(text(part));
            }
        }
    }
    lines.push(line);
    lines
}

fn cut(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
