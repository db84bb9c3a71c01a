//! Runs that fail: each in its own words, after one attempt, with everything that was typed still there.

use dialkey_core::domain::diagnosis::{CauseAction, DiagnosisCode};
use dialkey_practice::Practice;
use dialkey_tests::desk::TestDesk;

use super::practice;

/// Runs with one value changed and answers with the code and whether the values are still there.
async fn code_with(system: &str, way: &str, field: &str, value: &str) -> DiagnosisCode {
    let (practice, description) = practice(system).await;
    let desk = TestDesk::default();
    let id = desk.create_from(system, description.demo_of(way).unwrap());
    desk.enter(&id, field, value);
    let before = desk.view(&id).fields;
    let diagnosis = desk.diagnosis(&id).await;
    assert_eq!(desk.view(&id).fields, before, "what was typed survives a failure");
    assert!(!diagnosis.causes.is_empty(), "{diagnosis:?} must say what to look at");
    assert!(diagnosis.title.split_whitespace().count() <= 9, "“{}” is too long for a title", diagnosis.title);
    assert!(practice.received(system).len() <= 1, "one click, one attempt");
    diagnosis.code
}

#[tokio::test]
async fn a_key_of_another_client_is_told_from_a_thing_that_is_no_key() {
    let other = Practice::start_only(&["pexip-infinity"]).await.unwrap();
    let other_key = other.system("pexip-infinity").unwrap().demo[0].values["private_key"].value.clone();
    let refused = code_with("pexip-infinity", "client", "private_key", &other_key).await;
    assert_eq!(refused, DiagnosisCode::ClientRefused);
    let unusable = code_with("pexip-infinity", "client", "private_key", "-----BEGIN PUBLIC KEY-----").await;
    assert_eq!(unusable, DiagnosisCode::KeyUnusable);
}

#[tokio::test]
async fn a_wrong_secret_tenant_user_or_scope_is_told_apart() {
    for (system, way, field, code) in [
        ("bright-pattern", "v3", "client_secret", DiagnosisCode::ClientRefused),
        ("ringme", "trusted", "client_secret", DiagnosisCode::ClientRefused),
        ("ringme", "password_credentials", "password", DiagnosisCode::UserRefused),
        ("pexip-infinity", "client", "scope", DiagnosisCode::ScopeRefused),
    ] {
        assert_eq!(code_with(system, way, field, "something-else").await, code, "{system} {field}");
    }
    let tenant = code_with("bright-pattern", "v5", "tenant", "other.practice.example").await;
    assert!(matches!(tenant, DiagnosisCode::ClientRefused | DiagnosisCode::ScopeRefused), "{tenant:?}");
}

#[tokio::test]
async fn a_host_that_is_wrong_unknown_or_something_else_is_told_apart() {
    let (_other, other) = practice("bright-pattern").await;
    let wrong = code_with("ringme", "trusted", "host", &other.address).await;
    assert_eq!(wrong, DiagnosisCode::NotTokenService);
    let unknown = code_with("ringme", "trusted", "host", "nobody.invalid").await;
    assert_eq!(unknown, DiagnosisCode::HostNotFound);
    let web_page = code_with("oauth2", "client_credentials", "token_address", &format!("{}/", other.address)).await;
    assert!(matches!(web_page, DiagnosisCode::WebPage | DiagnosisCode::NotTokenService), "{web_page:?}");
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refused = code_with("ringme", "trusted", "host", &format!("http://{closed}")).await;
    assert_eq!(refused, DiagnosisCode::ConnectionRefused);
}

#[tokio::test]
async fn an_application_of_another_type_is_named_as_such() {
    let (_practice, system) = practice("ringme").await;
    let desk = TestDesk::default();
    let trusted = system.demo_of("trusted").unwrap();
    let id = desk.create_from(&system.id, system.demo_of("password_credentials").unwrap());
    for field in ["client_id", "client_secret"] {
        desk.enter(&id, field, &trusted.values[field].value);
    }
    assert_eq!(desk.diagnosis(&id).await.code, DiagnosisCode::GrantRefused);
}

#[tokio::test]
async fn another_client_authentication_is_offered_and_works_when_it_is_taken() {
    let (_practice, system) = practice("oauth2").await;
    let desk = TestDesk::default();
    let raw = system
        .demo
        .iter()
        .find(|demo| demo.title.contains("as it is") || format!("{:?}", demo.client_authentication).contains("Raw"))
        .unwrap();
    let id = desk.create_from(&system.id, raw);
    desk.prove_by(&id, "client_secret_post");
    let diagnosis = desk.diagnosis(&id).await;
    let offered = diagnosis.causes.iter().find_map(|cause| match &cause.action {
        Some(CauseAction::TryClientAuthentication { method, .. }) => Some(*method),
        _ => None,
    });
    desk.desk().choose_client_authentication(&id, offered.unwrap()).unwrap();
    assert!(desk.get_token(&id).await.token.is_some());
}
