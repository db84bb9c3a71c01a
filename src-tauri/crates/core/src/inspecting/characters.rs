//! Classes of characters that a person cannot see, and how we name the places where they stand.

use std::fmt::Write as _;

/// How many places a sentence names at the most.
const NAMED_PLACES: usize = 10;

/// Whether `c` changes the direction of the text around it (UAX 9).
pub(crate) const fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether `c` takes no room on the screen and has no business in a typed value.
pub(crate) const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}'
            | '\u{034F}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200D}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}'
    )
}

/// Whether `c` looks like nothing: a space of any width, a line break, an invisible character.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// Whether `c` must not stand in a value that is shown or sent: control characters and changes of direction.
pub(crate) fn is_harmful(c: char) -> bool {
    c.is_control() || is_bidi_control(c)
}

/// Names the characters of `text` that `wanted` picks, counted from 1: `positions 4 (U+0420), 9 (U+041A)`. None when
/// there are none. The characters around them are never named, since `text` may be a secret.
pub(crate) fn places(text: &str, wanted: impl Fn(char) -> bool) -> Option<String> {
    let mut named = String::new();
    let mut count = 0_usize;
    for (index, c) in text.chars().enumerate().filter(|&(_, c)| wanted(c)) {
        count += 1;
        if count <= NAMED_PLACES {
            let separator = if named.is_empty() { "" } else { ", " };
            // Writing to a String cannot fail.
            let _ = write!(named, "{separator}{} ({})", index + 1, code_point(c));
        }
    }
    match count {
        0 => None,
        1 => Some(format!("position {named}")),
        2..=NAMED_PLACES => Some(format!("positions {named}")),
        _ => Some(format!("positions {named} and {} more", count - NAMED_PLACES)),
    }
}

/// The character by its number: `U+0420`.
pub(crate) fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_from_one() {
        assert_eq!(places("aбc", |c| !c.is_ascii()).as_deref(), Some("position 2 (U+0431)"));
        assert_eq!(places("бaб", |c| !c.is_ascii()).as_deref(), Some("positions 1 (U+0431), 3 (U+0431)"));
        assert_eq!(places("abc", |c| !c.is_ascii()), None);
    }

    #[test]
    fn many_places_are_counted_instead_of_named() {
        let named = places(&"é".repeat(25), |c| !c.is_ascii()).expect("there are places");
        assert!(named.ends_with("10 (U+00E9) and 15 more"), "{named}");
    }

    #[test]
    fn an_accented_letter_is_neither_blank_nor_harmful() {
        assert!(!is_blank('é') && !is_harmful('é'));
    }
}
