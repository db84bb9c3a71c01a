//! Errors in answers: RFC 6749 5.2, what the recipe says, and the shapes that other APIs of phone systems have.

use serde_json::Value;

use super::{
    problem::ReadingProblem,
    quoting::{DESCRIPTION_LIMIT, ERROR_LIMIT, quote},
};
use crate::domain::recipe::AnswerShape;

/// Members that hold the code of an error, where an error is an object.
const CODES: &[&str] = &["errorCode", "error_code", "code", "error", "type", "status"];
/// Members that hold the words of an error.
const WORDS: &[&str] = &["error_description", "message", "errmsg", "reason", "detail", "description"];

/// The error that `shape` points at, whatever else the answer holds: an error with a token beside it is an error.
pub(super) fn named(shape: &AnswerShape, answer: &Value) -> Option<ReadingProblem> {
    let by_value = shape.failed_when.as_ref().and_then(|failed| failed.fault(answer));
    let by_name = || answer.pointer(&shape.error).filter(|_| !shape.error.is_empty());
    Some(refused(shape, answer, Fault::of(by_value.or_else(by_name)?)?))
}

/// An error in an answer without a token. Words alone are an error only where the status says so.
pub(super) fn in_other_shape(shape: &AnswerShape, answer: &Value, status: u16) -> Option<ReadingProblem> {
    let fault = member(answer, &["error"])
        .and_then(Fault::of)
        .or_else(|| member(answer, &["errors"]).and_then(Fault::of))
        .or_else(|| member(answer, &["errcode"]).and_then(Fault::of))
        .or_else(|| {
            let says_error = ["type", "status"].iter().any(|name| member(answer, &[name]) == Some(&"error".into()));
            (says_error || status >= 400).then_some(Fault::default())
        })?;
    let problem = refused(shape, answer, fault);
    let is_silent = matches!(&problem, ReadingProblem::Refused { error: None, description: None, .. });
    (!is_silent).then_some(problem)
}

fn refused(shape: &AnswerShape, answer: &Value, fault: Fault) -> ReadingProblem {
    let description = answer
        .pointer(&shape.error_description)
        .and_then(scalar)
        .or(fault.words)
        .or_else(|| member(answer, WORDS).and_then(scalar));
    ReadingProblem::Refused {
        error: fault.code.and_then(|code| quote(&code, ERROR_LIMIT)),
        description: description.and_then(|words| quote(&words, DESCRIPTION_LIMIT)),
        uri: member(answer, &["error_uri"]).and_then(scalar).and_then(|uri| quote(&uri, DESCRIPTION_LIMIT)),
    }
}

/// What stands where an error stands.
#[derive(Default)]
struct Fault {
    code: Option<String>,
    words: Option<String>,
}

impl Fault {
    /// None for what means "no error": null, false, zero, nothing.
    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Null | Value::Bool(false) => None,
            Value::Bool(true) => Some(Self::default()),
            Value::Number(number) if number.as_f64() == Some(0.0) => None,
            Value::Number(_) | Value::String(_) => scalar(value).map(|code| Self { code: Some(code), words: None }),
            Value::Array(items) => items.iter().find_map(Self::of),
            Value::Object(members) if members.is_empty() => None,
            Value::Object(_) => {
                Some(Self { code: member(value, CODES).and_then(scalar), words: member(value, WORDS).and_then(scalar) })
            }
        }
    }
}

/// The first member of `names` that is there and not null.
fn member<'a>(object: &'a Value, names: &[&str]) -> Option<&'a Value> {
    names.iter().filter_map(|name| object.get(name)).find(|value| !value.is_null())
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refusal(error: Option<&str>, description: Option<&str>) -> ReadingProblem {
        ReadingProblem::Refused { error: error.map(Into::into), description: description.map(Into::into), uri: None }
    }

    #[test]
    fn the_named_member_is_read_in_every_form() {
        for (answer, error, description) in [
            (json!({"error": "invalid_client"}), Some("invalid_client"), None),
            (
                json!({"error": "invalid_client", "error_description": "Empty client ID"}),
                Some("invalid_client"),
                Some("Empty client ID"),
            ),
            (json!({"error": {"code": "E1", "message": "No."}}), Some("E1"), Some("No.")),
            (json!({"error": 401, "message": "No."}), Some("401"), Some("No.")),
            (json!({"error": true, "message": "No."}), None, Some("No.")),
            (json!({"error": ["E1", "E2"]}), Some("E1"), None),
            (json!({"error": "invalid_client", "access_token": "abc"}), Some("invalid_client"), None),
        ] {
            assert_eq!(named(&AnswerShape::default(), &answer), Some(refusal(error, description)), "{answer}");
        }
    }

    #[test]
    fn no_error_is_no_error() {
        for error in [json!(null), json!(false), json!(0), json!(0.0), json!(""), json!(" "), json!({}), json!([])] {
            assert_eq!(named(&AnswerShape::default(), &json!({ "error": error })), None, "{error}");
        }
    }

    #[test]
    fn a_recipe_says_where_the_error_is() {
        let shape =
            AnswerShape { error: "/errcode".into(), error_description: "/errmsg".into(), ..AnswerShape::default() };
        assert_eq!(
            named(&shape, &json!({"errcode": 20002, "errmsg": "FAILURE"})),
            Some(refusal(Some("20002"), Some("FAILURE")))
        );
        assert_eq!(named(&shape, &json!({"errcode": 0, "errmsg": "SUCCESS"})), None);
    }

    #[test]
    fn shapes_of_other_apis_are_known() {
        for (answer, status, error, description) in [
            (json!({"errors": [{"errorCode": "OAU-109", "message": "No."}]}), 400, Some("OAU-109"), Some("No.")),
            (json!({"type": "error", "reason": "Unauthorized", "result": null}), 200, None, Some("Unauthorized")),
            (json!({"status": "error", "message": "No."}), 200, None, Some("No.")),
            (json!({"errcode": 20002, "errmsg": "FAILURE"}), 200, Some("20002"), Some("FAILURE")),
            (json!({"message": "Forbidden"}), 403, None, Some("Forbidden")),
            (
                json!({"data": {"message": "x"}, "error": "401", "message": "invalid_credentials", "status": "error"}),
                401,
                Some("401"),
                Some("invalid_credentials"),
            ),
        ] {
            let found = in_other_shape(&AnswerShape::default(), &answer, status);
            assert_eq!(found, Some(refusal(error, description)), "{answer}");
        }
    }

    #[test]
    fn words_alone_are_no_error_in_a_good_answer() {
        assert_eq!(in_other_shape(&AnswerShape::default(), &json!({"message": "Hello"}), 200), None);
        assert_eq!(in_other_shape(&AnswerShape::default(), &json!({"id": 7}), 404), None);
        assert_eq!(in_other_shape(&AnswerShape::default(), &json!([1]), 404), None);
    }

    #[test]
    fn the_words_are_cut_and_cleaned() {
        let answer = json!({
            "error": "e".repeat(1000),
            "error_description": format!("\u{202E}<script>{}", "d".repeat(10_000)),
            "error_uri": "https://pbx.northwind.example/errors",
        });
        let Some(ReadingProblem::Refused { error, description, uri }) = named(&AnswerShape::default(), &answer) else {
            panic!("it is a refusal")
        };
        assert_eq!(error.map(|text| text.chars().count()), Some(100));
        let description = description.expect("there is one");
        assert!(description.starts_with("\u{FFFD}<script>") && description.chars().count() == 500);
        assert_eq!(uri.as_deref(), Some("https://pbx.northwind.example/errors"));
    }
}
