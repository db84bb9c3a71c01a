//! Blanks at both ends of a value: spaces, line breaks and characters that cannot be seen at all.
//!
//! A plain value is trimmed and the person is told; a secret is never changed unasked.

use secrecy::{ExposeSecret, SecretString};

use super::characters::{is_blank, is_invisible, places};
use crate::domain::note::{Note, NoteAction, Tone};

/// A value without the blanks at its ends, and those blanks.
#[derive(Clone, Copy)]
pub struct Trimmed<'a> {
    /// What is left.
    pub text: &'a str,
    start: &'a str,
    end: &'a str,
}

/// Takes the blanks off both ends of `text`.
pub fn trim(text: &str) -> Trimmed<'_> {
    let from_start = text.trim_start_matches(is_blank);
    let inner = from_start.trim_end_matches(is_blank);
    Trimmed { text: inner, start: &text[..text.len() - from_start.len()], end: &from_start[inner.len()..] }
}

/// The secret without the blanks at its ends, for a person who asked for that.
#[must_use]
pub fn remove_blanks(secret: &SecretString) -> SecretString {
    // Exposed to be trimmed; the result is a secret again.
    SecretString::from(trim(secret.expose_secret()).text)
}

impl Trimmed<'_> {
    /// Says what was removed from a plain value; none when nothing was.
    pub fn note_about_removal(&self) -> Option<Note> {
        let removed = match (self.start.is_empty(), self.end.is_empty()) {
            (true, true) => return None,
            (false, true) => format!("We removed {} at the start.", describe(self.start)),
            (true, false) => format!("We removed {} at the end.", describe(self.end)),
            (false, false) => {
                format!("We removed {} at the start and {} at the end.", describe(self.start), describe(self.end))
            }
        };
        Some(Note::new(Tone::Info, removed).with_action(NoteAction::Undo))
    }

    /// Says what stands at the ends of a secret; none when nothing does.
    pub fn note_about_ends(&self) -> Option<Note> {
        let ends = match (self.start.is_empty(), self.end.is_empty()) {
            (true, true) => return None,
            (false, true) => format!("It starts with {}.", describe(self.start)),
            (true, false) => format!("It ends with {}.", describe(self.end)),
            (false, false) => format!("It starts with {} and ends with {}.", describe(self.start), describe(self.end)),
        };
        Some(Note::new(Tone::Warn, ends).with_action(NoteAction::RemoveBlanks))
    }
}

/// Says where invisible characters stand inside `text`; none when there are none.
pub(super) fn note_about_invisible(text: &str) -> Option<Note> {
    let evidence = places(text, is_invisible)?;
    let sentence = match text.chars().filter(|&c| is_invisible(c)).count() {
        1 => "A character inside it cannot be seen.".to_owned(),
        count => format!("{count} characters inside it cannot be seen."),
    };
    Some(Note::new(Tone::Warn, sentence).with_evidence(evidence))
}

fn describe(blanks: &str) -> String {
    let mut count = 0_usize;
    let mut kinds = Vec::new();
    let mut previous = None;
    for c in blanks.chars() {
        // CR LF is one line break.
        if !(previous == Some('\r') && c == '\n') {
            count += 1;
        }
        previous = Some(c);
        let kind = Kind::of(c);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    match (kinds.as_slice(), count) {
        ([kind], 1) => kind.one().to_owned(),
        ([kind], _) => format!("{count} {}", kind.many()),
        _ => format!("{count} blanks"),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Space,
    Tab,
    LineBreak,
    NonBreakingSpace,
    OtherSpace,
    Invisible,
}

impl Kind {
    fn of(c: char) -> Self {
        match c {
            ' ' => Self::Space,
            '\t' => Self::Tab,
            '\n' | '\r' | '\u{0085}' | '\u{2028}' | '\u{2029}' => Self::LineBreak,
            '\u{00A0}' | '\u{202F}' => Self::NonBreakingSpace,
            _ if c.is_whitespace() => Self::OtherSpace,
            _ => Self::Invisible,
        }
    }

    const fn one(self) -> &'static str {
        match self {
            Self::Space => "a space",
            Self::Tab => "a tab",
            Self::LineBreak => "a line break",
            Self::NonBreakingSpace => "a non-breaking space",
            Self::OtherSpace => "an unusual space",
            Self::Invisible => "an invisible character",
        }
    }

    const fn many(self) -> &'static str {
        match self {
            Self::Space => "spaces",
            Self::Tab => "tabs",
            Self::LineBreak => "line breaks",
            Self::NonBreakingSpace => "non-breaking spaces",
            Self::OtherSpace => "unusual spaces",
            Self::Invisible => "invisible characters",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f1_every_kind_of_blank_is_removed_and_named() {
        for (typed, said) in [
            ("id ", "We removed a space at the end."),
            ("  id", "We removed 2 spaces at the start."),
            ("\tid", "We removed a tab at the start."),
            ("id\r\n", "We removed a line break at the end."),
            ("id\n\n", "We removed 2 line breaks at the end."),
            ("\u{A0}id", "We removed a non-breaking space at the start."),
            ("id\u{3000}", "We removed an unusual space at the end."),
            ("\u{200B}id", "We removed an invisible character at the start."),
            ("\u{FEFF}id", "We removed an invisible character at the start."),
            ("id\u{2060}", "We removed an invisible character at the end."),
            ("id\u{AD}", "We removed an invisible character at the end."),
            (" \tid", "We removed 2 blanks at the start."),
            (" id\n", "We removed a space at the start and a line break at the end."),
        ] {
            let trimmed = trim(typed);
            assert_eq!(trimmed.text, "id", "{typed:?}");
            let note = trimmed.note_about_removal().expect("something was removed");
            assert_eq!((note.text.as_str(), note.tone, note.action), (said, Tone::Info, Some(NoteAction::Undo)));
        }
    }

    #[test]
    fn a_value_without_blanks_at_its_ends_gets_no_note() {
        let trimmed = trim("a b");
        assert_eq!(trimmed.text, "a b");
        assert_eq!(trimmed.note_about_removal(), None);
        assert_eq!(trimmed.note_about_ends(), None);
    }

    #[test]
    fn f1_ends_of_a_secret_are_described() {
        for (typed, said) in [
            ("s ", "It ends with a space."),
            ("\ns", "It starts with a line break."),
            (" s\u{A0}", "It starts with a space and ends with a non-breaking space."),
        ] {
            let note = trim(typed).note_about_ends().expect("there are blanks");
            assert_eq!(
                (note.text.as_str(), note.tone, note.action),
                (said, Tone::Warn, Some(NoteAction::RemoveBlanks))
            );
        }
    }

    #[test]
    fn f1_blanks_of_a_secret_go_when_asked() {
        let cleaned = remove_blanks(&SecretString::from(" a b\n"));
        // Exposed to compare.
        assert_eq!(cleaned.expose_secret(), "a b");
    }

    #[test]
    fn invisible_characters_inside_are_placed() {
        let note = note_about_invisible("ab\u{200B}cd").expect("there is one");
        assert_eq!(note.evidence.as_deref(), Some("position 3 (U+200B)"));
        assert_eq!(note_about_invisible("abcd"), None);
    }
}
