//! Characters that look like Latin letters or plain ASCII signs and are something else.
//!
//! They come from keyboards with two alphabets, from word processors that turn quotes and dashes, and from attackers.
//! They are pointed out and replaced only when a person says so.

use secrecy::{ExposeSecret, SecretString};

use super::characters::places;
use crate::domain::note::{Note, NoteAction, Tone};

/// Look-alikes and what they look like, a subset of the confusables of UTS 39 that keyboards and office programs make.
const LOOK_ALIKES: &[(&str, &str)] = &[
    // Cyrillic
    ("АВСЕНІЈКМОРЅТХУҮԚԜԌЗ", "ABCEHIJKMOPSTXYYQWG3"),
    ("асԁеһіјкӏорԛѕѵԝхуүб", "acdehijklopqsvwxyy6"),
    // Greek
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"),
    ("αγικνορυϲϳ", "ayikvopucj"),
    // Other Latin-like letters
    ("ɑɡı", "agi"),
    // Quotes, primes and accents
    ("‘’‚‛′´", "''''''"),
    ("“”„‟″", "\"\"\"\"\""),
    // Hyphens, dashes and the minus sign
    ("‐‑‒–—―−˗﹣", "---------"),
    // Other signs
    ("⁄∕∗․\u{037E}", "//*.;"),
];

/// From the full-width forms U+FF01..U+FF5E to ASCII.
const FULL_WIDTH_OFFSET: u32 = 0xFEE0;

/// What `c` looks like, if it is a look-alike.
pub fn latin_for(c: char) -> Option<char> {
    if c.is_ascii() {
        return None;
    }
    if matches!(c, '\u{FF01}'..='\u{FF5E}') {
        return char::from_u32(u32::from(c) - FULL_WIDTH_OFFSET);
    }
    LOOK_ALIKES
        .iter()
        .find_map(|(odd, plain)| odd.chars().zip(plain.chars()).find(|&(odd, _)| odd == c))
        .map(|(_, plain)| plain)
}

/// `text` with every look-alike replaced by what it looks like.
pub fn replace(text: &str) -> String {
    text.chars().map(|c| latin_for(c).unwrap_or(c)).collect()
}

/// The secret with every look-alike replaced, for a person who asked for that.
#[must_use]
pub fn replace_in_secret(secret: &SecretString) -> SecretString {
    // Exposed to be rewritten; the result is a secret again.
    SecretString::from(replace(secret.expose_secret()))
}

/// Says how many look-alikes stand in a typed value and where; none when there are none.
pub(super) fn note_about_typed(text: &str) -> Option<Note> {
    Some(note(text, "")?.with_action(NoteAction::ReplaceLookAlikes))
}

/// The same for a received value, which is used as it came: `of` says of what.
pub(crate) fn note_about_received(text: &str, of: &str) -> Option<Note> {
    note(text, &format!(" of the {of}"))
}

/// Whether `text` is plainly written in another alphabet: it has letters that resemble no Latin one.
pub(super) fn is_another_alphabet(text: &str) -> bool {
    text.chars().any(|c| !c.is_ascii() && c.is_alphabetic() && latin_for(c).is_none())
}

fn note(text: &str, of: &str) -> Option<Note> {
    let evidence = places(text, |c| latin_for(c).is_some())?;
    let latin: Vec<char> = text.chars().filter_map(latin_for).collect();
    let letters = latin.iter().all(char::is_ascii_alphabetic);
    let sentence = match (latin.len(), letters) {
        (1, true) => format!("1 character{of} looks like a Latin letter but is not."),
        (1, false) => format!("1 character{of} looks like a plain one but is not."),
        (count, true) => format!("{count} characters{of} look like Latin letters but are not."),
        (count, false) => format!("{count} characters{of} look like plain ones but are not."),
    };
    Some(Note::new(Tone::Warn, sentence).with_evidence(evidence))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_of_the_table_have_the_same_length() {
        for (odd, plain) in LOOK_ALIKES {
            assert_eq!(odd.chars().count(), plain.chars().count(), "{odd}");
            assert!(plain.is_ascii() && !odd.chars().any(|c| c.is_ascii()), "{odd}");
        }
    }

    #[test]
    fn f5_every_group_is_replaced() {
        for (typed, plain) in [
            ("\u{0420}\u{041A}\u{0421}", "PKC"),
            ("p\u{0430}ypal", "paypal"),
            ("\u{0391}\u{03BF}", "Ao"),
            ("ｐｂｘ：８４４３", "pbx:8443"),
            ("“a” ‘b’", "\"a\" 'b'"),
            ("a–b—c−d", "a-b-c-d"),
            ("é€ß", "é€ß"),
        ] {
            assert_eq!(replace(typed), plain);
        }
    }

    #[test]
    fn f4_letters_that_look_latin_are_counted_and_placed() {
        let note = note_about_typed("abРcd1К2e3С").expect("there are three");
        assert_eq!(note.text, "3 characters look like Latin letters but are not.");
        assert_eq!(note.evidence.as_deref(), Some("positions 3 (U+0420), 7 (U+041A), 11 (U+0421)"));
        assert_eq!(note.action, Some(NoteAction::ReplaceLookAlikes));
    }

    #[test]
    fn f5_a_quote_is_not_called_a_letter() {
        let note = note_about_typed("a’b").expect("there is one");
        assert_eq!(note.text, "1 character looks like a plain one but is not.");
    }

    #[test]
    fn a_received_value_is_named_and_offers_no_change() {
        let note = note_about_received("аbc", "refresh token").expect("there is one");
        assert_eq!(note.text, "1 character of the refresh token looks like a Latin letter but is not.");
        assert_eq!(note.action, None);
    }

    #[test]
    fn a_whole_word_of_another_alphabet_is_recognised() {
        assert!(is_another_alphabet("пароль"));
        assert!(!is_another_alphabet("рassword"));
        assert!(!is_another_alphabet("password"));
    }

    #[test]
    fn plain_ascii_gets_no_note() {
        let ascii: String = (' '..='~').collect();
        assert_eq!(note_about_typed(&ascii), None);
    }
}
