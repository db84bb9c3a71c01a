//! One run: what it yields, what it tells, and what it forgets.

use dialkey_core::domain::{
    note::Tone,
    step::{StepKind, StepState},
    token::{Expiry, TokenShape},
};
use dialkey_tests::desk::TestDesk;
use secrecy::ExposeSecret;

use super::practice;

#[tokio::test]
async fn f46_the_quoted_lifetime_and_the_trailing_comma_of_the_document_are_read() {
    let (_practice, system) = practice("bright-pattern").await;
    let desk = TestDesk::default();
    let id = desk.create_from(&system.id, &system.demo[0]);
    let token = desk.get_token(&id).await.token.unwrap();
    assert_eq!(token.expiry, Expiry::At { at: token.received_at.plus_seconds(3599) });
    let said: Vec<_> =
        token.notes.iter().filter(|note| note.tone == Tone::Info).map(|note| note.text.clone()).collect();
    assert_eq!(said, ["The phone system's answer is slightly invalid. We could read it all the same."]);
    let view = desk.view(&id).token.unwrap();
    assert_eq!(view.shape, TokenShape::Jwt);
    let shown = serde_json::to_string(&desk.view(&id)).unwrap();
    assert!(!shown.contains(token.access_token.expose_secret()), "the token is not among what is said");
}

#[tokio::test]
async fn f55_look_alike_letters_in_a_received_token_are_pointed_out_and_kept() {
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
