//! Answers of the endpoints that a token is asked about at.

use serde_json::Value;

use super::{
    body_text::BodyText,
    claims::{MOST_CLAIMS, to_claim},
    document::Document,
    problem::ReadingProblem,
    refusal, web_page,
};
use crate::{
    domain::{claim::Claim, recipe::AnswerShape},
    ports::http::HttpAnswer,
};

/// The one member of RFC 7662 2.2 that has to be there.
const ACTIVE: &str = "active";

/// What a phone system says about a token.
#[derive(Debug)]
pub(crate) struct IntrospectionReading {
    /// Whether the token is good.
    pub(crate) is_active: bool,
    /// What else is said.
    pub(crate) members: Vec<Claim>,
}

/// Reads the answer of an introspection endpoint (RFC 7662 2.2).
///
/// # Errors
/// [`ReadingProblem`] says what it is instead, also where `active` is neither true nor false.
pub(crate) fn read_introspection(answer: &HttpAnswer) -> Result<IntrospectionReading, ReadingProblem> {
    let document = read_object(answer, &["/active"])?;
    if let Some(name) = document.doubled {
        return Err(ReadingProblem::DoubledMember { name });
    }
    let Some(Value::Bool(is_active)) = document.value.get(ACTIVE) else {
        let why = "it does not say with true or false whether the token is good";
        return Err(ReadingProblem::Unreadable { why: why.into() });
    };
    Ok(IntrospectionReading { is_active: *is_active, members: claims_of(&document.value) })
}

/// Reads the answer of a userinfo endpoint (`OpenID` Connect Core 5.3.2).
///
/// # Errors
/// [`ReadingProblem`] says what it is instead.
pub(crate) fn read_userinfo(answer: &HttpAnswer) -> Result<Vec<Claim>, ReadingProblem> {
    let members = claims_of(&read_object(answer, &[])?.value);
    if members.is_empty() {
        return Err(ReadingProblem::Unreadable { why: "it says nothing about anybody".into() });
    }
    Ok(members)
}

/// What an answer says that is no "yes" of a revocation endpoint (RFC 7009 2.2).
pub(crate) fn read_revocation_refusal(answer: &HttpAnswer) -> ReadingProblem {
    let no_yes = || ReadingProblem::Unreadable { why: "it is no yes".into() };
    read_object(answer, &[]).err().unwrap_or_else(no_yes)
}

/// A JSON object in a good answer. Doubled members are looked for along `pointers`.
fn read_object(answer: &HttpAnswer, pointers: &[&str]) -> Result<Document, ReadingProblem> {
    let body = BodyText::of(&answer.body, answer.header("content-type"));
    let text = body.text.trim();
    if text.is_empty() {
        return Err(ReadingProblem::Empty);
    }
    if web_page::is_web_page(text) {
        return Err(ReadingProblem::WebPage { title: web_page::title(text) });
    }
    if !text.starts_with(['{', '[']) {
        return Err(ReadingProblem::PlainText);
    }
    let document = Document::from_json(text, pointers)?;
    let shape = AnswerShape::default();
    let refused = refusal::named(&shape, &document.value);
    if let Some(problem) = refused.or_else(|| refusal::in_other_shape(&shape, &document.value, answer.status)) {
        return Err(problem);
    }
    match body.damage {
        Some(why) => Err(ReadingProblem::Unreadable { why: why.to_owned() }),
        None if !(200..300).contains(&answer.status) || !document.value.is_object() => {
            Err(ReadingProblem::Unreadable { why: "it says nothing that we understand".into() })
        }
        None => Ok(document),
    }
}

fn claims_of(answer: &Value) -> Vec<Claim> {
    let members = answer.as_object().into_iter().flatten().filter(|(name, _)| *name != ACTIVE);
    members.take(MOST_CLAIMS).filter_map(|(name, value)| to_claim(name, value)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn answer(status: u16, body: &str) -> HttpAnswer {
        HttpAnswer { status, headers: vec![], body: body.as_bytes().to_vec(), milliseconds: 1 }
    }

    fn is_active(body: &str) -> Result<bool, ReadingProblem> {
        read_introspection(&answer(200, body)).map(|reading| reading.is_active)
    }

    // RFC 7662 2.2
    #[test]
    fn only_true_and_false_say_whether_a_token_is_good() {
        assert_eq!(is_active(r#"{"active":true}"#), Ok(true));
        assert_eq!(is_active(r#"{"active":false}"#), Ok(false));
        for active in [r#""yes""#, r#""true""#, "1", "null", "{}", "[true]"] {
            let read = is_active(&format!(r#"{{"active":{active}}}"#));
            assert!(matches!(read, Err(ReadingProblem::Unreadable { .. })), "{active}: {read:?}");
        }
        for body in ["{}", "[]", r#"{"Active":true}"#, r#"{"result":{"active":true}}"#] {
            assert!(matches!(is_active(body), Err(ReadingProblem::Unreadable { .. })), "{body}");
        }
        let doubled = is_active(r#"{"active":false,"active":true}"#);
        assert_eq!(doubled, Err(ReadingProblem::DoubledMember { name: "active".into() }));
    }

    #[test]
    fn what_is_no_answer_is_told_apart() {
        assert_eq!(is_active(" "), Err(ReadingProblem::Empty));
        assert_eq!(is_active("OK"), Err(ReadingProblem::PlainText));
        assert!(matches!(is_active("<!DOCTYPE html><title>x</title>"), Err(ReadingProblem::WebPage { .. })));
        assert!(matches!(is_active(r#"{"error":"invalid_client"}"#), Err(ReadingProblem::Refused { .. })));
        let refused = read_introspection(&answer(401, r#"{"active":true,"message":"No."}"#)).map(|_| ());
        assert!(matches!(refused, Err(ReadingProblem::Refused { .. })), "{refused:?}");
        assert!(read_introspection(&answer(500, r#"{"active":true}"#)).is_err(), "no success, no answer");
    }

    #[test]
    fn members_are_listed_in_order_without_the_answer_itself() {
        let body = r#"{"username":"ann","active":true,"exp":1700000000,"line":7}"#;
        let members = read_introspection(&answer(200, body)).expect("it is an answer").members;
        let names: Vec<_> = members.iter().map(|claim| claim.name.as_str()).collect();
        assert_eq!(names, ["username", "exp", "line"]);
        assert!(read_userinfo(&answer(200, r#"{"sub":"ann"}"#)).is_ok());
        assert!(read_userinfo(&answer(200, "{}")).is_err());
    }

    proptest! {
        #[test]
        fn no_body_panics(status in 100_u16..600, body in any::<Vec<u8>>()) {
            let answer = HttpAnswer { status, headers: vec![], body, milliseconds: 1 };
            let _ = (read_introspection(&answer), read_userinfo(&answer), read_revocation_refusal(&answer));
        }
    }
}
