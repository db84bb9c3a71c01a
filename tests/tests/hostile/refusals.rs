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
        (403, DiagnosisCode::RequestRefused),
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
async fn f61_each_status_has_a_hint_of_its_own() {
    let no_service = "There is no token service at this address";
    for (status, code, title, says) in [
        (403, RequestRefused, "The phone system does not let this in", "understood the request and does not allow it"),
        (404, NotTokenService, no_service, "knows nothing under this path"),
        (405, NotTokenService, no_service, "takes no requests of this kind"),
        (415, NotTokenService, "The phone system wants the request written differently", "not the values"),
    ] {
        for (kind, body) in [("application/json", ""), ("text/plain", "No"), ("text/html", "<html>No</html>")] {
            let run = run(move || Reply::answer(status, &[("Content-Type", kind)], body)).await;
            assert_eq!(run.diagnosis().code, code, "{status} {kind}");
            run.assert_reads(title, says);
        }
    }
}

/// A list of allowed addresses, or of host names that an application in a browser may have.
#[tokio::test]
async fn f61_a_403_leads_to_the_list_of_who_may_ask() {
    for body in ["", r#"{"reason":"host"}"#, "Forbidden"] {
        let run = run(move || Reply::answer(403, &[], body)).await;
        assert_eq!(run.causes()[0], "Only certain addresses or hosts are allowed", "{body}");
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
