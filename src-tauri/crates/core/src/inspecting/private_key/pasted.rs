//! A pasted text without anything that copying adds to it.
//!
//! Blanks and line breaks mean nothing in Base64, in PEM labels and in the members of a JWK that matter, so they are
//! dropped altogether: whatever happened to them cannot change the key.

use zeroize::Zeroizing;

use super::{
    KeyProblem::{self, Binary, Empty},
    KeyRepair,
};
use crate::inspecting::characters::{is_bidi_control, is_invisible};

/// The form a key was pasted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A JWK or a set of them (RFC 7517).
    Jwk,
    /// PEM (RFC 7468).
    Armour,
    /// Anything else; Base64 without armour if it is a key.
    Base64,
}

/// The text without blanks, and what else was put right on the way.
pub(super) struct Pasted {
    compact: Zeroizing<String>,
    repairs: Vec<KeyRepair>,
}

impl Pasted {
    /// Takes `text` apart. Fails where nothing is left of it, or where it is no text at all.
    pub(super) fn read(text: &str) -> Result<Self, KeyProblem> {
        // No character becomes longer, so the buffer never moves and leaves no copy behind.
        let mut pasted = Self { compact: Zeroizing::new(String::with_capacity(text.len())), repairs: Vec::new() };
        let mut rest = text.chars();
        while let Some(character) = rest.next() {
            if character == '\\' {
                if let Some(escaped) = pasted.read_escape(&mut rest) {
                    pasted.push(escaped)?;
                }
            } else {
                pasted.push(character)?;
            }
        }
        if pasted.is_quoted() {
            pasted.note(KeyRepair::Quotes);
        }
        if pasted.content().is_empty() { Err(Empty) } else { Ok(pasted) }
    }

    /// What is left, without quotation marks around it.
    pub(super) fn content(&self) -> &str {
        without_separator(&self.compact).trim_matches(is_quotation_mark)
    }

    /// The form it was pasted in.
    pub(super) fn form(&self) -> Form {
        let content = self.content();
        if content.starts_with('{') && (content.contains("\"kty\"") || content.contains("\"keys\"")) {
            Form::Jwk
        } else if content.contains("-BEGIN") || content.contains("-END") {
            Form::Armour
        } else {
            Form::Base64
        }
    }

    /// Remembers further repairs.
    pub(super) fn note_all(&mut self, repairs: Vec<KeyRepair>) {
        for repair in repairs {
            self.note(repair);
        }
    }

    /// All repairs, those of the lines of the original `text` included.
    pub(super) fn into_repairs(mut self, text: &str) -> Vec<KeyRepair> {
        self.note_layout(text);
        self.repairs.sort_unstable();
        self.repairs
    }

    fn note(&mut self, repair: KeyRepair) {
        if !self.repairs.contains(&repair) {
            self.repairs.push(repair);
        }
    }

    fn push(&mut self, character: char) -> Result<(), KeyProblem> {
        match character {
            blank if blank.is_whitespace() => {
                if !blank.is_ascii() {
                    self.note(KeyRepair::UnusualBlanks);
                }
            }
            unseen if is_invisible(unseen) || is_bidi_control(unseen) => self.note(KeyRepair::InvisibleCharacters),
            // Bytes that are not UTF-8 arrive as replacement characters.
            '\u{fffd}' => return Err(Binary),
            control if control.is_control() => return Err(Binary),
            dash if is_long_dash(dash) => {
                self.note(KeyRepair::Dashes);
                self.compact.push('-');
            }
            '“' | '”' | '„' | '‟' | '″' | '＂' => {
                self.note(KeyRepair::Quotes);
                self.compact.push('"');
            }
            other => self.compact.push(other),
        }
        Ok(())
    }

    /// Reads what follows a backslash, as JSON and settings files write it (RFC 8259 7). A line break written so is
    /// dropped like a real one.
    fn read_escape(&mut self, rest: &mut std::str::Chars<'_>) -> Option<char> {
        // Text that was escaped twice has its backslashes doubled.
        let mut ahead = rest.clone();
        let escaped = ahead.by_ref().find(|character| *character != '\\')?;
        if matches!(escaped, 'n' | 'r') {
            self.note(KeyRepair::LiteralNewlines);
            *rest = ahead;
            return None;
        }
        self.note(KeyRepair::Backslashes);
        match escaped {
            't' => {
                *rest = ahead;
                None
            }
            'u' => {
                let digits: String = ahead.by_ref().take(4).collect();
                let character = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32)?;
                *rest = ahead;
                Some(character)
            }
            _ => None,
        }
    }

    fn is_quoted(&self) -> bool {
        let compact = without_separator(&self.compact);
        compact.starts_with(is_quotation_mark) || compact.ends_with(is_quotation_mark)
    }

    /// Judges line breaks and indentation, which are gone from the compact text. A JWK may have them or not.
    fn note_layout(&mut self, text: &str) {
        let form = self.form();
        if form == Form::Jwk {
            return;
        }
        let lines = || key_part(text, form).split(is_line_break).filter(|line| !line.trim().is_empty());
        let first_line_is_indented = || text.trim_matches(is_line_break).starts_with(char::is_whitespace);
        if lines().count() > 1 {
            if first_line_is_indented() || lines().skip(1).any(|line| line.starts_with(char::is_whitespace)) {
                self.note(KeyRepair::Indentation);
            }
        } else if !self.repairs.contains(&KeyRepair::LiteralNewlines) {
            let had_lines = form == Form::Armour || text.trim().contains(char::is_whitespace);
            if had_lines {
                self.note(KeyRepair::LineBreaks);
            }
        }
    }
}

/// The part of `text` that the key stands in: with PEM, from its first line to its last, other blocks left out.
fn key_part(text: &str, form: Form) -> &str {
    if form == Form::Base64 {
        return text.trim();
    }
    let label = text.find("PRIVATE").unwrap_or_default();
    let start = text[..label].rfind("BEGIN").unwrap_or_default();
    let end = text[label..].find("END").map_or(text.len(), |end| label + end);
    text[start..end].trim()
}

/// A value copied out of a list or a program has a comma or a semicolon behind its quotation mark.
fn without_separator(text: &str) -> &str {
    text.trim_end_matches([',', ';'])
}

const fn is_line_break(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{0b}' | '\u{0c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

const fn is_quotation_mark(character: char) -> bool {
    matches!(character, '"' | '\'' | '`' | '´' | '‘' | '’' | '‚' | '‛' | '«' | '»' | '‹' | '›')
}

const fn is_long_dash(character: char) -> bool {
    matches!(
        character,
        '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{2212}'
                | '\u{2500}'
                | '\u{2501}'
                | '\u{2e3a}'
                | '\u{2e3b}'
                | '\u{fe58}'
                | '\u{fe63}'
                | '\u{ff0d}'
    )
}
