//! Every recipe against the practice system, over real HTTP: what a person does, from the values to the token.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use dialkey_core::domain::{
    diagnosis::DiagnosisCode,
    note::Tone,
    step::{StepKind, StepState},
    token::{Expiry, TokenShape},
};
use dialkey_practice::{Practice, PracticeSystem};
use dialkey_tests::desk::TestDesk;
use secrecy::ExposeSecret;

async fn practice(system: &str) -> (Practice, PracticeSystem) {
    let practice = Practice::start_only(&[system]).await.unwrap();
    let system = practice.system(system).unwrap().clone();
    (practice, system)
}

#[tokio::test]
async fn every_phone_system_hands_out_a_token_that_works_for_its_demo_values() {
    let practice = Practice::start().await.unwrap();
    let desk = TestDesk::default();
    for system in practice.systems() {
        for demo in &system.demo {
            let id = desk.create_from(&system.id, demo);
            let record = desk.get_token(&id).await;
            assert_eq!(record.diagnosis, None, "{} · {}", system.id, demo.title);
            assert!(record.steps.iter().all(|step| step.state == StepState::Done), "every step ends with a tick");
            if system.id == "oauth2" {
                desk.enter(&id, "test_address", &format!("{}/whoami", system.address));
            }
            let test = desk.try_token(&id).await.test.unwrap();
            assert!(test.accepted && test.is_json, "{} · {}: {test:?}", system.id, demo.title);
        }
    }
}

#[tokio::test]
async fn every_recipe_has_a_practice_system_for_each_of_its_ways() {
    let practice = Practice::start().await.unwrap();
    for recipe in TestDesk::default().recipes().all() {
        let system = practice.system(&recipe.id).unwrap_or_else(|| panic!("{} cannot be practised", recipe.id));
        assert_eq!(system.name, recipe.name);
        for way in &recipe.way {
            let demo = system.demo_of(&way.id);
            let demo = demo.unwrap_or_else(|| panic!("{} has no demo values for {}", recipe.id, way.id));
            for (key, value) in &demo.values {
                let label = recipe.field(way, key).map(|field| &field.label);
                assert_eq!(label, Some(&value.label), "{} {key} is called the same in both places", recipe.id);
            }
        }
    }
}

#[tokio::test]
async fn the_quoted_lifetime_and_the_trailing_comma_of_the_document_are_read() {
    let (_practice, system) = practice("bright-pattern").await;
    let desk = TestDesk::default();
    let id = desk.create_from(&system.id, &system.demo[0]);
    let token = desk.get_token(&id).await.token.unwrap();
    assert_eq!(token.expiry, Expiry::At { at: token.received_at.plus_seconds(3599) });
    assert!(token.notes.iter().any(|note| note.tone == Tone::Info), "the slip is said");
    assert_eq!(desk.view(&id).token.unwrap().shape, TokenShape::Jwt);
}

#[tokio::test]
async fn look_alike_letters_in_a_received_token_are_pointed_out_and_kept() {
    let (_practice, system) = practice("ringme").await;
    let desk = TestDesk::default();
    let demo = system.demo.iter().find(|demo| demo.values["username"].value == "lookalike").unwrap();
    let id = desk.create_from(&system.id, demo);
    let token = desk.get_token(&id).await.token.unwrap();
    assert!(!token.refresh_token.unwrap().expose_secret().is_ascii(), "what was received is never changed");
    assert!(token.notes.iter().any(|note| note.tone == Tone::Warn), "{:?}", token.notes);
}

#[tokio::test]
async fn a_password_is_forgotten_once_the_token_is_there_unless_it_is_to_be_kept() {
    let (_practice, system) = practice("ringme").await;
    let desk = TestDesk::default();
    let demo = system.demo_of("password_credentials").unwrap();
    let id = desk.create_from(&system.id, demo);
    assert!(desk.get_token(&id).await.token.is_some());
    assert!(!desk.record(&id).connection.values.contains_key("password"), "RFC 6749 4.3.1");
    assert!(desk.record(&id).connection.values.contains_key("client_secret"));

    desk.enter(&id, "password", &demo.values["password"].value);
    desk.desk().keep_password(&id, true).unwrap();
    assert!(desk.get_token(&id).await.diagnosis.is_none());
    assert!(desk.record(&id).connection.values.contains_key("password"));
}

#[tokio::test]
async fn an_assertion_is_never_used_twice() {
    let (practice, system) = practice("pexip-infinity").await;
    let desk = TestDesk::default();
    let id = desk.create_from(&system.id, &system.demo[0]);
    for _ in 0..2 {
        assert_eq!(desk.get_token(&id).await.diagnosis, None);
    }
    let received = practice.received(&system.id);
    assert_eq!(received.len(), 2);
    assert_ne!(received[0].body, received[1].body, "each request has a signature of its own");
}

#[tokio::test]
async fn an_empty_scope_is_not_sent() {
    let (practice, system) = practice("pexip-infinity").await;
    let desk = TestDesk::default();
    let id = desk.create_from(&system.id, &system.demo[0]);
    desk.enter(&id, "scope", "");
    let token = desk.get_token(&id).await.token.unwrap();
    assert_eq!(token.scope_asked, None);
    assert!(!String::from_utf8_lossy(&practice.received(&system.id)[0].body).contains("scope"));
}

#[tokio::test]
async fn steps_are_told_one_by_one_from_the_first_to_the_last() {
    let (_practice, system) = practice("pexip-infinity").await;
    let desk = TestDesk::default();
    let id = desk.create_from(&system.id, &system.demo[0]);
    desk.get_token(&id).await;
    let told = desk.told();
    let kinds: Vec<_> = told[0].iter().map(|step| step.kind).collect();
    assert_eq!(kinds, [StepKind::Values, StepKind::Sign, StepKind::Token, StepKind::Read]);
    assert!(told[0].iter().all(|step| step.state == StepState::ToDo), "first it is said what will be done");
    for kind in kinds {
        let state = |steps: &[_]| {
            steps.iter().find(|step: &&dialkey_core::domain::step::Step| step.kind == kind).unwrap().state
        };
        assert!(told.iter().any(|steps| state(steps) == StepState::Now), "{kind:?} is seen running");
    }
}

#[tokio::test]
async fn a_run_that_is_cancelled_leaves_everything_as_it_was() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (_practice, system) = practice("oauth2").await;
    let desk = TestDesk::default();
    let id = desk.create_from(&system.id, &system.demo[0]);
    desk.enter(&id, "token_address", &format!("http://{}/token", silent.local_addr().unwrap()));
    let before = desk.view(&id);
    tokio::select! {
        _ = desk.get_token(&id) => panic!("nobody answers"),
        // The request has arrived, so the run is in the middle of its wait.
        _ = silent.accept() => {}
    }
    assert_eq!(desk.view(&id), before);
}

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
        Some(dialkey_core::domain::diagnosis::CauseAction::TryClientAuthentication { method, .. }) => Some(*method),
        _ => None,
    });
    desk.desk().choose_client_authentication(&id, offered.unwrap()).unwrap();
    assert!(desk.get_token(&id).await.token.is_some());
}
