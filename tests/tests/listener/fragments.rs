//! An answer behind the #, which only a page can hand over.

use dialkey_core::{capturing::AuthorizationAnswer, domain::sign_in::Capture};
use url::form_urlencoded::byte_serialize;

use crate::world::{Flow, STATE};

async fn start_implicit() -> Flow {
    let wants_token = |expected| dialkey_core::capturing::ExpectedAnswer { expects_token: true, ..expected };
    Flow::start_with("http://127.0.0.1/cb/a", Capture::Loopback, wants_token).await
}

fn nonce_of(page: &str) -> &str {
    page.split_once(r#"name="nonce" value=""#).unwrap().1.split_once('"').unwrap().0
}

fn handed_over(nonce: &str, fragment: &str) -> String {
    format!("nonce={nonce}&fragment={}", byte_serialize(fragment.as_bytes()).collect::<String>())
}

#[tokio::test]
async fn the_fragment_is_handed_over_by_a_page_with_a_nonce_of_its_own() {
    let flow = start_implicit().await;
    let (first, second) = (flow.get("/cb/a").await, flow.get("/cb/a").await);
    assert_eq!(first.status, 200);
    assert!(first.body.contains("There is no answer in this address"), "said when there is no fragment");
    let policy = first.header("Content-Security-Policy").unwrap();
    assert!(policy.contains("script-src 'sha256-") && policy.contains("form-action 'self'"), "{policy}");
    assert_ne!(nonce_of(&first.body), nonce_of(&second.body));
    let fragment = format!("access_token=a%2Fb&token_type=Bearer&state={STATE}");
    assert_eq!(flow.post(&handed_over(nonce_of(&first.body), &fragment)).await.status, 303);
    let answered = flow.answered().await;
    let Ok(AuthorizationAnswer::Token { parameters, in_query: false }) = &answered.answer else {
        panic!("a token was expected, not {:?}", answered.answer)
    };
    assert_eq!(secrecy::ExposeSecret::expose_secret(parameters.get("access_token").unwrap()), "a/b");
}

#[tokio::test]
async fn a_fragment_without_our_nonce_or_with_a_used_one_is_refused() {
    let flow = start_implicit().await;
    let right = format!("access_token=a&state={STATE}");
    for nonce in ["", "guess"] {
        assert_eq!(flow.post(&handed_over(nonce, &right)).await.status, 400, "{nonce}");
    }
    assert_eq!(
        flow.post(&format!("fragment={}", byte_serialize(right.as_bytes()).collect::<String>())).await.status,
        400
    );
    let page = flow.get("/cb/a").await;
    assert_eq!(flow.post(&handed_over(nonce_of(&page.body), "access_token=a&state=wrong")).await.status, 400);
    assert_eq!(flow.post(&handed_over(nonce_of(&page.body), &right)).await.status, 400, "a nonce serves once");
    flow.assert_waits("none of them was the page of this listener");
    let page = flow.get("/cb/a").await;
    assert_eq!(flow.post(&handed_over(nonce_of(&page.body), &right)).await.status, 303);
}

#[tokio::test]
async fn a_code_behind_the_fragment_sign_is_an_answer_too() {
    let flow = Flow::start().await;
    let page = flow.get("/cb/a").await;
    let fragment = format!("code=a%2Fb&state={STATE}");
    assert_eq!(flow.post(&handed_over(nonce_of(&page.body), &fragment)).await.status, 303);
    assert_eq!(flow.answered().await.code(), "a/b");
}
