//! Hides what may be a secret in text that nobody could read, before a piece of it is shown.
//!
//! A damaged or unexpected answer can still hold a token, or repeat what it was sent. This is the second line of
//! defence: secrets that are known are taken out by whoever knows them.

/// Names of members whose value is hidden, by a part of the name in lower case.
const SECRET_NAMES: &[&str] = &["token", "secret", "password", "assertion", "jwt", "private_key", "api_key", "apikey"];
/// The one name among them whose value is worth showing.
const SHOWN_NAMES: &[&str] = &["token_type", "tokentype"];
/// From this length on, words with a digit are hidden.
const LONG_WITH_DIGIT: usize = 20;
/// From this length on, all words are hidden.
const LONG: usize = 40;

/// `text` with values of secret members and long random-looking words replaced by what they are.
pub(super) fn hide_secrets(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = rest.find(|c| !is_word_character(c)).unwrap_or(rest.len());
        if length == 0 {
            shown.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let (word, behind) = rest.split_at(length);
        rest = behind;
        if let Some((before, value)) = is_secret_name(word).then(|| value_of_member(behind)).flatten() {
            shown.push_str(word);
            shown.push_str(before);
            shown.push_str(&hidden(value));
            rest = &behind[before.len() + value.len()..];
        } else if length >= LONG || length >= LONG_WITH_DIGIT && word.contains(|c: char| c.is_ascii_digit()) {
            shown.push_str(&hidden(word));
        } else {
            shown.push_str(word);
        }
    }
    shown
}

const fn is_word_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~' | '+' | '/')
}

fn is_secret_name(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    SECRET_NAMES.iter().any(|name| word.contains(name)) && !SHOWN_NAMES.contains(&word.as_str())
}

/// Behind a name: the signs up to its value, and the value, for `"name": "value"` and `name=value`.
fn value_of_member(behind: &str) -> Option<(&str, &str)> {
    let is_sign = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\' | ':' | '=');
    let (before, from_value) = behind.split_at(behind.find(|c| !is_sign(c)).unwrap_or(behind.len()));
    let end = match before.chars().next_back() {
        Some(quote @ ('"' | '\'')) if before.contains([':', '=']) => from_value.find([quote, '\\']),
        _ if before.trim() == "=" => from_value.find(|c: char| c.is_whitespace() || matches!(c, '&' | '"' | '<')),
        _ => return None,
    };
    let value = &from_value[..end.unwrap_or(from_value.len())];
    (!value.is_empty()).then_some((before, value))
}

fn hidden(value: &str) -> String {
    match value.chars().count() {
        1 => "(hidden, 1 character)".to_owned(),
        count => format!("(hidden, {count} characters)"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_of_secret_members_are_hidden() {
        for (text, shown) in [
            (r#"{"access_token":"abc""#, r#"{"access_token":"(hidden, 3 characters)""#),
            (r#"{ "accessToken" : "a b c" }"#, r#"{ "accessToken" : "(hidden, 5 characters)" }"#),
            (r#"{\"token\":\"abc\"}"#, r#"{\"token\":\"(hidden, 3 characters)\"}"#),
            ("client_secret=x&a=b", "client_secret=(hidden, 1 character)&a=b"),
            (r#"{"token":"Рab"#, r#"{"token":"(hidden, 3 characters)"#),
        ] {
            assert_eq!(hide_secrets(text), shown);
        }
    }

    #[test]
    fn long_words_are_hidden() {
        let text = "got eyJhbGciOiJSUzI1NiJ9.e30.c2ln for you";
        assert_eq!(hide_secrets(text), "got (hidden, 29 characters) for you");
        assert_eq!(hide_secrets(&"x".repeat(40)), "(hidden, 40 characters)");
    }

    #[test]
    fn ordinary_words_are_shown() {
        for text in [
            "Invalid token: expired",
            r#"{"token_type":"mac","error":"unsupported_grant_type"}"#,
            "The tenant is unknown. Ask the administrator (code 4711).",
            r#"{"access_token":null,"expires_in":3600}"#,
            "tokens are \"fine\"",
        ] {
            assert_eq!(hide_secrets(text), text);
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = hide_secrets(&text);
        }

        #[test]
        fn no_token_shines_through(token in "[A-Za-z0-9._~+/-]{6,80}", cut in 0_usize..8) {
            let text = format!("{{\"x\":1,\"access_token\": \"{token}\"}}");
            let shown = hide_secrets(&text[..text.len() - cut.min(2)]);
            prop_assert!(!shown.contains(&token), "{}", shown);
        }
    }
}
