//! What a status and its headers say where the answer itself gives no reason (RFC 9110 10, 11 and 15).

use super::Failure;
use crate::{
    domain::{
        diagnosis::{Cause, DiagnosisCode as Code, Who},
        time::Timestamp,
    },
    ports::http::HttpAnswer,
    reading::{self, quote_words},
};

/// A phone system that asks for no pause is asked again right away by whoever clicks; one that asks for a day is not
/// waited for.
const PAUSES: std::ops::RangeInclusive<u32> = 1..=300;

/// Authentication schemes that Dialkey speaks at a token service.
const KNOWN_SCHEMES: [&str; 2] = ["basic", "bearer"];

/// What is known of an answer with this status, in a sentence.
pub(super) fn sentence(code: Code, status: u16) -> Option<&'static str> {
    Some(match (code, status) {
        (Code::RequestRefused | Code::WebPage, 403) => "It understood the request and does not allow it from here.",
        (Code::NotTokenService, 404) => "Something answers there, but it knows no such path.",
        (Code::NotTokenService, 405) => "There is something at this path, but it hands out no tokens.",
        (Code::NotTokenService, 415) => "There is something at this path, but it wants another kind of request.",
        _ => return None,
    })
}

/// Seconds to wait, where the answer asks for a pause.
pub(super) fn pause(answer: &HttpAnswer, now: Timestamp) -> Option<u32> {
    let seconds = reading::retry_after(answer, now).filter(|_| matches!(answer.status, 429 | 503))?;
    Some(seconds.clamp(*PAUSES.start(), *PAUSES.end()))
}

/// Causes that a status or a header names.
pub(super) fn causes(code: Code, failure: &Failure<'_>) -> Vec<Cause> {
    let Some((answer, _)) = failure.answer() else { return Vec::new() };
    match (code, answer.status) {
        (Code::ClientRefused | Code::UserRefused, 401) => unknown_challenge(answer).into_iter().collect(),
        (Code::RequestRefused | Code::WebPage, 403) => vec![cause_of(
            "It lets in only certain computers or applications",
            "Its lists of allowed addresses and host names have to include this computer and the application.",
        )],
        _ => Vec::new(),
    }
}

/// RFC 9110 11.6.1: a challenge of schemes that are all unknown here.
fn unknown_challenge(answer: &HttpAnswer) -> Option<Cause> {
    let values = answer.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("www-authenticate"));
    let schemes: Vec<&str> = values.flat_map(|(_, value)| schemes(value)).collect();
    if schemes.iter().any(|scheme| KNOWN_SCHEMES.contains(&scheme.to_ascii_lowercase().as_str())) {
        return None;
    }
    let named = quote_words(schemes.first()?)?;
    Some(cause_of(
        "It wants a kind of sign-in that Dialkey has not",
        &format!("It asks for “{named}”, which is not supported. A client with an ID and a secret is needed."),
    ))
}

/// The schemes of a header with one challenge or several: what stands first in it or behind a comma and is no
/// parameter of the one before.
fn schemes(value: &str) -> impl Iterator<Item = &str> {
    let mut is_quoted = false;
    let parts = value.split(move |character| {
        is_quoted ^= character == '"';
        character == ',' && !is_quoted
    });
    let first_words = parts.filter_map(|part| part.split_whitespace().next());
    first_words.filter(|word| word.chars().all(|character| character.is_ascii_alphanumeric() || character == '-'))
}

fn cause_of(title: &str, text: &str) -> Cause {
    Cause { title: title.into(), text: Some(text.into()), who: Who::SystemAdministrator, place: None, action: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_told_from_their_parameters() {
        for (value, expected) in [
            ("Negotiate", vec!["Negotiate"]),
            (r#"Digest realm="a, Basic b", nonce="x", algorithm=MD5"#, vec!["Digest"]),
            (r#"Digest realm="a", Basic realm="b""#, vec!["Digest", "Basic"]),
            ("Negotiate, NTLM", vec!["Negotiate", "NTLM"]),
            ("", vec![]),
            ("realm=\"a\"", vec![]),
            ("\"", vec![]),
        ] {
            assert_eq!(schemes(value).collect::<Vec<_>>(), expected, "{value}");
        }
    }
}
