//! Values that must not be seen. They are described, never changed and never quoted.

use secrecy::{ExposeSecret, SecretString};

use super::{
    SECRET_LIMIT, blanks, is_of_client, look_alikes, note_about_example, note_about_harmful, note_about_length,
    note_about_other_characters, pairs, placeholders,
    private_key::{self, KeyKind, KeyProblem, PrivateKey},
};
use crate::domain::{
    connection::EnteredSecret,
    field::{Field, FieldKind, Format},
    note::{Note, Tone},
};

/// An entered secret, described.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectedSecret {
    /// What it is.
    pub entered: EnteredSecret,
    /// What looks odd.
    pub notes: Vec<Note>,
    /// What sort of key it is, where it is a private key that can be used.
    pub key: Option<KeyKind>,
    /// Whether it is too long to be kept at all.
    pub rejected: bool,
}

/// Looks at the secret entered into `field`.
pub fn inspect_secret(field: &Field, value: &SecretString) -> InspectedSecret {
    // Exposed to be looked at; only lengths, positions and names of headers go on from here.
    let text = value.expose_secret();
    if text.len() > SECRET_LIMIT {
        let entered = EnteredSecret { title: "Not kept".into(), text: None, usable: false, locked: false };
        return InspectedSecret { entered, notes: vec![note_about_length(SECRET_LIMIT)], key: None, rejected: true };
    }
    let (entered, notes) = match field.kind {
        FieldKind::PrivateKey => return inspect_key(value, text),
        FieldKind::Headers => describe_headers(text),
        _ => describe_line(field, text),
    };
    InspectedSecret { entered, notes, key: None, rejected: false }
}

fn describe_line(field: &Field, text: &str) -> (EnteredSecret, Vec<Note>) {
    let trimmed = blanks::trim(text);
    if trimmed.text.is_empty() {
        let notes =
            if text.is_empty() { Vec::new() } else { vec![Note::new(Tone::Bad, "There are only blanks here.")] };
        return (EnteredSecret { title: length(text), text: None, usable: false, locked: false }, notes);
    }
    let mut notes: Vec<Note> = trimmed.note_about_ends().into_iter().collect();
    if placeholders::is_example_secret(trimmed.text) {
        notes.push(note_about_example(None));
    }
    // Positions count from the first character that is no blank.
    notes.extend(note_about_harmful(trimmed.text, false));
    notes.extend(blanks::note_about_invisible(trimmed.text));
    if is_of_client(field) || !look_alikes::is_another_alphabet(trimmed.text) {
        notes.extend(look_alikes::note_about_typed(trimmed.text));
    }
    if is_of_client(field) {
        notes.extend(note_about_other_characters(trimmed.text));
    }
    notes.extend(field.format.as_ref().and_then(|format| note_about_format(format, trimmed.text)));
    let usable = !notes.iter().any(|note| note.tone == Tone::Bad);
    (EnteredSecret { title: length(text), text: None, usable, locked: false }, notes)
}

/// The form that the vendor gives all values of a field.
fn note_about_format(format: &Format, text: &str) -> Option<Note> {
    let Format { prefix, characters } = format;
    let Some(rest) = text.strip_prefix(prefix.as_str()) else {
        return Some(Note::new(Tone::Bad, format!("It has to begin with {prefix}.")));
    };
    let count = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    if count != *characters {
        let sentence = format!("It has to have {characters} characters; this one has {count}.");
        return Some(Note::new(Tone::Bad, sentence));
    }
    let is_plain = rest.chars().all(|character| character.is_ascii_alphanumeric());
    (!is_plain).then(|| Note::new(Tone::Bad, format!("Behind {prefix} there are only letters and digits.")))
}

fn inspect_key(value: &SecretString, text: &str) -> InspectedSecret {
    match private_key::read_private_key(value) {
        Ok(key) => {
            let notes = key.repairs().iter().map(|repair| Note::new(Tone::Info, repair.sentence())).collect();
            let entered = EnteredSecret { title: key.title(), text: Some(purpose(&key)), usable: true, locked: false };
            InspectedSecret { entered, notes, key: Some(key.kind()), rejected: false }
        }
        Err(problem) => {
            let (title, tone) = match &problem {
                KeyProblem::EncryptedKey => ("Locked private key".to_owned(), Tone::Warn),
                KeyProblem::Pkcs12 => ("Locked keystore".to_owned(), Tone::Warn),
                _ => (length(text), Tone::Bad),
            };
            let entered = EnteredSecret { title, text: None, usable: false, locked: problem.is_lock() };
            InspectedSecret { entered, notes: vec![Note::new(tone, problem.sentence())], key: None, rejected: false }
        }
    }
}

fn purpose(key: &PrivateKey) -> String {
    let names: Vec<String> = key.algorithms().iter().map(|algorithm| format!("{algorithm:?}")).collect();
    format!("Signs with {}", names.join(", "))
}

fn describe_headers(text: &str) -> (EnteredSecret, Vec<Note>) {
    match pairs::read_headers(text) {
        Ok(headers) => {
            let names: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
            let title = match names.as_slice() {
                [] => "No headers".to_owned(),
                [name] => format!("1 header: {name}"),
                names => format!("{} headers: {}", names.len(), names.join(", ")),
            };
            (EnteredSecret { title, text: None, usable: !names.is_empty(), locked: false }, Vec::new())
        }
        Err(problem) => {
            let entered = EnteredSecret { title: length(text), text: None, usable: false, locked: false };
            (entered, vec![Note::new(Tone::Bad, problem.sentence())])
        }
    }
}

fn length(text: &str) -> String {
    match text.chars().count() {
        0 => "Nothing entered".to_owned(),
        1 => "Entered, 1 character".to_owned(),
        count => format!("Entered, {count} characters"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{domain::note::NoteAction, inspecting::private_key::sample_keys};

    fn inspect(kind: FieldKind, text: &str) -> InspectedSecret {
        let field = Field {
            key: "entered".into(),
            label: "Entered".into(),
            kind,
            help: None,
            example: None,
            looks_like: None,
            default: None,
            optional: false,
            advanced: false,
            from_step: None,
            format: None,
            choices: Vec::new(),
            needed_by: Vec::new(),
        };
        inspect_secret(&field, &SecretString::from(text))
    }

    #[test]
    fn a_clean_secret_is_described_by_its_length() {
        for (text, title) in [
            ("wQ7t%Kd@Zr!m4Xp#Vb9*Lc2sN%hYf5", "Entered, 30 characters"),
            ("x", "Entered, 1 character"),
            ("a b+c%d&e=f", "Entered, 11 characters"),
        ] {
            let inspected = inspect(FieldKind::Secret, text);
            assert_eq!(
                inspected.entered,
                EnteredSecret { title: title.into(), text: None, usable: true, locked: false }
            );
            assert_eq!(inspected.notes, []);
        }
    }

    #[test]
    fn nothing_and_only_blanks_are_no_secret() {
        let nothing = inspect(FieldKind::Secret, "");
        assert_eq!((nothing.entered.title.as_str(), nothing.entered.usable), ("Nothing entered", false));
        let blanks = inspect(FieldKind::Password, " \n");
        assert_eq!((blanks.notes[0].tone, blanks.entered.usable), (Tone::Bad, false));
    }

    #[test]
    fn f1_blanks_at_the_end_are_pointed_out_and_counted() {
        let inspected = inspect(FieldKind::Secret, "abc ");
        assert_eq!((inspected.entered.title.as_str(), inspected.entered.usable), ("Entered, 4 characters", true));
        assert_eq!(inspected.notes.len(), 1);
        assert_eq!(inspected.notes[0].action, Some(NoteAction::RemoveBlanks));
    }

    #[test]
    fn a_line_break_at_the_end_can_be_removed_and_one_inside_cannot_be_used() {
        let end = inspect(FieldKind::Secret, "abc\r\n");
        assert_eq!((end.notes[0].text.as_str(), end.entered.usable), ("It ends with a line break.", true));
        let inside = inspect(FieldKind::Secret, "abc\ndef");
        assert_eq!((inside.notes[0].tone, inside.entered.usable), (Tone::Bad, false));
    }

    #[test]
    fn f4_look_alikes_are_placed_without_their_neighbours() {
        let inspected = inspect(FieldKind::Secret, "ZQab\u{420}cdXY");
        let [note] = inspected.notes.as_slice() else { panic!("one note: {:?}", inspected.notes) };
        assert_eq!(note.evidence.as_deref(), Some("position 5 (U+0420)"));
        assert_eq!(note.action, Some(NoteAction::ReplaceLookAlikes));
        for neighbours in ["ab", "cd", "\u{420}"] {
            assert!(!format!("{} {:?}", note.text, note.evidence).contains(neighbours), "{neighbours}");
        }
    }

    #[test]
    fn f19_letters_outside_ascii_are_doubted_in_secrets_and_fine_in_passwords() {
        let secret = inspect(FieldKind::Secret, "caf\u{E9}\u{20AC}");
        assert_eq!(secret.notes[0].tone, Tone::Warn);
        assert_eq!(secret.notes[0].evidence.as_deref(), Some("positions 4 (U+00E9), 5 (U+20AC)"));
        assert_eq!(inspect(FieldKind::Password, "caf\u{E9}").notes, []);
        assert_eq!(inspect(FieldKind::Password, "пароль").notes, []);
        assert_eq!(inspect(FieldKind::Password, "рassword").notes.len(), 1);
    }

    #[test]
    fn f6_invisible_and_control_characters_inside_are_named() {
        let invisible = inspect(FieldKind::Secret, "ab\u{200B}c");
        assert_eq!((invisible.notes[0].tone, invisible.entered.usable), (Tone::Warn, true));
        let turned = inspect(FieldKind::Secret, "ab\u{202E}c");
        assert_eq!((turned.notes[0].tone, turned.entered.usable), (Tone::Bad, false));
        assert_eq!(turned.notes[0].evidence.as_deref(), Some("position 3 (U+202E)"));
    }

    #[test]
    fn an_example_is_no_secret() {
        let inspected = inspect(FieldKind::Password, "user_password");
        assert_eq!((inspected.notes[0].tone, inspected.entered.usable), (Tone::Bad, false));
    }

    #[test]
    fn a_key_is_named_and_its_repairs_are_said() {
        let pem = sample_keys::EC_P256.pem();
        let inspected = inspect(FieldKind::PrivateKey, &pem.replace('\n', " "));
        assert_eq!(inspected.entered.title, "EC P-256 private key");
        assert_eq!(inspected.entered.text.as_deref(), Some("Signs with ES256"));
        assert!(inspected.entered.usable);
        assert_eq!(inspected.notes[0].tone, Tone::Info);
    }

    #[test]
    fn what_is_no_key_is_explained() {
        let inspected = inspect(FieldKind::PrivateKey, "hunter2");
        assert_eq!((inspected.entered.title.as_str(), inspected.entered.usable), ("Entered, 7 characters", false));
        assert_eq!(inspected.notes[0].tone, Tone::Bad);
    }

    #[test]
    fn headers_are_described_by_their_names() {
        for (text, title) in [
            ("X-Tenant: acme\nappkey: hunter2", "2 headers: X-Tenant, appkey"),
            ("appkey: hunter2", "1 header: appkey"),
        ] {
            let inspected = inspect(FieldKind::Headers, text);
            assert_eq!(
                inspected.entered,
                EnteredSecret { title: title.into(), text: None, usable: true, locked: false }
            );
        }
        let wrong = inspect(FieldKind::Headers, "Authorization: Bearer hunter2");
        assert!(!wrong.entered.usable);
        assert_eq!(wrong.notes[0].text, "Line 1: Dialkey sets Authorization itself. Remove the line.");
    }

    #[test]
    fn f21_a_megabyte_is_not_kept() {
        for kind in [FieldKind::Secret, FieldKind::Password, FieldKind::PrivateKey, FieldKind::Headers] {
            let inspected = inspect(kind, &"a".repeat(1024 * 1024));
            assert!(inspected.rejected && !inspected.entered.usable);
            assert_eq!(inspected.notes[0].text, "This is too long; it was not kept. At most 64 KB fit here.");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>()) {
            for kind in [FieldKind::Secret, FieldKind::Password, FieldKind::PrivateKey, FieldKind::Headers] {
                prop_assert!(!inspect(kind, &text).rejected);
            }
        }

        #[test]
        fn no_remark_repeats_a_secret(text in "[a-zA-Z0-9]{12,40}", odd in "[\u{410}-\u{44F} \n“€]") {
            let inspected = inspect(FieldKind::Secret, &format!("{text}{odd}{text}"));
            let shown = format!("{inspected:?}");
            prop_assert!(!shown.contains(&text), "{}", shown);
        }
    }
}
