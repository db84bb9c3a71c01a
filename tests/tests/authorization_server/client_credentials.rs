//! A client asks in its own name (RFC 6749 4.4).

use dialkey_adapters::http::ReqwestHttp;
use dialkey_core::domain::{
    client_authentication::ClientAuthenticationMethod,
    connection::ConnectionId,
    diagnosis::{CauseAction, Diagnosis, DiagnosisCode},
    token::Expiry,
};
use dialkey_tests::{
    desk::TestDesk,
    oidc_provider::{Client, OidcProvider, SCOPE},
    shifted_clock::ShiftedClock,
    signing_key::SigningKey,
};

use crate::{ID, SECRET, TOKEN_PATH};

/// What stands in for the management API of a Management Node.
const NODE_TOKEN_PATH: &str = "/oauth/token/";
const NODE_SCOPE: &str = "is_admin use_api";

fn fill(desk: &TestDesk, server: &OidcProvider, method: &str, proof: (&str, &str)) -> ConnectionId {
    let id = desk.create("oauth2", "client_credentials");
    desk.prove_by(&id, method);
    for (field, value) in
        [("token_address", server.token_endpoint.as_str()), ("client_id", ID), proof, ("scope", SCOPE)]
    {
        desk.enter(&id, field, value);
    }
    id
}

async fn assert_token(desk: &TestDesk, id: &ConnectionId) {
    let record = desk.get_token(id).await;
    let token = record.token.unwrap_or_else(|| panic!("there must be a token: {:?}", record.diagnosis));
    assert_eq!(token.expiry, Expiry::At { at: token.received_at.plus_seconds(600) });
    assert_eq!(token.scope_granted, token.scope_asked);
    assert!(token.token_type.eq_ignore_ascii_case("Bearer") && token.characters() > 20);
}

fn offered_method(diagnosis: &Diagnosis) -> Option<ClientAuthenticationMethod> {
    diagnosis.causes.iter().find_map(|cause| match &cause.action {
        Some(CauseAction::TryClientAuthentication { method, .. }) => Some(*method),
        _ => None,
    })
}

fn names_the_clock(diagnosis: &Diagnosis) -> bool {
    diagnosis.causes.first().is_some_and(|cause| cause.title.contains("clock is"))
}

#[tokio::test]
async fn a_secret_proves_the_client_in_the_body_and_in_an_encoded_header() {
    for method in ["client_secret_post", "client_secret_basic"] {
        let server = OidcProvider::start(&[Client::with_secret(ID, SECRET, method)], TOKEN_PATH);
        let desk = TestDesk::default();
        let id = fill(&desk, &server, method, ("client_secret", SECRET));
        assert_token(&desk, &id).await;
    }
}

#[tokio::test]
async fn f60_a_header_that_is_not_encoded_is_refused_and_the_encoded_one_offered() {
    let server = OidcProvider::start(&[Client::with_secret(ID, SECRET, "client_secret_basic")], TOKEN_PATH);
    let desk = TestDesk::default();
    let id = fill(&desk, &server, "client_secret_basic_raw", ("client_secret", SECRET));
    let diagnosis = desk.diagnosis(&id).await;
    let offered = offered_method(&diagnosis);
    assert_eq!(offered, Some(ClientAuthenticationMethod::ClientSecretBasic), "{diagnosis:?}");
    desk.desk().choose_client_authentication(&id, offered.unwrap()).unwrap();
    assert_token(&desk, &id).await;
}

#[tokio::test]
async fn a_secret_signs_an_assertion() {
    let server = OidcProvider::start(&[Client::with_secret(ID, SECRET, "client_secret_jwt")], TOKEN_PATH);
    let desk = TestDesk::default();
    let id = fill(&desk, &server, "client_secret_jwt", ("client_secret", SECRET));
    assert_token(&desk, &id).await;
}

#[tokio::test]
async fn a_private_key_of_either_kind_signs_an_assertion() {
    for (key, algorithm) in [(SigningKey::ec_p256(), "ES256"), (SigningKey::rsa_2048(), "RS256")] {
        let server = OidcProvider::start(&[Client::with_key(ID, &key.public_jwk, algorithm)], TOKEN_PATH);
        let desk = TestDesk::default();
        let id = fill(&desk, &server, "private_key_jwt", ("private_key", &key.private_pem));
        assert_token(&desk, &id).await;
    }
}

#[tokio::test]
async fn an_audience_that_is_the_issuer_is_taken_as_well() {
    let key = SigningKey::ec_p256();
    let server = OidcProvider::start(&[Client::with_key(ID, &key.public_jwk, "ES256")], TOKEN_PATH);
    let desk = TestDesk::default();
    let id = fill(&desk, &server, "private_key_jwt", ("private_key", &key.private_pem));
    desk.enter(&id, "audience", &server.issuer);
    assert_token(&desk, &id).await;
    desk.enter(&id, "audience", "https://somebody-else.example/token");
    let record = desk.get_token(&id).await;
    assert_eq!(record.diagnosis.unwrap().code, DiagnosisCode::ClientRefused);
}

#[tokio::test]
async fn a_wrong_secret_and_a_wrong_key_are_refused_and_named() {
    let key = SigningKey::ec_p256();
    let other_key = SigningKey::ec_p256();
    let other_secret = "something-else-of-the-same-length-as-before";
    for (client, method, proof) in [
        (Client::with_secret(ID, SECRET, "client_secret_post"), "client_secret_post", ("client_secret", other_secret)),
        (
            Client::with_secret(ID, SECRET, "client_secret_basic"),
            "client_secret_basic",
            ("client_secret", other_secret),
        ),
        (Client::with_secret(ID, SECRET, "client_secret_jwt"), "client_secret_jwt", ("client_secret", other_secret)),
        (
            Client::with_key(ID, &key.public_jwk, "ES256"),
            "private_key_jwt",
            ("private_key", other_key.private_pem.as_str()),
        ),
    ] {
        let server = OidcProvider::start(&[client], TOKEN_PATH);
        let desk = TestDesk::default();
        let id = fill(&desk, &server, method, proof);
        let diagnosis = desk.diagnosis(&id).await;
        assert_eq!(diagnosis.code, DiagnosisCode::ClientRefused, "{method}");
        assert!(!names_the_clock(&diagnosis), "the clock is right: {:?}", diagnosis.causes);
        assert_eq!(diagnosis.server.unwrap().error.as_deref(), Some("invalid_client"));
    }
}

#[tokio::test]
async fn a_scope_that_the_client_may_not_ask_for_is_named() {
    let other = Client::with_secret("south-wind", SECRET, "client_secret_post");
    let client = Client::with_secret(ID, SECRET, "client_secret_post").allowed("calls:read");
    let server = OidcProvider::start(&[client, other], TOKEN_PATH);
    let desk = TestDesk::default();
    let id = fill(&desk, &server, "client_secret_post", ("client_secret", SECRET));
    assert_eq!(desk.diagnosis(&id).await.code, DiagnosisCode::ScopeRefused);
}

#[tokio::test]
async fn a_scope_that_nobody_knows_is_left_out_of_what_was_granted() {
    let server = OidcProvider::start(&[Client::with_secret(ID, SECRET, "client_secret_post")], TOKEN_PATH);
    let desk = TestDesk::default();
    let id = fill(&desk, &server, "client_secret_post", ("client_secret", SECRET));
    desk.enter(&id, "scope", "calls:read everything");
    let token = desk.get_token(&id).await.token.unwrap();
    assert_eq!(token.scope_asked.as_deref(), Some("calls:read everything"));
    assert_eq!(token.scope_granted.as_deref(), Some("calls:read"));
}

// It refuses what has ended, but takes an assertion from the future as long as that has an end: see `clocks.rs`.
#[tokio::test]
async fn f77_a_clock_five_minutes_behind_is_named_as_the_first_cause() {
    let key = SigningKey::ec_p256();
    let server = OidcProvider::start(&[Client::with_key(ID, &key.public_jwk, "ES256")], TOKEN_PATH);
    let desk = TestDesk::with(ReqwestHttp::default(), ShiftedClock(-300));
    let id = fill(&desk, &server, "private_key_jwt", ("private_key", &key.private_pem));
    let diagnosis = desk.diagnosis(&id).await;
    assert_eq!(diagnosis.code, DiagnosisCode::ClientRefused);
    assert!(names_the_clock(&diagnosis), "{:?}", diagnosis.causes);
    assert!(diagnosis.causes[0].title.contains("behind"), "{:?}", diagnosis.causes[0]);
}

#[tokio::test]
async fn a_management_node_gets_the_assertion_it_asks_for() {
    let key = SigningKey::ec_p256();
    let client = || Client::with_key(ID, &key.public_jwk, "ES256").allowed(NODE_SCOPE);
    let server = OidcProvider::start(&[client()], NODE_TOKEN_PATH);
    let node = server.token_endpoint.strip_suffix(NODE_TOKEN_PATH).unwrap();
    let desk = TestDesk::default();
    let id = desk.create("pexip-infinity", "client");
    for (field, value) in [("host", node), ("client_id", ID), ("private_key", &key.private_pem)] {
        desk.enter(&id, field, value);
    }
    assert_token(&desk, &id).await;
    assert_eq!(desk.record(&id).token.unwrap().scope_granted.as_deref(), Some(NODE_SCOPE));

    desk.enter(&id, "private_key", &SigningKey::ec_p256().private_pem);
    let refused = desk.get_token(&id).await;
    assert_eq!(refused.diagnosis.unwrap().code, DiagnosisCode::ClientRefused);
}
