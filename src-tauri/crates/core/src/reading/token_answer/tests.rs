//! Answers as phone systems give them, good and bad.

use secrecy::ExposeSecret;
use serde_json::json;

use super::*;

pub(super) fn answer(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> HttpAnswer {
    let headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
    HttpAnswer { status, headers, body: body.into(), milliseconds: 1 }
}

pub(super) fn read(body: impl Into<Vec<u8>>) -> Result<TokenReading, ReadingProblem> {
    read_token_answer(&AnswerShape::default(), &answer(200, "application/json", body))
}

fn good(body: impl Into<Vec<u8>>) -> TokenReading {
    let body = body.into();
    let shown = String::from_utf8_lossy(&body).into_owned();
    read(body).unwrap_or_else(|problem| panic!("{shown:.200}: {problem}"))
}

fn problem(body: impl Into<Vec<u8>>) -> ReadingProblem {
    read(body).expect_err("there is no token in it")
}

/// Exposed to compare.
pub(super) fn shown(secret: &SecretString) -> &str {
    secret.expose_secret()
}

fn note_texts(reading: &TokenReading) -> Vec<&str> {
    reading.notes.iter().map(|note| note.text.as_str()).collect()
}

#[test]
fn an_answer_by_the_book_is_read_without_remarks() {
    let reading = good(
        r#"{"access_token":"abc","token_type":"Bearer","expires_in":3600,"refresh_token":"def","scope":"a b","x":{}}"#,
    );
    assert_eq!(shown(&reading.access_token), "abc");
    assert_eq!(reading.token_type, "Bearer");
    assert_eq!(reading.refresh_token.as_ref().map(shown), Some("def"));
    assert_eq!(reading.scope.as_deref(), Some("a b"));
    assert_eq!(reading.lifetime, Lifetime::Seconds(3600));
    assert_eq!(reading.notes, []);
}

#[test]
fn a_quoted_number_and_a_trailing_comma_are_one_remark() {
    let said = "The phone system's answer is slightly invalid. We could read it all the same.";
    for body in [
        r#"{ "access_token":"abc", "token_type":"Bearer", "expires_in":"3599", }"#,
        r#"{ "access_token":"abc", "token_type":"Bearer", "expires_in":3599, }"#,
        r#"{ "access_token":"abc", "token_type":"Bearer", "expires_in":"3599" }"#,
    ] {
        let reading = good(body);
        assert_eq!(reading.lifetime, Lifetime::Seconds(3599));
        assert_eq!(note_texts(&reading), [said]);
        assert_eq!(reading.notes[0].tone, Tone::Info);
    }
}

#[test]
fn any_good_status_and_any_content_type_will_do() {
    let body = r#"{"access_token":"abc","token_type":"bearer"}"#;
    for status in [200, 201, 202, 299] {
        for content_type in
            ["application/json;charset=UTF-8", "text/html", "text/plain", "application/octet-stream", ""]
        {
            let reading = read_token_answer(&AnswerShape::default(), &answer(status, content_type, body));
            assert_eq!(reading.map(|reading| reading.token_type), Ok("bearer".into()), "{status} {content_type}");
        }
    }
    let bare = HttpAnswer { headers: Vec::new(), ..answer(200, "", body) };
    assert!(read_token_answer(&AnswerShape::default(), &bare).is_ok());
}

#[test]
fn a_token_with_a_bad_status_is_no_token() {
    for status in [100, 199, 300, 302, 400, 500] {
        let body = r#"{"access_token":"abc","token_type":"bearer"}"#;
        let read = read_token_answer(&AnswerShape::default(), &answer(status, "application/json", body));
        assert_eq!(read.map(|_| ()), Err(ReadingProblem::NoToken), "{status}");
    }
}

#[test]
fn every_usual_encoding_is_read() {
    let body = r#"{"access_token":"abc","token_type":"Bearer","note":"é"}"#;
    let utf16 = |bytes: fn(u16) -> [u8; 2]| body.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    for (content_type, bytes) in [
        ("application/json", [&[0xEF, 0xBB, 0xBF], body.as_bytes()].concat()),
        ("application/json", [[0xFF, 0xFE].as_slice(), &utf16(u16::to_le_bytes)].concat()),
        ("application/json", [[0xFE, 0xFF].as_slice(), &utf16(u16::to_be_bytes)].concat()),
        (
            "application/json; charset=ISO-8859-1",
            body.replace('é', "#").into_bytes().iter().map(|&b| if b == b'#' { 0xE9 } else { b }).collect(),
        ),
    ] {
        let reading = read_token_answer(&AnswerShape::default(), &answer(200, content_type, bytes));
        assert_eq!(reading.as_ref().map(|reading| shown(&reading.access_token)), Ok("abc"), "{content_type}");
    }
    let damaged =
        br#"{"access_token":"abc","token_type":"Bearer","note":"?"}"#.map(|b| if b == b'?' { 0xE9 } else { b });
    assert_eq!(problem(damaged), ReadingProblem::Unreadable { why: "it is not UTF-8".into() });
}

#[test]
fn a_form_encoded_answer_is_read() {
    let body = "access_token=a%2Bb&token_type=bearer&expires_in=3600&refresh_token=r&scope=a+b\n";
    for content_type in ["application/x-www-form-urlencoded", "text/plain", "text/html"] {
        let reading = read_token_answer(&AnswerShape::default(), &answer(200, content_type, body)).expect("it is read");
        assert_eq!(shown(&reading.access_token), "a+b");
        assert_eq!(reading.scope.as_deref(), Some("a b"));
        assert_eq!(reading.lifetime, Lifetime::Seconds(3600));
        assert_eq!(reading.notes, []);
    }
    let refused = problem("error=invalid_client&error_description=No+such+client");
    assert!(matches!(refused, ReadingProblem::Refused { error: Some(error), .. } if error == "invalid_client"));
    let doubled = problem("access_token=a&token_type=bearer&access_token=b");
    assert_eq!(doubled, ReadingProblem::DoubledMember { name: "access_token".into() });
}

#[test]
fn a_wrapped_answer_is_read_by_its_pointers() {
    let shape = AnswerShape {
        token: "/result/accessToken".into(),
        token_type: String::new(),
        refresh_token: "/result/tokens/0/refresh".into(),
        seconds: "/result/ttl~1s".into(),
        ..AnswerShape::default()
    };
    let body = r#"{"type":"result","result":{"accessToken":"abc","tokens":[{"refresh":"def"}],"ttl/s":60}}"#;
    let reading = read_token_answer(&shape, &answer(200, "application/json", body)).expect("it is read");
    assert_eq!(shown(&reading.access_token), "abc");
    assert_eq!(reading.refresh_token.as_ref().map(shown), Some("def"));
    assert_eq!(reading.lifetime, Lifetime::Seconds(60));
    let twice = r#"{"result":{"accessToken":"abc","accessToken":"def"}}"#;
    let problem = read_token_answer(&shape, &answer(200, "application/json", twice)).expect_err("it is refused");
    assert_eq!(problem, ReadingProblem::DoubledMember { name: "accessToken".into() });
}

#[test]
fn an_error_is_a_refusal_whatever_the_status() {
    for status in [200, 201, 302, 400, 401, 403, 500] {
        let body =
            r#"{"error":"invalid_client","error_description":"Empty client ID","error_uri":"https://a.example/e"}"#;
        let read = read_token_answer(&AnswerShape::default(), &answer(status, "text/html", body));
        let expected = ReadingProblem::Refused {
            error: Some("invalid_client".into()),
            description: Some("Empty client ID".into()),
            uri: Some("https://a.example/e".into()),
        };
        assert_eq!(read.map(|_| ()), Err(expected), "{status}");
    }
}

#[test]
fn a_refusal_in_a_damaged_encoding_is_still_a_refusal() {
    let body = b"{\"error\":\"invalid_client\",\"error_description\":\"ung\xFCltig\"}";
    let read = read_token_answer(&AnswerShape::default(), &answer(400, "application/json", body));
    let Err(ReadingProblem::Refused { error, description, .. }) = read else { panic!("it is a refusal") };
    assert_eq!((error.as_deref(), description.as_deref()), (Some("invalid_client"), Some("ung\u{FFFD}ltig")));
}

#[test]
fn refusals_of_other_apis_are_recognised() {
    for (status, body, error, description) in [
        (400, json!({"errors": [{"errorCode": "OAU-109", "message": "No."}]}), Some("OAU-109"), Some("No.")),
        (200, json!({"type": "error", "reason": "Unauthorized", "result": null}), None, Some("Unauthorized")),
        (401, json!({"message": "Go away"}), None, Some("Go away")),
    ] {
        let read = read_token_answer(&AnswerShape::default(), &answer(status, "application/json", body.to_string()));
        let expected = ReadingProblem::Refused {
            error: error.map(Into::into),
            description: description.map(Into::into),
            uri: None,
        };
        assert_eq!(read.map(|_| ()), Err(expected), "{body}");
    }
}

#[test]
fn null_members_count_as_absent() {
    let body = json!({
        "access_token": "abc", "token_type": null, "expires_in": null, "refresh_token": null, "scope": null,
        "error": null, "error_description": null,
    });
    let reading = good(body.to_string());
    assert_eq!((reading.token_type.as_str(), reading.lifetime), ("Bearer", Lifetime::Unknown));
    assert!(reading.refresh_token.is_none() && reading.scope.is_none());
    assert_eq!(problem(r#"{"access_token":null}"#), ReadingProblem::NoToken);
}

#[test]
fn what_is_no_token_answer_is_named() {
    for (body, expected) in [
        ("", ReadingProblem::Empty),
        (" \r\n", ReadingProblem::Empty),
        ("\u{FEFF}", ReadingProblem::Empty),
        ("<!doctype html><title>Sign in</title>", ReadingProblem::WebPage { title: Some("Sign in".into()) }),
        ("<?xml version=\"1.0\"?><a/>", ReadingProblem::WebPage { title: None }),
        ("OK", ReadingProblem::PlainText),
        ("null", ReadingProblem::PlainText),
        ("\"abc\"", ReadingProblem::PlainText),
        ("{}", ReadingProblem::NoToken),
        ("[]", ReadingProblem::NoToken),
        (r#"{"result":null}"#, ReadingProblem::NoToken),
        (r#"{"accessToken":"abc"}"#, ReadingProblem::NoToken),
        (
            r#"{"access_token":"abc","access_token":"abc"}"#,
            ReadingProblem::DoubledMember { name: "access_token".into() },
        ),
        (
            r#"{"access_token":"abc","expires_in":1,"expires_in":2}"#,
            ReadingProblem::DoubledMember { name: "expires_in".into() },
        ),
    ] {
        assert_eq!(problem(body), expected, "{body}");
    }
}

#[test]
fn damaged_json_is_unreadable_and_breaks_nothing() {
    let deep = "[".repeat(100_000);
    let deep_inside = format!(r#"{{"access_token":"abc","x":{}{}}}"#, "[".repeat(50_000), "]".repeat(50_000));
    for body in [
        deep.as_str(),
        &deep_inside,
        r#"{"access_token":"\ud800"}"#,
        r#"{"access_token":"abc","expires_in":1e400}"#,
        r#"{"access_token":"abc""#,
        "{'access_token':'abc'}",
        r#"{"access_token":"abc"} trailing"#,
        "{\"access_token\":\"a\nb\"}",
    ] {
        assert!(matches!(problem(body), ReadingProblem::Unreadable { .. }), "{body:.40}");
    }
}

#[test]
fn tokens_that_cannot_be_tokens_are_refused() {
    for (token, why) in [
        (json!(""), "it is empty"),
        (json!("  "), "it is empty"),
        (json!(12345), "it is a number"),
        (json!({"value": "abc"}), "it is not text"),
        (json!(["abc"]), "it is not text"),
        (json!(true), "it is not text"),
        (json!("a\nb"), "it has control characters in it"),
        (json!("a\u{0}b"), "it has control characters in it"),
        (json!("a\u{202E}b"), "it has control characters in it"),
    ] {
        let body = json!({"access_token": token, "token_type": "Bearer"}).to_string();
        assert_eq!(problem(body), ReadingProblem::UnusableToken { why });
    }
}

#[test]
fn a_token_of_a_hundred_thousand_characters_is_a_token() {
    let token = "x".repeat(100 * 1024);
    let reading = good(json!({"access_token": token, "token_type": "Bearer"}).to_string());
    assert_eq!(shown(&reading.access_token), token);
}

#[test]
fn only_bearer_tokens_are_taken() {
    for name in ["bearer", "BEARER", "Bearer", " Bearer "] {
        let reading = good(json!({"access_token": "abc", "token_type": name}).to_string());
        assert_eq!((reading.token_type.as_str(), reading.notes.len()), (name.trim(), 0));
    }
    for (stated, name) in [
        (json!("mac"), "mac"),
        (json!("DPoP"), "DPoP"),
        (json!("N_A"), "N_A"),
        (json!("BearerToken"), "BearerToken"),
        (json!(1), "1"),
        (json!("\u{202E}x"), "\u{FFFD}x"),
    ] {
        let body = json!({"access_token": "abc", "token_type": stated}).to_string();
        assert_eq!(problem(body), ReadingProblem::TokenTypeUnknown { name: name.into() });
    }
}

#[test]
fn a_missing_type_is_bearer_and_said() {
    for body in [r#"{"access_token":"abc"}"#, r#"{"access_token":"abc","token_type":""}"#] {
        let reading = good(body);
        assert_eq!(reading.token_type, "Bearer");
        let said = "The answer does not say what type the token has. We take it for the usual one, Bearer.";
        assert_eq!(note_texts(&reading), [said]);
    }
}

#[test]
fn a_lifetime_that_is_over_or_strange_is_said() {
    for (stated, lifetime, said) in [
        (json!(0), Lifetime::Seconds(0), "The answer says that this token has already expired."),
        (json!(-1), Lifetime::Seconds(-1), "The answer says that this token has already expired."),
        (json!("abc"), Lifetime::Unknown, "The answer says how long the token lasts in a way we cannot read."),
        (json!(1e20), Lifetime::Unknown, "The answer says how long the token lasts in a way we cannot read."),
    ] {
        let reading = good(json!({"access_token": "abc", "token_type": "Bearer", "expires_in": stated}).to_string());
        assert_eq!((reading.lifetime, note_texts(&reading)), (lifetime, vec![said]));
        assert_eq!(reading.notes[0].tone, Tone::Warn);
    }
    for body in [
        json!({"access_token": "abc", "token_type": "Bearer"}),
        json!({"access_token": "abc", "token_type": "Bearer", "expires_in": ""}),
        json!({"access_token": "abc", "token_type": "Bearer", "expires": 3600, "expiresIn": 3600}),
    ] {
        let reading = good(body.to_string());
        assert_eq!((reading.lifetime, note_texts(&reading)), (Lifetime::Unknown, Vec::new()));
    }
}

#[test]
fn f4_f55_look_alike_letters_of_a_received_token_are_pointed_out_and_kept() {
    let refresh_token = "M71qWDs3kbe\u{420}xz2vGTHuLcQy5\u{41A}8R1\u{421}";
    let body = json!({"access_token": "\u{FF41}bc", "token_type": "Bearer", "refresh_token": refresh_token});
    let reading = good(body.to_string());
    assert_eq!(shown(&reading.access_token), "\u{FF41}bc");
    assert_eq!(reading.refresh_token.as_ref().map(shown), Some(refresh_token));
    assert_eq!(
        note_texts(&reading),
        [
            "1 character of the access token looks like a Latin letter but is not.",
            "3 characters of the refresh token look like Latin letters but are not.",
        ]
    );
    assert_eq!(reading.notes[1].evidence.as_deref(), Some("positions 12 (U+0420), 26 (U+041A), 30 (U+0421)"));
    assert!(reading.notes.iter().all(|note| note.tone == Tone::Warn && note.action.is_none()));
}

#[test]
fn a_bad_refresh_token_does_not_spoil_the_access_token() {
    for (refresh_token, why) in [(json!(7), "it is a number"), (json!("a\nb"), "it has control characters in it")] {
        let body = json!({"access_token": "abc", "token_type": "Bearer", "refresh_token": refresh_token});
        let reading = good(body.to_string());
        assert!(reading.refresh_token.is_none());
        assert_eq!(note_texts(&reading), [format!("The refresh token cannot be used: {why}.")]);
    }
}

#[test]
fn a_list_of_scopes_is_joined() {
    let body = json!({"access_token": "abc", "token_type": "Bearer", "scope": ["a", "b"]});
    assert_eq!(good(body.to_string()).scope.as_deref(), Some("a b"));
}

#[test]
fn nothing_that_can_be_printed_shows_a_token() {
    let reading = good(r#"{"access_token":"hunter2","refresh_token":"hunter3"}"#);
    assert!(!format!("{reading:?}").contains("hunter"));
    for body in [
        r#"{"access_token":"hunter2","token_type":"mac"}"#,
        r#"{"access_token":"hunter2","access_token":"hunter3"}"#,
        r#"{"access_token":"hunter2\n"}"#,
        r#"{"access_token":"hunter2"#,
        r#"{"access_token":"hunter2","expires_in":1e400}"#,
    ] {
        let problem = problem(body);
        assert!(!format!("{problem:?} {problem}").contains("hunter"), "{body}");
    }
}
