//! Answers with HTTP 4xx and 5xx that are no OAuth errors.

use dialkey_core::domain::diagnosis::{
    CauseAction,
    DiagnosisCode::{self, ClientRefused, NotTokenService, ProxyRefused, RateLimited, RequestRefused, ServerFailed},
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
async fn the_pause_that_is_asked_for_is_said() {
    let run = run(|| Reply::answer(429, &[("Retry-After", "37")], "slow down")).await;
    assert_eq!(run.diagnosis().code, RateLimited);
    let text = run.diagnosis().text.clone().unwrap();
    assert!(text.contains("37 s"), "{text}");
    let actions: Vec<_> = run.diagnosis().causes.iter().filter_map(|cause| cause.action.clone()).collect();
    assert!(actions.contains(&CauseAction::TryAgain), "trying again is for the person to do: {actions:?}");
}

#[tokio::test]
async fn a_pause_that_is_no_number_is_left_out() {
    for pause in ["-1", "1e3", "tomorrow", "99999999999999999999", "<b>5</b>"] {
        let run = run(move || Reply::answer(429, &[("Retry-After", pause)], "")).await;
        assert_eq!(run.diagnosis().code, RateLimited);
        let text = run.diagnosis().text.clone().unwrap();
        assert!(!text.contains("wait"), "{pause}: {text}");
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
