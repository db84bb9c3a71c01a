use proptest::prelude::*;

use super::{
    super::{KeyKind, sample_keys::*},
    *,
};

/// What copying puts between the characters of a key.
const BLANKS: [&str; 12] =
    ["", " ", "\n", "\r\n", "\t", "    ", "\\n", "\u{a0}", "\u{2009}", "\u{200b}", "\u{feff}", "\u{2028}"];

/// Pieces that keys are made of, and what stands between them.
const PIECES: [&str; 16] = [
    "-----",
    "BEGIN ",
    "END ",
    "PRIVATE KEY",
    "EC PARAMETERS",
    "—",
    "MIGHAgEAMBMGByqGSM49AgEG",
    "=",
    "\\u",
    "\\",
    "\"",
    "{\"kty\":",
    "\"EC\",",
    "\"d\":\"AA\"}",
    "Proc-Type: 4,ENCRYPTED",
    "\u{a0}",
];

fn samples() -> impl Strategy<Value = (&'static SampleKey, String)> {
    any::<(prop::sample::Selector, prop::sample::Selector)>().prop_map(|(sample, text)| {
        let sample = sample.select(all());
        (sample, text.select(sample.texts()))
    })
}

proptest! {
    #[test]
    fn blanks_anywhere_never_change_a_key(
        (sample, text) in samples(),
        inserted in prop::collection::vec((any::<prop::sample::Index>(), 0..BLANKS.len()), 0..40),
        replacement in 0..BLANKS.len(),
    ) {
        let mut characters: Vec<String> = text
            .chars()
            .map(|character| if character.is_whitespace() { BLANKS[replacement].to_owned() } else { character.into() })
            .collect();
        for (index, blank) in inserted {
            characters.insert(index.index(characters.len() + 1), BLANKS[blank].to_owned());
        }
        repairs(&characters.concat(), sample);
    }

    #[test]
    fn a_key_cut_short_is_the_same_key_or_none((sample, text) in samples(), end in any::<prop::sample::Index>()) {
        if let Ok(key) = read(&text[..end.index(text.len())]) {
            // Exposed to be compared with the generated key.
            prop_assert!(key.pkcs8().expose_secret() == sample.pkcs8);
        }
    }

    // Ed25519 is left out: any 32 bytes are such a key, and PKCS#8 holds nothing to compare them with.
    #[test]
    fn a_key_with_another_character_in_it_is_the_same_key_or_none(
        (sample, mut text) in samples().prop_filter("a key to compare with", |(sample, _)| sample.kind != KeyKind::Ed25519),
        index in any::<prop::sample::Index>(),
        other in "[A-Za-z0-9+/=_ -]",
    ) {
        let index = index.index(text.len());
        text.replace_range(index..=index, &other);
        if let Ok(key) = read(&text) {
            // Exposed to be compared with the generated key.
            prop_assert!(key.pkcs8().expose_secret() == sample.pkcs8);
        }
    }

    #[test]
    fn any_text_is_no_key(text in any::<String>()) {
        prop_assert!(read(&text).is_err());
    }

    #[test]
    fn pieces_of_keys_are_no_key(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..30)) {
        prop_assert!(read(&pieces.concat()).is_err());
    }
}
