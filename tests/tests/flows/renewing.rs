//! Renewing a token: by its refresh token, by the same grant, or not at all.

use dialkey_core::{
    desk::DeskError,
    domain::{connection::ConnectionId, diagnosis::DiagnosisCode, step::StepState},
    ports::vault::Record,
};
use dialkey_practice::{Practice, PracticeSystem};
use dialkey_tests::{
    browser::Person,
    desk::{TestDesk, any_port},
    raw_server::{RawServer, Reply},
    request::{Request, names, value},
    signer::Signer,
};
use secrecy::ExposeSecret;

use super::practice;

/// A desk with somebody who signs in, and a token got by a way's demo values.
async fn with_token(system: &PracticeSystem, way: &str) -> (TestDesk, ConnectionId) {
    let desk = TestDesk::default().signing_in(Signer::who(Person::Allows));
    let id = desk.create_from(&system.id, system.demo_of(way).unwrap());
    any_port(&desk, &id);
    let record = desk.get_token(&id).await;
    assert_eq!(record.diagnosis, None, "{} · {way}", system.id);
    (desk, id)
}

fn access_token(record: &Record) -> String {
    record.token.as_ref().unwrap().access_token.expose_secret().to_owned()
}

fn refresh_token(record: &Record) -> String {
    record.token.as_ref().unwrap().refresh_token.as_ref().unwrap().expose_secret().to_owned()
}

/// The requests to the token endpoint that carried a refresh token.
fn refreshes(practice: &Practice, system: &str) -> Vec<Request> {
    let received = practice.received(system);
    received.iter().map(Request::from).filter(|request| request.body.contains("refresh_token")).collect()
}

#[tokio::test]
async fn every_token_that_is_called_renewable_is_renewed_by_one_click() {
    let practice = Practice::start().await.unwrap();
    let mut renewed = Vec::new();
    for system in practice.systems() {
        for demo in &system.demo {
            let name = format!("{} · {}", system.id, demo.title);
            let desk = TestDesk::default().signing_in(Signer::who(Person::Allows));
            let id = desk.create_from(&system.id, demo);
            any_port(&desk, &id);
            let before = desk.get_token(&id).await;
            if !desk.view(&id).token.unwrap().renewable {
                continue;
            }
            let after = desk.renew_token(&id).await;
            assert_eq!(after.diagnosis, None, "{name}");
            assert_ne!(access_token(&before), access_token(&after), "{name}");
            assert!(after.steps.iter().all(|step| step.state == StepState::Done), "{name}");
            renewed.push(system.id.as_str());
        }
    }
    for system in ["ringme", "yeastar-p-series", "netsapiens", "oauth2", "3cx"] {
        assert!(renewed.contains(&system), "{system} is among {renewed:?}");
    }
}

// RFC 6749 4.3.1 and 6
#[tokio::test]
async fn a_refresh_token_renews_without_the_password_that_was_forgotten() {
    for (system, way) in [("ringme", "password_credentials"), ("netsapiens", "password"), ("oauth2", "password")] {
        let (practice, description) = practice(system).await;
        let (desk, id) = with_token(&description, way).await;
        assert!(!desk.record(&id).connection.values.contains_key("password"));
        assert_eq!(desk.renew_token(&id).await.diagnosis, None, "{system}");
        let [refresh] = refreshes(&practice, system).try_into().unwrap();
        assert_eq!(value(&refresh.form(), "grant_type"), Some("refresh_token"));
        assert_eq!(value(&refresh.form(), "password"), None);
    }
}

// RFC 6749 6, RFC 9700 4.14
#[tokio::test]
async fn f64_a_refresh_token_that_is_replaced_is_used_once_and_the_new_one_kept() {
    let (practice, system) = practice("oauth2").await;
    let (desk, id) = with_token(&system, "authorization_code").await;
    let mut before = refresh_token(&desk.record(&id));
    for _ in 0..3 {
        let after = desk.renew_token(&id).await;
        assert_eq!(after.diagnosis, None);
        assert_ne!(refresh_token(&after), before);
        before = refresh_token(&after);
    }
    let sent: Vec<_> = refreshes(&practice, "oauth2")
        .iter()
        .map(|request| value(&request.form(), "refresh_token").unwrap().to_owned())
        .collect();
    assert_eq!(sent.len(), 3);
    assert!(sent[0] != sent[1] && sent[1] != sent[2] && sent[0] != sent[2], "none is used twice");
}

/// RFC 6749 6: a new one, none, and the same again.
#[tokio::test]
async fn f64_the_refresh_token_that_counts_is_the_one_that_came_last() {
    for (beside, kept) in [
        (r#","refresh_token":"rt-new""#, Some("rt-new")),
        ("", None),
        (r#","refresh_token":null"#, None),
        (r#","refresh_token":" ""#, None),
        (r#","refresh_token":7"#, None),
    ] {
        let (_practice, system) = practice("oauth2").await;
        let (desk, id) = with_token(&system, "authorization_code").await;
        let before = refresh_token(&desk.record(&id));
        let body = format!(r#"{{"access_token":"at-new","token_type":"Bearer","expires_in":60{beside}}}"#);
        let server = RawServer::start(move |_| Reply::json(200, &body)).await;
        desk.enter(&id, "token_address", &server.url("/token"));
        let after = desk.renew_token(&id).await;
        assert_eq!(access_token(&after), "at-new", "{beside}");
        assert_eq!(refresh_token(&after), kept.map_or(before, str::to_owned), "{beside}");
        let same = refresh_token(&after);
        let body = format!(r#"{{"access_token":"at-newer","token_type":"Bearer","refresh_token":"{same}"}}"#);
        let again = RawServer::start(move |_| Reply::json(200, &body)).await;
        desk.enter(&id, "token_address", &again.url("/token"));
        assert_eq!(refresh_token(&desk.renew_token(&id).await), same, "the same again is no loss");
        assert_eq!((server.requests().len(), again.requests().len()), (1, 1));
    }
}

#[tokio::test]
async fn f64_a_refresh_token_stays_where_no_other_comes_back() {
    let (_practice, system) = practice("netsapiens").await;
    let (desk, id) = with_token(&system, "password").await;
    let before = refresh_token(&desk.record(&id));
    for _ in 0..2 {
        assert_eq!(refresh_token(&desk.renew_token(&id).await), before);
    }
}

#[tokio::test]
async fn a_refresh_asks_for_no_scope_so_that_the_old_one_stays() {
    let (practice, system) = practice("oauth2").await;
    let (desk, id) = with_token(&system, "authorization_code").await;
    desk.renew_token(&id).await;
    let [refresh] = refreshes(&practice, "oauth2").try_into().unwrap();
    let form = refresh.form();
    assert_eq!(names(&form), ["grant_type", "client_id", "client_secret", "refresh_token"]);
}

#[tokio::test]
async fn the_redirect_address_goes_along_with_a_refresh_where_the_vendor_wants_it() {
    let (practice, system) = practice("ringme").await;
    let (desk, id) = with_token(&system, "public").await;
    assert_eq!(desk.renew_token(&id).await.diagnosis, None);
    let redirect = desk.view(&id).fields.iter().find(|field| field.key == "redirect_uri").unwrap().text.clone();
    let [refresh] = refreshes(&practice, "ringme").try_into().unwrap();
    assert_eq!(value(&refresh.form(), "redirect_uri"), Some(redirect.as_str()));
}

#[tokio::test]
async fn f64_a_refused_refresh_says_that_the_sign_in_has_run_out_and_keeps_the_token() {
    let (practice, system) = practice("oauth2").await;
    let (desk, id) = with_token(&system, "authorization_code").await;
    drop(practice);
    let refusing = RawServer::start(|_| Reply::json(400, r#"{"error":"invalid_grant"}"#)).await;
    desk.enter(&id, "token_address", &refusing.url("/token"));
    let before = desk.record(&id);
    let after = desk.renew_token(&id).await;
    let diagnosis = after.diagnosis.clone().unwrap();
    assert_eq!(diagnosis.code, DiagnosisCode::RefreshRefused);
    assert_eq!(diagnosis.title, "The sign-in has run out");
    assert_eq!(diagnosis.text.as_deref(), Some("What renews the token is no longer good. A new token is needed."));
    assert!(diagnosis.causes.iter().any(|cause| cause.action.is_some()), "a new sign-in is one click away");
    assert_eq!(access_token(&after), access_token(&before));
    assert_eq!(refresh_token(&after), refresh_token(&before));
    assert_eq!(refusing.requests().len(), 1, "nothing is tried again by itself");
}

#[tokio::test]
async fn f65_a_refresh_whose_answer_is_lost_is_not_tried_again() {
    let (_practice, system) = practice("oauth2").await;
    let (desk, id) = with_token(&system, "authorization_code").await;
    let silent = RawServer::start(|_| Reply::Bytes(Vec::new())).await;
    desk.enter(&id, "token_address", &silent.url("/token"));
    let before = desk.record(&id);
    let after = desk.renew_token(&id).await;
    assert_eq!(after.diagnosis.as_ref().unwrap().code, DiagnosisCode::ConnectionFailed);
    assert_eq!(refresh_token(&after), refresh_token(&before));
    assert_eq!(silent.requests().len(), 1);
}

#[tokio::test]
async fn a_typed_refresh_token_is_replaced_by_the_one_that_came_for_it() {
    let (_practice, system) = practice("oauth2").await;
    let demos: Vec<_> = system.demo.iter().filter(|demo| demo.way == "refresh_token").collect();
    let [stays, works_once] = demos.as_slice() else { panic!("there are two kinds of refresh tokens") };
    for (demo, is_replaced) in [(stays, false), (works_once, true)] {
        let desk = TestDesk::default();
        let id = desk.create_from(&system.id, demo);
        let typed = &demo.values["refresh_token"].value;
        for round in 0..2 {
            assert_eq!(desk.get_token(&id).await.diagnosis, None, "{}, round {round}", demo.title);
        }
        let record = desk.record(&id);
        let dialkey_core::domain::connection::Value::Secret(kept) = &record.connection.values["refresh_token"] else {
            panic!("a refresh token is a secret")
        };
        assert_eq!(kept.expose_secret() != typed, is_replaced, "{}", demo.title);
        assert_eq!(kept.expose_secret(), refresh_token(&record), "{}", demo.title);
    }
}

#[tokio::test]
async fn without_a_token_there_is_nothing_to_renew() {
    let (_practice, system) = practice("oauth2").await;
    let desk = TestDesk::default();
    let id = desk.create_from(&system.id, system.demo_of("password").unwrap());
    assert_eq!(desk.desk().renew_token(&id, desk.outside()).await, Err(DeskError::NoToken));
}

#[tokio::test]
async fn a_token_of_a_sign_in_without_a_refresh_token_is_not_called_renewable() {
    let (_practice, system) = practice("wildix-oauth2").await;
    for way in ["code", "implicit"] {
        let (desk, id) = with_token(&system, way).await;
        let token = desk.view(&id).token.unwrap();
        assert!(!token.renewable && !token.has_refresh_token, "{way}");
    }
}
