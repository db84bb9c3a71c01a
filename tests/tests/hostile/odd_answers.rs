//! Answers with HTTP 2xx: what can be read is read, what cannot is named.

use dialkey_core::domain::{
    diagnosis::DiagnosisCode::{self, AnswerUnreadable, ClientRefused, TokenTypeUnknown, WebPage},
    token::Expiry,
};
use dialkey_tests::raw_server::Reply;
use secrecy::ExposeSecret;

use super::run;

const TOKEN: &str = r#"{"access_token":"at-1","token_type":"Bearer","expires_in":60}"#;

/// Asserts what a body of HTTP 200 leads to, and part of the sentence about it.
async fn assert_failure(body: impl AsRef<[u8]>, code: DiagnosisCode, says: &str) {
    let body = body.as_ref().to_vec();
    let name = String::from_utf8_lossy(&body).chars().take(80).collect::<String>();
    let run = run(move || Reply::json(200, &body)).await;
    assert_eq!(run.diagnosis().code, code, "{name}");
    let text = run.diagnosis().text.clone().unwrap_or_default();
    assert!(text.contains(says), "{name}: “{text}” should contain “{says}”");
}

#[tokio::test]
async fn f51_what_holds_no_token_is_named() {
    for (body, code, says) in [
        ("", AnswerUnreadable, "empty"),
        (" \r\n", AnswerUnreadable, "empty"),
        ("OK", AnswerUnreadable, "plain text"),
        ("{}", AnswerUnreadable, "no token"),
        ("[]", AnswerUnreadable, "no token"),
        (r#"{"access_token":"at-1""#, AnswerUnreadable, "cannot be read"),
        (r#"{"access_token":null,"token_type":null,"expires_in":null,"error":null}"#, AnswerUnreadable, "no token"),
        (r#"<?xml version="1.0"?><token>at-1</token>"#, WebPage, ""),
        ("<!DOCTYPE html><title>Sign in</title><form></form>", WebPage, "The page is titled “Sign in”."),
    ] {
        assert_failure(body, code, says).await;
    }
}

#[tokio::test]
async fn f51_a_page_of_the_network_is_told_from_a_wrong_address() {
    let portal = "<html><head><title>Hotel Wi-Fi</title></head><body>Accept our terms</body></html>";
    for (status, kind) in [(200, "text/html"), (200, "application/json"), (203, "")] {
        let run = run(move || Reply::answer(status, &[("Content-Type", kind)], portal)).await;
        run.assert_reads("A web page came instead of a token", "The page is titled “Hotel Wi-Fi”.");
        let expected = ["The address belongs to something else", "A sign-in page of the network is in between"];
        assert_eq!(run.causes(), expected);
    }
}

#[tokio::test]
async fn f49_an_error_behind_http_200_is_the_refusal_that_it_says() {
    for (body, description) in [
        (r#"{"error":"invalid_client"}"#, None),
        (r#"{"error":"invalid_client","error_description":"No such client"}"#, Some("No such client")),
        (r#"{"error":"invalid_client","access_token":"at-of-nobody","token_type":"Bearer"}"#, None),
        ("error=invalid_client&error_description=No+such+client", Some("No such client")),
    ] {
        let run = run(move || Reply::json(200, body)).await;
        assert_eq!(run.diagnosis().code, ClientRefused, "{body}");
        run.assert_reads("The phone system does not recognise this application", "");
        let words = run.diagnosis().server.as_ref().unwrap();
        assert_eq!((words.status, words.error.as_deref()), (Some(200), Some("invalid_client")));
        assert_eq!(words.description.as_deref(), description);
        assert!(!run.shown().contains("at-of-nobody"), "what stands beside an error is no token");
    }
}

#[tokio::test]
async fn f53_damaged_json_is_called_unreadable_and_yields_no_token() {
    let before = r#"{"access_token":"at-1","token_type":"Bearer","#;
    for (name, rest) in [
        ("nested deeply", format!(r#""x":{}1{}}}"#, "[".repeat(60_000), "]".repeat(60_000))),
        ("nested and never closed", format!(r#""x":{}"#, "[".repeat(100_000))),
        ("half a surrogate", r#""x":"\ud800"}"#.to_owned()),
        ("surrogates the wrong way round", r#""x":"\udc00\ud800"}"#.to_owned()),
        ("a number beyond all numbers", r#""x":1e400}"#.to_owned()),
        ("broken off", r#""x":"#.to_owned()),
        ("in single quotes", "'x':'y'}".to_owned()),
        ("followed by more", r#""x":1}{"access_token":"at-2"}"#.to_owned()),
    ] {
        let body = format!("{before}{rest}");
        let run = run(move || Reply::json(200, &body)).await;
        assert_eq!(run.diagnosis().code, AnswerUnreadable, "{name}");
        run.assert_reads("The answer holds no token", "The answer cannot be read: it ");
    }
    let damaged = [before.as_bytes(), b"\"x\":\"\xE9\"}"].concat();
    assert_failure(damaged, AnswerUnreadable, "it is not UTF-8").await;
}

#[tokio::test]
async fn f50_a_token_without_a_content_type_is_read() {
    for status in [200, 201, 202] {
        let run = run(move || Reply::answer(status, &[], TOKEN)).await;
        assert_eq!(run.token().access_token.expose_secret(), "at-1", "{status}");
    }
}

#[tokio::test]
async fn f53_what_stands_there_twice_decides_nothing() {
    let body = r#"{"access_token":"at-1","token_type":"Bearer","access_token":"at-2"}"#;
    assert_failure(body, AnswerUnreadable, "access_token").await;
}

#[tokio::test]
async fn f55_a_token_that_is_no_text_is_refused() {
    for token in ["1", "1.5", "true", r#"{"value":"at-1"}"#, r#"["at-1"]"#, r#""""#, r#"" ""#] {
        let body = format!(r#"{{"access_token":{token},"token_type":"Bearer"}}"#);
        assert_failure(body, AnswerUnreadable, "cannot be used").await;
    }
}

#[tokio::test]
async fn f55_a_token_with_control_characters_never_becomes_a_header() {
    for character in [r"\n", r"\r\nX-Injected: 1", r"\u0000", r"\u001b", r"\u007f"] {
        let body = format!(r#"{{"access_token":"at{character}1","token_type":"Bearer"}}"#);
        assert_failure(body, AnswerUnreadable, "control characters").await;
    }
}

#[tokio::test]
async fn a_token_of_another_kind_is_not_used() {
    for kind in [r#""mac""#, r#""DPoP""#, r#""N_A""#, "1"] {
        let body = format!(r#"{{"access_token":"at-1","token_type":{kind}}}"#);
        assert_failure(body, TokenTypeUnknown, "must not be used").await;
    }
}

#[tokio::test]
async fn f51_no_content_is_an_empty_answer() {
    let run = run(|| Reply::without_length(204, &[], "")).await;
    assert_eq!(run.diagnosis().code, AnswerUnreadable);
    run.assert_reads("The answer holds no token", "The answer is empty.");
}

#[tokio::test]
async fn f50_a_token_is_read_whatever_the_answer_calls_itself() {
    let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> { TOKEN.encode_utf16().flat_map(bytes).collect() };
    let json = TOKEN.as_bytes().to_vec();
    for (status, content_type, body) in [
        (200, "text/html; charset=utf-8", json.clone()),
        (200, "text/plain", json.clone()),
        (200, "", json.clone()),
        (200, "application/json; charset=ISO-8859-1", [&json[..json.len() - 1], b",\"n\":\"\xE9\"}"].concat()),
        (201, "application/json", json.clone()),
        (202, "application/json", json.clone()),
        (200, "application/json", [b"\xEF\xBB\xBF".to_vec(), json].concat()),
        (200, "application/json", [b"\xFF\xFE".to_vec(), utf16(u16::to_le_bytes)].concat()),
        (200, "application/json; charset=utf-16", utf16(u16::to_be_bytes)),
        (200, "application/x-www-form-urlencoded", b"access_token=at-1&token_type=Bearer&expires_in=60".to_vec()),
    ] {
        let name = format!("{status} {content_type} {body:02x?}");
        let run = run(move || Reply::answer(status, &[("Content-Type", content_type)], &body)).await;
        let token = run.token();
        assert_eq!(token.access_token.expose_secret(), "at-1", "{name}");
        assert_eq!(token.expiry, Expiry::At { at: token.received_at.plus_seconds(60) }, "{name}");
    }
}

#[tokio::test]
async fn f55_a_token_of_100_kilobytes_is_kept_whole() {
    let token = "t".repeat(100_000);
    let body = format!(r#"{{"access_token":"{token}","token_type":"Bearer"}}"#);
    let run = run(move || Reply::json(200, &body)).await;
    assert_eq!(run.token().characters(), 100_000);
    assert!(!run.shown().contains("tttttttt"), "no part of it is shown");
}

#[tokio::test]
async fn a_cookie_is_neither_shown_nor_sent_back() {
    let server = dialkey_tests::raw_server::RawServer::start(|_| {
        let headers = [("Content-Type", "application/json"), ("Set-Cookie", "session=c00kie-value; Path=/")];
        Reply::answer(200, &headers, TOKEN)
    })
    .await;
    let http = dialkey_adapters::http::ReqwestHttp::default();
    let run = super::Run::against(&server.url("/token"), "client_secret_post", http).await;
    run.desk.get_token(&run.id).await;
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    for request in requests {
        let request = String::from_utf8(request).unwrap().to_ascii_lowercase();
        assert!(!request.contains("cookie"), "{request}");
    }
    assert!(!run.shown().contains("c00kie-value"));
}
