//! From a code to a token.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use dialkey_practice::{Acting, Practice};

use crate::{
    authorization::REDIRECT,
    wire::{Answer, Call, demo, value},
};

/// RFC 7636 B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: [(&str, &str); 2] =
    [("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"), ("code_challenge_method", "S256")];
const SECRET: &str = "body%2@secret!#1+a:b&c";

async fn start() -> Practice {
    Practice::builder().only(&["oauth2", "wildix-oauth2"]).act_by_itself(Acting::Allow).start().await.unwrap()
}

fn code_of(practice: &Practice, id: &str, client: &str, more: &[(&str, &str)]) -> String {
    let mut asked = vec![("response_type", "code"), ("client_id", client), ("redirect_uri", REDIRECT)];
    asked.extend(more);
    Call::authorization(practice, id, &asked).send().way_back().1.remove("code").unwrap()
}

/// A code of the client with its secret in the body.
fn code(practice: &Practice, more: &[(&str, &str)]) -> String {
    code_of(practice, "oauth2", "practice-body", more)
}

fn exchange(practice: &Practice, code: &str, more: &[(&str, &str)]) -> Answer {
    let mut parameters = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT),
        ("client_id", "practice-body"),
        ("client_secret", SECRET),
    ];
    for &(name, value) in more {
        parameters.retain(|(known, _)| *known != name);
        parameters.push((name, value));
    }
    Call::token(practice, "oauth2", &parameters).send()
}

fn assert_refused(answer: &Answer, error: &str) {
    assert_eq!((answer.status, answer.error().as_str()), (400, error), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_with_its_verifier_becomes_a_token_that_works() {
    let practice = start().await;
    let mut asked = CHALLENGE.to_vec();
    asked.push(("scope", "write"));
    let json = exchange(&practice, &code(&practice, &asked), &[("code_verifier", VERIFIER)]).json();
    assert_eq!((json["token_type"].as_str(), json["scope"].as_str()), (Some("Bearer"), Some("write")));
    assert!(json["refresh_token"].is_string());
    let authorization = format!("Bearer {}", json["access_token"].as_str().unwrap());
    let whose = Call::get(&practice, "oauth2", "/whoami").header("Authorization", &authorization).send().json();
    assert_eq!((whose["client_id"].as_str(), whose["username"].as_str()), (Some("practice-body"), Some("practice")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_client_needs_no_secret() {
    let practice = start().await;
    let code = code_of(&practice, "oauth2", "practice-public", &CHALLENGE);
    let parameters = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", REDIRECT),
        ("client_id", "practice-public"),
        ("code_verifier", VERIFIER),
    ];
    assert_eq!(Call::token(&practice, "oauth2", &parameters).send().status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_works_once() {
    let practice = start().await;
    let code = code(&practice, &[]);
    assert_eq!(exchange(&practice, &code, &[]).status, 200);
    assert_refused(&exchange(&practice, &code, &[]), "invalid_grant");
    assert_refused(&exchange(&practice, "made-up", &[]), "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_lasts_a_minute() {
    let later = Arc::new(AtomicU64::new(0));
    let seconds = Arc::clone(&later);
    let start = SystemTime::now();
    let clock = move || start + Duration::from_secs(seconds.load(Ordering::Relaxed));
    let practice = Practice::builder().clock(clock).act_by_itself(Acting::Allow).start().await.unwrap();
    let codes = [code(&practice, &[]), code(&practice, &[])];
    later.store(59, Ordering::Relaxed);
    assert_eq!(exchange(&practice, &codes[0], &[]).status, 200);
    later.store(60, Ordering::Relaxed);
    assert_refused(&exchange(&practice, &codes[1], &[]), "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_redirect_address_must_come_again_byte_for_byte() {
    let practice = start().await;
    for other in ["http://127.0.0.1:49152/callback/x/", "http://localhost:49152/callback/x"] {
        assert_refused(&exchange(&practice, &code(&practice, &[]), &[("redirect_uri", other)]), "invalid_grant");
    }
    assert_refused(&exchange(&practice, &code(&practice, &[]), &[("redirect_uri", "")]), "invalid_request");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verifier_must_fit_its_challenge() {
    let practice = start().await;
    let other = "a".repeat(43);
    let wrong = exchange(&practice, &code(&practice, &CHALLENGE), &[("code_verifier", &other)]);
    assert_refused(&wrong, "invalid_grant");
    assert_refused(&exchange(&practice, &code(&practice, &CHALLENGE), &[]), "invalid_request");
    let without_challenge = exchange(&practice, &code(&practice, &[]), &[("code_verifier", VERIFIER)]);
    assert_refused(&without_challenge, "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_belongs_to_its_client_and_survives_a_client_that_is_not_recognised() {
    let practice = start().await;
    let code = code(&practice, &[]);
    let foreign = [("client_id", "practice-public"), ("client_secret", "")];
    assert_refused(&exchange(&practice, &code, &foreign), "invalid_grant");
    assert_eq!(exchange(&practice, &code, &[("client_secret", "wrong")]).error(), "invalid_client");
    assert_eq!(exchange(&practice, &code, &[]).status, 200, "the right client still gets its token");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_without_the_grant_gets_no_token_for_a_code() {
    let practice = start().await;
    let parameters = [("client_id", "practice-renewing"), ("client_secret", "renew%5@secret!#4+j:k&l")];
    assert_refused(&exchange(&practice, &code(&practice, &[]), &parameters), "unauthorized_client");
}

#[tokio::test(flavor = "multi_thread")]
async fn scope_and_state_on_the_exchange_are_ignored() {
    let practice = start().await;
    let more = [("scope", "read write"), ("state", "x")];
    let json = exchange(&practice, &code(&practice, &[("scope", "read")]), &more).json();
    assert_eq!(json["scope"], "read", "the scope is the code's");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_in_a_basic_header_is_not_seen_where_the_body_is_read() {
    let practice = start().await;
    let system = practice.system("wildix-oauth2").unwrap();
    let body = system.demo_of("code").unwrap();
    let header = demo(&practice, "wildix-oauth2", "code", "Client in a Basic header");
    for (client, in_body, accepted) in [(body, true, true), (body, false, false), (header, false, true)] {
        let (id, secret) = (value(client, "client_id"), value(client, "client_secret"));
        let code = code_of(&practice, "wildix-oauth2", id, &CHALLENGE);
        let mut parameters = vec![
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ];
        let basic = format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
        let answer = if in_body {
            parameters.extend([("client_id", id), ("client_secret", secret)]);
            Call::token(&practice, "wildix-oauth2", &parameters).send()
        } else {
            Call::token(&practice, "wildix-oauth2", &parameters).header("Authorization", &basic).send()
        };
        if accepted {
            assert_eq!(answer.json()["scope"], "all", "the scope may be left out");
        } else {
            assert_eq!((answer.status, answer.error().as_str()), (401, "invalid_client"));
            assert_eq!(answer.json()["error_description"], "Empty client ID");
            assert!(answer.header("www-authenticate").is_none(), "a header that is not read is not challenged");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_shows_who_it_acts_for() {
    let practice = start().await;
    let client = practice.system("wildix-oauth2").unwrap().demo_of("implicit").unwrap();
    let asked = [
        ("response_type", "token"),
        ("client_id", value(client, "client_id")),
        ("redirect_uri", value(client, "redirect_uri")),
    ];
    let (to, parameters) = Call::authorization(&practice, "wildix-oauth2", &asked).send().way_back();
    assert!(to.ends_with("/api/v1/doc/#"), "{to}");
    let authorization = format!("Bearer {}", parameters["access_token"]);
    let answer = Call::get(&practice, "wildix-oauth2", "/api/v1/personal/info").header("Authorization", &authorization);
    assert_eq!(answer.send().json()["result"]["name"], "100 (practice)");
    let without = Call::get(&practice, "wildix-oauth2", "/api/v1/personal/info").send();
    assert_eq!((without.status, without.json()["type"].as_str()), (401, Some("error")));
}
