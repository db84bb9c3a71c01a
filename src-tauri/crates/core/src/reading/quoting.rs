//! Words of the other side, made fit to be shown: cut, on one line, without characters that change what is around them.

use crate::inspecting::characters::{is_bidi_control, is_harmful, is_invisible};

/// Characters of an error code.
pub(super) const ERROR_LIMIT: usize = 100;
/// Characters of a description.
pub(super) const DESCRIPTION_LIMIT: usize = 500;
/// Characters of the beginning of a body.
pub(super) const EXCERPT_LIMIT: usize = 300;

/// `text` on one line and of at most `limit` characters; none when nothing can be seen of it.
pub(super) fn quote(text: &str, limit: usize) -> Option<String> {
    let mut quoted = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let separator = if quoted.is_empty() { None } else { Some(' ') };
        for c in separator.into_iter().chain(word.chars()) {
            if length + 1 == limit {
                quoted.push('…');
                return Some(quoted);
            }
            length += 1;
            quoted.push(if is_harmful(c) || is_invisible(c) { char::REPLACEMENT_CHARACTER } else { c });
        }
    }
    (!quoted.is_empty()).then_some(quoted)
}

/// The phone system's words about an error, cut and cleaned.
pub(crate) fn quote_words(text: &str) -> Option<String> {
    quote(text, DESCRIPTION_LIMIT)
}

/// The target of a redirect, fit to be shown.
pub(crate) fn quote_target(location: &str) -> Option<String> {
    // What follows the path may hold a code or a token that nobody knows of yet.
    let path = location.split(['?', '#']).next().unwrap_or_default();
    quote(path, EXCERPT_LIMIT)
}

/// `text` with its lines, every other control character and change of direction replaced.
pub(super) fn clean_lines(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| {
            if is_bidi_control(c) || (c.is_control() && !matches!(c, '\n' | '\t')) {
                char::REPLACEMENT_CHARACTER
            } else {
                c
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_in_the_target_of_a_redirect_is_not_shown() {
        for target in ["https://pbx.test/cb#access_token=abc", "https://pbx.test/cb?code=abc"] {
            assert_eq!(quote_target(target).as_deref(), Some("https://pbx.test/cb"));
        }
    }

    #[test]
    fn words_are_put_on_one_line() {
        assert_eq!(quote(" The client\r\n\tis unknown. ", 100).as_deref(), Some("The client is unknown."));
        assert_eq!(quote(" \n", 100), None);
    }

    #[test]
    fn harmful_characters_are_replaced() {
        assert_eq!(quote("a\u{202E}b\u{0}c\u{1B}[31m", 100).as_deref(), Some("a\u{FFFD}b\u{FFFD}c\u{FFFD}[31m"));
        assert_eq!(clean_lines("a\r\nb\u{7}\u{2067}\tc"), "a\nb\u{FFFD}\u{FFFD}\tc");
    }

    #[test]
    fn long_words_are_cut() {
        let quoted = quote(&"é".repeat(10_000), 100).expect("there is something");
        assert_eq!(quoted.chars().count(), 100);
        assert!(quoted.ends_with('…'));
    }
}
