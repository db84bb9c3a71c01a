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
async fn what_holds_no_token_is_named() {
    for (body, code, says) in [
        ("", AnswerUnreadable, "empty"),
        (" \r\n", AnswerUnreadable, "empty"),
        ("OK", AnswerUnreadable, "plain text"),
        ("{}", AnswerUnreadable, "no token"),
        ("[]", AnswerUnreadable, "no token"),
        (r#"{"access_token":"at-1""#, AnswerUnreadable, "cannot be read"),
        (r#"{"access_token":null,"token_type":null,"expires_in":null,"error":null}"#, AnswerUnreadable, "no token"),
        (r#"<?xml version="1.0"?><token>at-1</token>"#, WebPage, ""),
        ("<!DOCTYPE html><title>Sign in</title><form></form>", WebPage, "Sign in"),
        (r#"{"error":"invalid_client"}"#, ClientRefused, ""),
        (r#"{"error":"invalid_client","access_token":"at-1","token_type":"Bearer"}"#, ClientRefused, ""),
    ] {
        assert_failure(body, code, says).await;
    }
}

#[tokio::test]
async fn what_stands_there_twice_decides_nothing() {
    let body = r#"{"access_token":"at-1","token_type":"Bearer","access_token":"at-2"}"#;
    assert_failure(body, AnswerUnreadable, "access_token").await;
}

#[tokio::test]
async fn a_token_that_is_no_text_is_refused() {
    for token in ["1", "1.5", "true", r#"{"value":"at-1"}"#, r#"["at-1"]"#, r#""""#, r#"" ""#] {
        let body = format!(r#"{{"access_token":{token},"token_type":"Bearer"}}"#);
        assert_failure(body, AnswerUnreadable, "cannot be used").await;
    }
}

#[tokio::test]
async fn a_token_with_control_characters_never_becomes_a_header() {
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
async fn no_content_is_an_empty_answer() {
    let run = run(|| Reply::without_length(204, &[], "")).await;
    assert_eq!(run.diagnosis().code, AnswerUnreadable);
}

#[tokio::test]
async fn a_token_is_read_whatever_the_answer_calls_itself() {
    let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> { TOKEN.encode_utf16().flat_map(bytes).collect() };
    let json = TOKEN.as_bytes().to_vec();
    for (status, content_type, body) in [
        (200, "text/html; charset=utf-8", json.clone()),
        (200, "text/plain", json.clone()),
        (200, "", json.clone()),
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
async fn a_lifetime_that_makes_no_sense_is_unknown_and_never_endless() {
    for lifetime in ["null", r#""""#, r#""soon""#, "1e20", "{}"] {
        let body = format!(r#"{{"access_token":"at-1","token_type":"Bearer","expires_in":{lifetime}}}"#);
        let run = run(move || Reply::json(200, &body)).await;
        assert_eq!(run.token().expiry, Expiry::Unknown, "{lifetime}");
    }
}

#[tokio::test]
async fn a_token_of_100_kilobytes_is_kept_whole() {
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
