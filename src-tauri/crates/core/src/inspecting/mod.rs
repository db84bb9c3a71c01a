//! Looks at typed and pasted values: what can be put right is put right and said, what looks odd is pointed out, what
//! cannot work is named. Secrets are never changed here, and no remark quotes them.

#[cfg(test)]
mod address_tests;
pub mod base_url;
pub mod blanks;
pub(crate) mod characters;
mod host;
pub mod look_alikes;
pub mod number;
pub mod pairs;
pub(crate) mod placeholders;
mod plain;
pub mod private_key;
mod redirect_uri;
mod secret;

pub use self::{
    plain::{Inspected, inspect_plain},
    secret::{InspectedSecret, inspect_secret},
};

use crate::domain::{
    field::Field,
    note::{Note, Tone},
};

/// Bytes of a value that may be seen.
const PLAIN_LIMIT: usize = 8 * 1024;
/// Bytes of a secret or a key.
const SECRET_LIMIT: usize = 64 * 1024;

fn note_about_length(limit: usize) -> Note {
    Note::new(Tone::Bad, format!("This is too long; it was not kept. At most {} KB fit here.", limit / 1024))
}

fn note_about_example(part: Option<&str>) -> Note {
    let note = Note::new(Tone::Bad, "Replace the example part with your own value.");
    match part {
        Some(part) => note.with_evidence(part),
        None => note,
    }
}

/// Control characters and changes of direction; line breaks and tabs are fine where a value has several lines.
fn note_about_harmful(text: &str, has_lines: bool) -> Option<Note> {
    let is_wrong = |c| characters::is_harmful(c) && !(has_lines && matches!(c, '\n' | '\r' | '\t'));
    let evidence = characters::places(text, is_wrong)?;
    let sentence = if text.chars().filter(|&c| is_wrong(c)).all(|c| matches!(c, '\n' | '\r')) {
        "There is a line break inside; only one line fits here."
    } else {
        "It has control characters inside, which cannot be used."
    };
    Some(Note::new(Tone::Bad, sentence).with_evidence(evidence))
}

/// Identifiers and secrets of clients are printable ASCII (RFC 6749 appendix A).
fn note_about_other_characters(text: &str) -> Option<Note> {
    let is_other = |c: char| {
        !c.is_ascii() && look_alikes::latin_for(c).is_none() && !characters::is_blank(c) && !characters::is_harmful(c)
    };
    let evidence = characters::places(text, is_other)?;
    let sentence = "It has characters inside that such values rarely have. Compare it with the original.";
    Some(Note::new(Tone::Warn, sentence).with_evidence(evidence))
}

/// Whether the value is a client's own, as opposed to a person's, whose name and password may be in any alphabet.
fn is_of_client(field: &Field) -> bool {
    use crate::domain::field::FieldKind::{Password, Secret};
    match field.kind {
        Secret => true,
        Password => false,
        _ => field.key == "client_id",
    }
}
