//! Values that may be seen.

use super::{
    PLAIN_LIMIT, base_url, blanks, is_of_client, look_alikes, note_about_example, note_about_harmful,
    note_about_length, note_about_other_characters, number, pairs, placeholders, redirect_uri,
};
use crate::domain::{
    field::{Field, FieldKind},
    note::{Note, Tone},
};

/// A typed value as it will be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspected {
    /// What is used.
    pub text: String,
    /// Whether that differs from what was typed.
    pub changed: bool,
    /// What was done and what looks odd.
    pub notes: Vec<Note>,
    /// Whether the value is too long to be kept at all; `text` is empty then.
    pub rejected: bool,
}

/// Looks at what was typed into `field`, which is not a secret one. A value that cannot work is kept as it is, with a
/// remark of the tone [`Tone::Bad`]; only one that is far too long is rejected. `without_tls` says that the person allows
/// addresses without encryption in private networks.
pub fn inspect_plain(field: &Field, typed: &str, without_tls: bool) -> Inspected {
    if typed.len() > PLAIN_LIMIT {
        return Inspected {
            text: String::new(),
            changed: true,
            notes: vec![note_about_length(PLAIN_LIMIT)],
            rejected: true,
        };
    }
    let trimmed = blanks::trim(typed);
    let (text, mut notes) = if trimmed.text.is_empty() {
        (String::new(), Vec::new())
    } else if field.kind == FieldKind::BaseUrl {
        inspect_address(typed, trimmed, without_tls)
    } else {
        (trimmed.text.to_owned(), trimmed.note_about_removal().into_iter().collect())
    };
    if !text.is_empty() {
        notes.extend(remarks(field, &text, trimmed.text));
    }
    Inspected { changed: text != typed, text, notes, rejected: false }
}

fn inspect_address(typed: &str, trimmed: blanks::Trimmed<'_>, without_tls: bool) -> (String, Vec<Note>) {
    match base_url::read_base_url_by(typed, without_tls) {
        Ok(address) => (address.text().to_owned(), address.notes().to_vec()),
        Err(problem) => {
            let notes = trimmed.note_about_removal().into_iter().chain([problem.note()]).collect();
            (trimmed.text.to_owned(), notes)
        }
    }
}

/// Remarks on `text`, or on what was `typed` where `text` no longer shows it.
fn remarks(field: &Field, text: &str, typed: &str) -> Vec<Note> {
    let mut notes = Vec::new();
    match field.kind {
        FieldKind::BaseUrl => {
            notes.extend(look_alikes::note_about_typed(typed));
            return notes;
        }
        FieldKind::Text => notes.extend(placeholders::find_in_text(text).map(|part| note_about_example(Some(part)))),
        FieldKind::Number => notes.extend(number::read_number(text).err().map(|problem| bad(problem.sentence()))),
        FieldKind::RedirectUri => notes.extend(redirect_uri::remark(text)),
        FieldKind::Choice if !field.choices.iter().any(|choice| choice.value == text) => {
            notes.push(bad("This is not one of the choices."));
        }
        FieldKind::Parameters => {
            notes.extend(pairs::read_parameters(text).err().map(|problem| bad(problem.sentence())));
        }
        _ => {}
    }
    notes.extend(note_about_harmful(text, field.kind == FieldKind::Parameters));
    notes.extend(blanks::note_about_invisible(text));
    if is_of_client(field) || !look_alikes::is_another_alphabet(text) {
        notes.extend(look_alikes::note_about_typed(text));
    }
    if is_of_client(field) {
        notes.extend(note_about_other_characters(text));
    }
    notes
}

fn bad(sentence: impl Into<String>) -> Note {
    Note::new(Tone::Bad, sentence)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{field::Choice, note::NoteAction};

    fn field(key: &str, kind: FieldKind) -> Field {
        Field {
            key: key.into(),
            label: key.into(),
            kind,
            help: None,
            example: None,
            looks_like: None,
            default: None,
            optional: false,
            advanced: false,
            from_step: None,
            format: None,
            choices: vec![Choice { value: "v5".into(), label: "5".into() }],
            needed_by: Vec::new(),
        }
    }

    fn tones(inspected: &Inspected) -> Vec<Tone> {
        inspected.notes.iter().map(|note| note.tone).collect()
    }

    #[test]
    fn a_clean_value_is_used_as_it_is() {
        for (key, kind, typed) in [
            ("client_id", FieldKind::Text, "oauth2-desk-5514620391"),
            ("host", FieldKind::BaseUrl, "https://pexmgr.northwind.example"),
            ("scope", FieldKind::Text, "is_admin use_api"),
            ("seconds", FieldKind::Number, "3600"),
            ("version", FieldKind::Choice, "v5"),
            ("parameters", FieldKind::Parameters, "a=1\nb=2"),
            ("username", FieldKind::Text, "Жанна"),
            ("username", FieldKind::Text, "José"),
        ] {
            let expected = Inspected { text: typed.into(), changed: false, notes: Vec::new(), rejected: false };
            assert_eq!(inspect_plain(&field(key, kind), typed, false), expected);
        }
    }

    #[test]
    fn blanks_are_removed_and_can_be_put_back() {
        let inspected = inspect_plain(&field("client_id", FieldKind::Text), "abc ", false);
        assert_eq!((inspected.text.as_str(), inspected.changed), ("abc", true));
        assert_eq!(inspected.notes[0].text, "We removed a space at the end.");
        assert_eq!(inspected.notes[0].action, Some(NoteAction::Undo));
    }

    #[test]
    fn blanks_alone_are_nothing() {
        for kind in [FieldKind::Text, FieldKind::BaseUrl, FieldKind::Number, FieldKind::Choice] {
            let inspected = inspect_plain(&field("client_id", kind), " \u{200B}\n", false);
            assert_eq!((inspected.text.as_str(), inspected.notes.as_slice()), ("", [].as_slice()));
        }
    }

    #[test]
    fn what_cannot_work_is_named_and_kept() {
        for (key, kind, typed, said) in [
            ("client_id", FieldKind::Text, "<client_id>", "Replace the example part with your own value."),
            ("tenant", FieldKind::Text, "example.com", "Replace the example part with your own value."),
            (
                "host",
                FieldKind::BaseUrl,
                "https://{PBX}/",
                "Replace the example part with the address of your phone system.",
            ),
            ("seconds", FieldKind::Number, "ten", "This is not a whole number. Enter digits only."),
            ("version", FieldKind::Choice, "v9", "This is not one of the choices."),
            ("parameters", FieldKind::Parameters, "a", "Line 1 has no =. Write each line as name=value."),
            ("client_id", FieldKind::Text, "a\u{202E}b", "It has control characters inside, which cannot be used."),
            ("client_id", FieldKind::Text, "a\nb", "There is a line break inside; only one line fits here."),
        ] {
            let inspected = inspect_plain(&field(key, kind), typed, false);
            assert_eq!(inspected.text, typed);
            assert_eq!(tones(&inspected), [Tone::Bad], "{typed:?}");
            assert_eq!(inspected.notes[0].text, said);
        }
    }

    #[test]
    fn look_alikes_are_pointed_out_and_left_in() {
        for (key, kind, typed) in [
            ("client_id", FieldKind::Text, "аbc"),
            ("client_id", FieldKind::Text, "a–b"),
            ("username", FieldKind::Text, "аnna"),
            ("parameters", FieldKind::Parameters, "tenant=“acme”"),
        ] {
            let inspected = inspect_plain(&field(key, kind), typed, false);
            assert_eq!(inspected.text, typed);
            assert_eq!(inspected.notes[0].action, Some(NoteAction::ReplaceLookAlikes), "{typed}");
        }
    }

    #[test]
    fn a_look_alike_in_a_host_is_offered_for_replacement() {
        let inspected = inspect_plain(&field("host", FieldKind::BaseUrl), "https://p\u{0430}ypal.example", false);
        assert_eq!(inspected.text, "https://xn--pypal-4ve.example");
        assert_eq!(tones(&inspected), [Tone::Warn, Tone::Warn]);
        assert_eq!(inspected.notes[1].evidence.as_deref(), Some("position 10 (U+0430)"));
    }

    #[test]
    fn a_client_id_outside_ascii_is_doubted() {
        let inspected = inspect_plain(&field("client_id", FieldKind::Text), "caf\u{E9}", false);
        assert_eq!(tones(&inspected), [Tone::Warn]);
        assert_eq!(inspected.notes[0].evidence.as_deref(), Some("position 4 (U+00E9)"));
    }

    #[test]
    fn a_megabyte_is_not_kept() {
        let inspected = inspect_plain(&field("client_id", FieldKind::Text), &"a".repeat(1024 * 1024), false);
        assert!(inspected.rejected && inspected.text.is_empty());
        assert_eq!(inspected.notes[0].text, "This is too long; it was not kept. At most 8 KB fit here.");
    }

    proptest! {
        #[test]
        fn no_text_panics_and_none_grows_blanks(typed in any::<String>()) {
            for kind in [FieldKind::BaseUrl, FieldKind::Text, FieldKind::Choice, FieldKind::Number, FieldKind::Parameters] {
                let inspected = inspect_plain(&field("client_id", kind), &typed, false);
                prop_assert_eq!(inspected.changed, inspected.text != typed);
                prop_assert_eq!(blanks::trim(&inspected.text).text, inspected.text.as_str());
            }
        }
    }
}
