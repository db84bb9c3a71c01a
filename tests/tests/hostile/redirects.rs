//! No redirect is followed, wherever it leads: the secret stays with the host it was typed for.

use dialkey_core::domain::diagnosis::DiagnosisCode;
use dialkey_tests::raw_server::{RawServer, Reply};

use super::{SECRET, run};

const STATUSES: [u16; 5] = [301, 302, 303, 307, 308];
const TITLE: &str = "The address forwards to another one";

#[tokio::test]
async fn f57_no_redirect_is_followed_to_another_host() {
    for status in STATUSES {
        let canary = RawServer::start(|_| Reply::json(200, r#"{"access_token":"stolen","token_type":"Bearer"}"#)).await;
        let target = canary.url("/token");
        let run = run(move || Reply::answer(status, &[("Location", &target)], "")).await;
        assert_eq!(run.diagnosis().code, DiagnosisCode::Redirected, "{status}");
        assert_eq!(canary.connections(), 0, "{status} must not carry the secret on");
        run.assert_reads(TITLE, &format!("It points to {}", canary.url("/token")));
    }
}

/// On the same host, to one without encryption, back to itself, and nowhere; `run` counts the requests.
#[tokio::test]
async fn f57_no_redirect_is_followed_wherever_it_leads() {
    const TARGETS: [&str; 6] = [
        "/oauth2/token",
        "//pbx.example/token",
        "https://pbx.example/token",
        "http://pbx.example/",
        "/token",
        "/token?again",
    ];
    for status in STATUSES {
        for location in TARGETS {
            let run = run(move || {
                let body = r#"{"access_token":"from a redirect","token_type":"Bearer"}"#;
                Reply::answer(status, &[("Location", location)], body)
            })
            .await;
            assert_eq!(run.diagnosis().code, DiagnosisCode::Redirected, "{status} {location}");
            let shown = location.split('?').next().unwrap();
            run.assert_reads(TITLE, shown);
            assert!(!run.shown().contains("from a redirect"), "what comes with it is no token");
        }
        let nowhere = run(move || Reply::answer(status, &[], "")).await;
        assert_eq!(nowhere.diagnosis().code, DiagnosisCode::Redirected, "{status}");
        nowhere.assert_reads(TITLE, "What carries a secret is never forwarded");
    }
}

#[tokio::test]
async fn f57_a_target_that_repeats_the_secret_is_shown_without_it() {
    let encoded: String = form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
    let target = format!("https://elsewhere.example/login?client_secret={encoded}&next=1");
    let run = run(move || Reply::answer(302, &[("Location", &target)], "")).await;
    assert_eq!(run.diagnosis().code, DiagnosisCode::Redirected);
    let text = run.diagnosis().text.clone().unwrap();
    assert!(text.contains("elsewhere.example"), "the rest of the target helps: {text}");
    assert!(!run.shown().contains(&encoded), "the secret must not be in what is shown");
}

#[tokio::test]
async fn f57_a_target_is_cut_and_shown_as_text() {
    let target = format!("https://elsewhere.example/<b>{}", "x".repeat(20_000));
    let run = run(move || Reply::answer(301, &[("Location", &target)], "")).await;
    let text = run.diagnosis().text.clone().unwrap();
    assert!(text.contains("elsewhere.example/<b>x"), "{text}");
    assert!(text.chars().count() < 500, "{} characters are too many", text.chars().count());
}
