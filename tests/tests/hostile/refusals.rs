//! Answers with HTTP 4xx and 5xx that are no OAuth errors.

use dialkey_core::domain::diagnosis::DiagnosisCode::{
    self, ClientRefused, NotTokenService, ProxyRefused, RequestRefused, ServerFailed,
};
use dialkey_tests::raw_server::Reply;

use super::run;

const LOGIN_PAGE: &str = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><form></form></body></html>";

#[tokio::test]
async fn a_page_is_judged_by_its_status() {
    for (status, code) in [
        (401, ClientRefused),
        (403, DiagnosisCode::WebPage),
        (404, NotTokenService),
        (405, NotTokenService),
        (407, ProxyRefused),
        (500, ServerFailed),
        (503, ServerFailed),
    ] {
        let run = run(move || Reply::answer(status, &[("Content-Type", "text/html")], LOGIN_PAGE)).await;
        assert_eq!(run.diagnosis().code, code, "{status}");
        assert_eq!(run.diagnosis().server.as_ref().unwrap().status, Some(status));
    }
}

#[tokio::test]
async fn an_empty_refusal_is_judged_by_its_status() {
    for (status, code) in [
        (400, RequestRefused),
        (401, ClientRefused),
        (404, NotTokenService),
        (415, NotTokenService),
        (502, ServerFailed),
    ] {
        let run = run(move || Reply::answer(status, &[], "")).await;
        assert_eq!(run.diagnosis().code, code, "{status}");
    }
}

#[tokio::test]
async fn f61_a_wrong_path_method_or_form_is_told_from_a_refusal() {
    let page = "<html><head><title>Nothing here</title></head></html>";
    for (kind, body) in [("application/json", ""), ("text/plain", "No"), ("text/html", page)] {
        let refused = run(move || Reply::answer(403, &[("Content-Type", kind)], body)).await;
        let code = if kind == "text/html" { DiagnosisCode::WebPage } else { RequestRefused };
        assert_eq!(refused.diagnosis().code, code);
        assert_eq!(refused.diagnosis().server.as_ref().unwrap().status_line, "403 Forbidden");
        for status in [404, 405, 415] {
            let run = run(move || Reply::answer(status, &[("Content-Type", kind)], body)).await;
            assert_eq!(run.diagnosis().code, NotTokenService, "{status} {kind}");
            assert!(run.causes().contains(&"The address belongs to something else"), "{:?}", run.causes());
            assert_ne!(run.diagnosis().title, refused.diagnosis().title);
        }
    }
}

#[tokio::test]
async fn words_of_the_phone_system_are_cut_and_shown_as_text() {
    let long = format!("<script>alert(1)</script>\u{202E}{}", "word ".repeat(10_000));
    let body = serde_json::json!({ "error": "invalid_client", "error_description": long }).to_string();
    let run = run(move || Reply::json(400, &body)).await;
    let words = run.diagnosis().server.clone().unwrap().description.unwrap();
    assert!(words.starts_with("<script>"), "nothing is interpreted: {words}");
    assert!(words.chars().count() <= 500 && !words.contains('\u{202E}'), "{words}");
}
