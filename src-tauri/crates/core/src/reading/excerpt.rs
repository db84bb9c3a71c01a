//! The beginning of a body that nobody could read.

use super::{
    body_text::BodyText,
    quoting::{EXCERPT_LIMIT, quote},
    veil::hide_secrets,
};
use crate::ports::http::HttpAnswer;

/// The beginning of an answer's body on one line, with everything hidden that may be a secret; none when the body is
/// empty.
pub fn excerpt(answer: &HttpAnswer) -> Option<String> {
    let body = BodyText::of(&answer.body, answer.header("content-type"));
    quote(&hide_secrets(&body.text), EXCERPT_LIMIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excerpt_of(body: &[u8]) -> Option<String> {
        excerpt(&HttpAnswer { status: 500, headers: Vec::new(), body: body.to_vec(), milliseconds: 1 })
    }

    #[test]
    fn the_beginning_is_shown_on_one_line() {
        assert_eq!(excerpt_of(b"Internal error\r\n  at line 7").as_deref(), Some("Internal error at line 7"));
        assert_eq!(excerpt_of(b" \n"), None);
        let long = excerpt_of("word ".repeat(1000).as_bytes()).expect("there is something");
        assert_eq!(long.chars().count(), 300);
    }

    #[test]
    fn a_token_is_not_shown() {
        let shown = excerpt_of(br#"{"token_type":"mac","access_token":"hunter2"}"#).expect("there is something");
        assert_eq!(shown, r#"{"token_type":"mac","access_token":"(hidden, 7 characters)"}"#);
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced() {
        assert_eq!(excerpt_of(b"\x80\x81 a\0b").as_deref(), Some("\u{FFFD}\u{FFFD} a\u{FFFD}b"));
    }
}
