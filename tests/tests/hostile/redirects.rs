//! No redirect is followed, wherever it leads: the secret stays with the host it was typed for.

use dialkey_core::domain::diagnosis::DiagnosisCode;
use dialkey_tests::raw_server::{RawServer, Reply};

use super::{SECRET, run};

#[tokio::test]
async fn no_redirect_is_followed_to_another_host() {
    for status in [301, 302, 303, 307, 308] {
        let canary = RawServer::start(|_| Reply::json(200, r#"{"access_token":"stolen","token_type":"Bearer"}"#)).await;
        let target = canary.url("/token");
        let run = run(move || Reply::answer(status, &[("Location", &target)], "")).await;
        assert_eq!(run.diagnosis().code, DiagnosisCode::Redirected, "{status}");
        assert_eq!(canary.connections(), 0, "{status} must not carry the secret on");
        let text = run.diagnosis().text.clone().unwrap();
        assert!(text.contains(&canary.url("/token")), "the person sees where it points: {text}");
    }
}

#[tokio::test]
async fn no_redirect_is_followed_on_the_same_host() {
    for location in [Some("/oauth2/token"), Some("https://pbx.example/token"), Some("http://pbx.example/"), None] {
        let run = run(move || {
            let headers: Vec<_> = location.map(|location| ("Location", location)).into_iter().collect();
            Reply::answer(308, &headers, r#"{"access_token":"from a redirect","token_type":"Bearer"}"#)
        })
        .await;
        assert_eq!(run.diagnosis().code, DiagnosisCode::Redirected, "{location:?}");
    }
}

#[tokio::test]
async fn a_target_that_repeats_the_secret_is_shown_without_it() {
    let encoded: String = form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
    let target = format!("https://elsewhere.example/login?client_secret={encoded}&next=1");
    let run = run(move || Reply::answer(302, &[("Location", &target)], "")).await;
    assert_eq!(run.diagnosis().code, DiagnosisCode::Redirected);
    let text = run.diagnosis().text.clone().unwrap();
    assert!(text.contains("elsewhere.example"), "the rest of the target helps: {text}");
    assert!(!run.shown().contains(&encoded), "the secret must not be in what is shown");
}

#[tokio::test]
async fn a_target_is_cut_and_shown_as_text() {
    let target = format!("https://elsewhere.example/<b>{}", "x".repeat(20_000));
    let run = run(move || Reply::answer(301, &[("Location", &target)], "")).await;
    let text = run.diagnosis().text.clone().unwrap();
    assert!(text.contains("elsewhere.example/<b>x"), "{text}");
    assert!(text.chars().count() < 500, "{} characters are too many", text.chars().count());
}
