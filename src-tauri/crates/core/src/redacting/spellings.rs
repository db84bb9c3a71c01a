//! Finds a secret in text, however it is written there: as it is, percent- or form-encoded, as a JSON string of any
//! dialect, as HTML, with its blanks put on one line, or cut off by an ellipsis.

use crate::inspecting::characters::{is_harmful, is_invisible};

/// From this many characters on, the beginning of a secret counts when the text is cut off behind it.
const TELLING: usize = 3;
/// From this many characters on, the beginning of a secret always counts. It also bounds the work that an answer made
/// of almost-secrets can cause.
const ENOUGH: usize = 64;

/// What text of ours is cut off with.
const ELLIPSIS: char = '…';

/// How many bytes at the beginning of `text` are `secret`; none when something else stands there.
pub(super) fn length_of(secret: &str, text: &str) -> Option<usize> {
    if !may_begin(secret.chars().next()?, text) {
        return None;
    }
    let mut ends = vec![0];
    let mut further = Vec::new();
    let mut is_behind_blank = false;
    for (matched, expected) in secret.chars().enumerate() {
        if matched >= TELLING
            && let Some(end) = ends.iter().find(|&&end| is_cut_off(&text[end..]))
        {
            return Some(*end);
        }
        if is_behind_blank && expected.is_whitespace() {
            // A row of blanks may have become one.
            further.extend_from_slice(&ends);
        }
        is_behind_blank = expected.is_whitespace();
        for end in &ends {
            further.extend(lengths_of(expected, &text[*end..]).into_iter().flatten().map(|length| end + length));
        }
        if further.is_empty() {
            return (matched >= ENOUGH).then(|| ends.into_iter().max()).flatten();
        }
        further.sort_unstable();
        further.dedup();
        std::mem::swap(&mut ends, &mut further);
        further.clear();
    }
    ends.into_iter().max()
}

/// Whether `text` may begin with this character, however it is written. It is asked at every place for every secret, and
/// mostly the answer is no.
fn may_begin(expected: char, text: &str) -> bool {
    text.chars().next().is_some_and(|first| {
        first == expected
            || matches!(first, '%' | '\\' | '&' | '+' | char::REPLACEMENT_CHARACTER)
            || first.is_whitespace()
    })
}

fn is_cut_off(text: &str) -> bool {
    text.starts_with(|c: char| c == ELLIPSIS || c.is_whitespace()) && text.trim_start().starts_with(ELLIPSIS)
}

/// The ways in which `text` may begin with one character, by their lengths in bytes.
fn lengths_of(expected: char, text: &str) -> [Option<usize>; 4] {
    let Some(first) = text.chars().next() else { return [None; 4] };
    let encoded = match first {
        '%' => percent_encoded(expected, text),
        '\\' => escaped(expected, text),
        '&' => html(expected, text),
        '+' if expected == ' ' => Some(1),
        _ => None,
    };
    let literal = (first == expected).then_some(first.len_utf8());
    let blanks = (expected.is_whitespace() && first.is_whitespace())
        .then(|| text.len() - text.trim_start_matches(char::is_whitespace).len());
    let replaced = (first == char::REPLACEMENT_CHARACTER && (is_harmful(expected) || is_invisible(expected)))
        .then_some(first.len_utf8());
    [encoded, literal, blanks, replaced]
}

/// RFC 3986 2.1, byte by byte.
fn percent_encoded(expected: char, text: &str) -> Option<usize> {
    let mut rest = text;
    for byte in expected.encode_utf8(&mut [0; 4]).bytes() {
        let digits = rest.strip_prefix('%')?.get(..2)?;
        if u8::from_str_radix(digits, 16) != Ok(byte) {
            return None;
        }
        rest = &rest[3..];
    }
    Some(text.len() - rest.len())
}

/// RFC 8259 7: `\u` with four digits, or a backslash before the character or its letter.
fn escaped(expected: char, text: &str) -> Option<usize> {
    let short = match text.chars().nth(1)? {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\u{8}',
        'f' => '\u{C}',
        other => other,
    };
    if short == expected {
        return Some(1 + text.chars().nth(1)?.len_utf8());
    }
    let mut rest = text;
    for unit in expected.encode_utf16(&mut [0; 2]) {
        let digits = rest.strip_prefix("\\u")?.get(..4)?;
        if u16::from_str_radix(digits, 16) != Ok(*unit) {
            return None;
        }
        rest = &rest[6..];
    }
    Some(text.len() - rest.len())
}

/// `&amp;`, `&#38;` or `&#x26;`.
fn html(expected: char, text: &str) -> Option<usize> {
    let (name, _) = text.strip_prefix('&')?.split_once(';')?;
    let named = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let hexadecimal = number.strip_prefix(['x', 'X']).map(|digits| u32::from_str_radix(digits, 16));
            hexadecimal.unwrap_or_else(|| number.parse()).ok().and_then(char::from_u32)
        }
    };
    (named == Some(expected)).then_some(name.len() + 2)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_found(secret: &str, text: &str) -> bool {
        length_of(secret, text) == Some(text.len())
    }

    #[test]
    fn every_way_to_write_a_secret_is_found() {
        let secret = "a%2 ü/&'\"+<😀";
        for text in [
            "a%2 ü/&'\"+<😀",
            "a%252+%C3%BC%2F%26%27%22%2B%3C%F0%9F%98%80",
            "a%252%20%c3%bc%2f%26'%22%2b%3c%f0%9f%98%80",
            r#"a%2 ü\/&'\"+<😀"#,
            r#"a%2 \u00fc\/&'\"+<\ud83d\ude00"#,
            r"a%2 \u00FC/\u0026\u0027\u0022\u002B\u003C\uD83D\uDE00",
            "a%2 ü/&amp;&#39;&quot;+&lt;😀",
            "a%2 &#252;/&amp;&#x27;&#34;+&lt;&#x1F600;",
        ] {
            assert!(is_found(secret, text), "{text}");
        }
    }

    #[test]
    fn other_text_is_not_taken_for_the_secret() {
        for text in ["", "sec", "secreT", "secre&#1;", "secre%7", r"secre\u007", "&amp", "secr…"] {
            assert!(!is_found("secret", text), "{text}");
        }
    }

    #[test]
    fn blanks_on_one_line_and_replaced_characters_are_found() {
        assert!(is_found("two  \twords", "two words"));
        assert!(is_found("a\u{200B}b\u{7}c", "a\u{FFFD}b\u{FFFD}c"));
    }

    #[test]
    fn a_secret_that_is_cut_off_is_found_up_to_the_cut() {
        assert_eq!(length_of("secret", "secr…"), Some(4));
        assert_eq!(length_of("secret", "secr\n… The rest is left out."), Some(4));
        assert_eq!(length_of("secret", "se…"), None, "too little to tell");
    }

    #[test]
    fn much_of_a_long_secret_is_enough() {
        let secret = "0123456789".repeat(10);
        assert_eq!(length_of(&secret, &secret[..80]), Some(80));
        assert_eq!(length_of(&secret, &secret[..40]), None);
    }

    proptest! {
        #[test]
        fn no_text_panics(secret in any::<String>(), text in any::<String>()) {
            let _ = length_of(&secret, &text);
        }

        #[test]
        fn an_encoded_secret_is_found(secret in "[ -~äß€😀]{3,40}") {
            let form: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
            let json = serde_json::Value::from(secret.as_str()).to_string();
            let json = json.strip_prefix('"').and_then(|json| json.strip_suffix('"')).unwrap();
            prop_assert!(is_found(&secret, &form));
            prop_assert!(is_found(&secret, json));
        }
    }
}
