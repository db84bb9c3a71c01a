//! Servers that repeat what they were sent: in errors, pages, headers, in whatever encoding, and cut at any place.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use dialkey_adapters::http::ReqwestHttp;
use dialkey_core::domain::diagnosis::DiagnosisCode;
use dialkey_tests::{
    raw_server::{RawServer, Reply},
    traces::traces_of,
};

use super::{Run, SECRET};

const ID: &str = "north-wind";

/// What a stack trace of a server may hold of a request.
fn every_form() -> Vec<String> {
    let joined = format!("{ID}:{SECRET}");
    let mut forms = traces_of(SECRET);
    forms.extend([STANDARD.encode(&joined), URL_SAFE_NO_PAD.encode(&joined)]);
    forms
}

fn assert_hidden(run: &Run) {
    let shown = run.shown();
    for form in every_form() {
        let as_json = serde_json::to_string(&form).unwrap();
        let as_json = as_json.trim_matches('"');
        assert!(!shown.contains(&form) && !shown.contains(as_json), "{form} is shown: {shown}");
    }
}

async fn run_by(method: &str, reply: impl Fn(&[u8]) -> Reply + Send + Sync + 'static) -> Run {
    let server = RawServer::start(reply).await;
    let run = Run::against(&server.url("/token"), method, ReqwestHttp::default()).await;
    assert_eq!(server.requests().len(), 1);
    run
}

#[tokio::test]
async fn f63_a_stack_trace_with_the_credentials_in_it_is_shown_without_them() {
    for method in ["client_secret_post", "client_secret_basic", "client_secret_basic_raw", "client_secret_jwt"] {
        for form in every_form() {
            let body = format!("java.lang.IllegalStateException: cannot handle {form} at Tokens.java:71");
            let run = run_by(method, move |_| Reply::answer(500, &[("X-Debug", "1")], &body)).await;
            assert_eq!(run.diagnosis().code, DiagnosisCode::ServerFailed);
            assert_hidden(&run);
            assert!(run.shown().contains("java.lang.IllegalStateException"), "the rest stays readable");
        }
    }
}

#[tokio::test]
async fn f63_a_request_that_comes_back_in_base64_shows_no_secret() {
    for method in ["client_secret_post", "client_secret_basic_raw", "client_secret_jwt"] {
        // What stands before the secret decides which of its bytes share a character.
        for before in ["", "1", "12"] {
            let run = run_by(method, move |request| {
                let text = format!("{before}{}&{SECRET}&", String::from_utf8_lossy(request));
                Reply::answer(500, &[("X-Debug", &URL_SAFE_NO_PAD.encode(&text))], STANDARD.encode(&text))
            })
            .await;
            assert_hidden(&run);
        }
    }
}

#[tokio::test]
async fn f63_a_server_that_sends_the_whole_request_back_shows_no_secret() {
    for method in ["client_secret_post", "client_secret_basic", "client_secret_basic_raw", "client_secret_jwt"] {
        let run = run_by(method, |request| Reply::answer(500, &[("Content-Type", "text/plain")], request)).await;
        assert_eq!(run.diagnosis().code, DiagnosisCode::ServerFailed);
        assert_hidden(&run);
        assert!(!run.shown().contains("eyJ"), "a signed assertion is a secret as well");
    }
}

#[tokio::test]
async fn f63_words_pages_and_headers_are_cleaned_alike() {
    for form in every_form() {
        let quoted = serde_json::Value::from(form.as_str()).to_string();
        let replies: [Box<dyn Fn() -> Reply + Send + Sync>; 7] = [
            Box::new({
                let body = format!(r#"{{"error":"invalid_client","error_description":{quoted}}}"#);
                move || Reply::json(400, &body)
            }),
            Box::new({
                let body = format!(r#"{{"error":{quoted}}}"#);
                move || Reply::json(400, &body)
            }),
            Box::new({
                let body = format!(r#"{{"access_token":"at-1","token_type":{quoted}}}"#);
                move || Reply::json(200, &body)
            }),
            Box::new({
                let body = format!(r#"{{"access_token":"at-1","token_type":"Bearer","scope":{quoted}}}"#);
                move || Reply::json(200, &body)
            }),
            Box::new({
                let body = format!("<html><head><title>Error: {form}</title></head><body>{form}</body></html>");
                move || Reply::answer(200, &[("Content-Type", "text/html")], &body)
            }),
            Box::new({
                let form = form.clone();
                move || Reply::answer(400, &[("X-Received", &form)], "")
            }),
            Box::new({
                let body = format!("Nobody expects {form} here");
                move || Reply::answer(200, &[("Content-Type", "text/plain")], &body)
            }),
        ];
        for reply in replies {
            let run = run_by("client_secret_post", move |_| reply()).await;
            assert_hidden(&run);
        }
    }
}

#[tokio::test]
async fn f63_a_secret_that_stands_where_the_text_is_cut_is_not_half_shown() {
    let tail = &SECRET[..8];
    for length in [100, 300, 500, 20_000, 200_000] {
        // The cut falls behind the eighth character of the secret, or somewhere close to it.
        for shift in 8..16 {
            let words = "ab ".repeat(length / 3 + 1);
            let text = format!("{}{SECRET}", &words[..length - shift]);
            let body = serde_json::json!({ "error": text, "error_description": text }).to_string();
            let reply = move |_: &[u8]| Reply::answer(400, &[("X-Received", &text)], &body);
            let run = run_by("client_secret_post", reply).await;
            assert!(!run.shown().contains(tail), "cut at {length}, {shift} characters of the secret before it");
        }
    }
}
