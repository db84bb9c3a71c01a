//! What a person does with a token that is there: revoke it, forget it, ask about it, look at it.

use dialkey_core::{
    desk::DeskError,
    domain::{
        claim::{Claim, ClaimValue},
        connection::ConnectionId,
        inquiry::Inquiry,
        note::Tone,
        revocation::Revocation,
        token::TokenShape,
        token_details::TokenDetails,
    },
    ports::vault::Record,
};
use dialkey_practice::{Demo, Practice, PracticeSystem};
use dialkey_tests::{
    browser::Person,
    desk::{TestDesk, any_port},
    request::{Request, value},
    signer::Signer,
};
use secrecy::ExposeSecret;

use super::practice;

async fn with_token_of(system: &PracticeSystem, demo: &Demo) -> (TestDesk, ConnectionId) {
    let desk = TestDesk::default().signing_in(Signer::who(Person::Allows));
    let id = desk.create_from(&system.id, demo);
    any_port(&desk, &id);
    assert_eq!(desk.get_token(&id).await.diagnosis, None, "{}", demo.title);
    (desk, id)
}

async fn with_token(system: &PracticeSystem, way: &str) -> (TestDesk, ConnectionId) {
    with_token_of(system, system.demo_of(way).unwrap()).await
}

async fn revoke(desk: &TestDesk, id: &ConnectionId) -> Revocation {
    desk.desk().revoke_token(id, desk.outside()).await.unwrap()
}

async fn introspect(desk: &TestDesk, id: &ConnectionId) -> Inquiry {
    desk.desk().introspect_token(id, desk.outside()).await.unwrap()
}

async fn is_active(desk: &TestDesk, id: &ConnectionId) -> bool {
    match introspect(desk, id).await {
        Inquiry::Answered { is_active: Some(is_active), .. } => is_active,
        other => panic!("there must be an answer: {other:?}"),
    }
}

/// The hints of the tokens that were revoked, in order.
fn revoked(practice: &Practice) -> Vec<String> {
    let received = practice.received("oauth2");
    let requests = received.iter().map(Request::from).filter(|request| request.path() == "/oauth2/revoke");
    requests.map(|request| value(&request.form(), "token_type_hint").unwrap().to_owned()).collect()
}

fn text<'a>(claims: &'a [Claim], name: &str) -> &'a str {
    match claims.iter().find(|claim| claim.name == name).map(|claim| &claim.value) {
        Some(ClaimValue::Text { text }) => text,
        other => panic!("{name} must be text: {other:?}"),
    }
}

#[tokio::test]
async fn every_token_that_can_be_asked_about_is_good_until_it_is_revoked() {
    let practice = Practice::start().await.unwrap();
    let mut asked = 0;
    for system in practice.systems() {
        for demo in &system.demo {
            let name = format!("{} · {}", system.id, demo.title);
            let (desk, id) = with_token_of(system, demo).await;
            let token = desk.view(&id).token.unwrap();
            assert_eq!(token.can_revoke, token.can_introspect, "{name}: the description has both or none");
            if !token.can_revoke {
                continue;
            }
            asked += 1;
            assert!(is_active(&desk, &id).await, "{name}");
            let kept = desk.record(&id);
            let revocation = revoke(&desk, &id).await;
            assert!(matches!(revocation, Revocation::Revoked { .. }), "{name}: {revocation:?}");
            let after = desk.record(&id);
            assert!(after.token.is_none() && after.diagnosis.is_none() && after.test.is_none(), "{name}");

            // The same token once more, as somebody would who had copied it before.
            let put_back = &mut |record: &mut Record| record.token.clone_from(&kept.token);
            desk.desk().vault.change(&id, put_back).unwrap();
            assert!(!is_active(&desk, &id).await, "{name}");
            assert!(!desk.try_token(&id).await.test.unwrap().accepted, "{name}");
            if kept.token.is_some_and(|token| token.refresh_token.is_some()) {
                assert!(desk.renew_token(&id).await.diagnosis.is_some(), "{name}");
            }
        }
    }
    assert!(asked >= 15, "the clients of every method are among them: {asked}");
}

// RFC 7009 2.1
#[tokio::test]
async fn the_refresh_token_is_revoked_first_and_then_the_access_token() {
    let (practice, system) = practice("oauth2").await;
    let (desk, id) = with_token(&system, "authorization_code").await;
    let Revocation::Revoked { text, .. } = revoke(&desk, &id).await else { panic!("both must be revoked") };
    assert!(text.contains("refresh token"), "{text}");
    assert_eq!(revoked(&practice), ["refresh_token", "access_token"]);
    let (desk, id) = with_token(&system, "client_credentials").await;
    revoke(&desk, &id).await;
    assert_eq!(revoked(&practice)[2..], ["access_token"]);
}

#[tokio::test]
async fn a_typed_refresh_token_that_was_revoked_is_taken_out_of_the_form() {
    let (_practice, system) = practice("oauth2").await;
    let (desk, id) = with_token(&system, "refresh_token").await;
    revoke(&desk, &id).await;
    let values = desk.record(&id).connection.values;
    assert!(!values.contains_key("refresh_token"));
    assert!(values.contains_key("client_secret"), "the rest stays");
}

#[tokio::test]
async fn forgetting_tells_nobody_and_leaves_the_form() {
    let (practice, system) = practice("oauth2").await;
    let (desk, id) = with_token(&system, "authorization_code").await;
    desk.try_token(&id).await;
    let (fields, before) = (desk.view(&id).fields, practice.received("oauth2").len());
    desk.desk().forget_token(&id).unwrap();
    let after = desk.record(&id);
    assert!(after.token.is_none() && after.test.is_none() && after.steps.is_empty());
    assert_eq!(desk.view(&id).fields, fields);
    assert_eq!(practice.received("oauth2").len(), before);
}

#[tokio::test]
async fn what_is_said_about_a_token_is_named_in_words() {
    let (_practice, system) = practice("oauth2").await;
    let (desk, id) = with_token(&system, "password").await;
    let Inquiry::Answered { title, members, .. } = introspect(&desk, &id).await else { panic!("there is an answer") };
    assert_eq!(title, "The token is good");
    let user = members.iter().find(|claim| claim.name == "username").unwrap();
    assert_eq!(user.meaning.as_deref(), Some("User name"));
    assert_eq!(text(&members, "username"), "practice");
    let end = members.iter().find(|claim| claim.name == "exp").unwrap();
    assert!(matches!(end.value, ClaimValue::Time { .. }), "{end:?}");

    let told = desk.desk().ask_userinfo(&id, desk.outside()).await.unwrap();
    let Inquiry::Answered { members, is_active: None, .. } = told else { panic!("there is an answer: {told:?}") };
    assert_eq!((text(&members, "sub"), text(&members, "name")), ("practice", "Practice person"));
}

#[tokio::test]
async fn a_token_that_may_not_ask_whom_it_acts_for_is_explained() {
    let (_practice, system) = practice("oauth2").await;
    let (desk, id) = with_token(&system, "password").await;
    let unknown = "never-handed-out";
    let replace = &mut |record: &mut Record| record.token.as_mut().unwrap().access_token = unknown.into();
    desk.desk().vault.change(&id, replace).unwrap();
    let told = desk.desk().ask_userinfo(&id, desk.outside()).await.unwrap();
    let Inquiry::Failed { diagnosis, exchange } = told else { panic!("it is not known there") };
    assert_eq!(diagnosis.title, "The token may not ask whom it acts for");
    assert!(diagnosis.causes[0].title.contains("ended") && exchange.is_some(), "{diagnosis:?}");
}

#[tokio::test]
async fn what_has_no_address_is_not_offered() {
    let (_practice, system) = practice("oauth2").await;
    let (desk, id) = with_token(&system, "client_credentials").await;
    desk.enter(&id, "revocation_address", "");
    let token = desk.view(&id).token.unwrap();
    assert_eq!((token.can_revoke, token.can_introspect, token.can_ask_userinfo), (false, true, false));
    let Revocation::NotRevoked { diagnosis, exchange: None, .. } = revoke(&desk, &id).await else {
        panic!("nothing can be sent")
    };
    assert_eq!(diagnosis.causes.len(), 1, "the field is named: {diagnosis:?}");
    let not_offered = desk.desk().ask_userinfo(&id, desk.outside()).await;
    assert_eq!(not_offered, Err(DeskError::NotOffered), "this way acts for nobody");
    desk.desk().forget_token(&id).unwrap();
    assert_eq!(desk.desk().introspect_token(&id, desk.outside()).await, Err(DeskError::NoToken));
    assert_eq!(desk.desk().token_details(&id), Err(DeskError::NoToken));
}

// RFC 9700 4.4
#[tokio::test]
async fn an_address_on_another_host_than_the_tokens_is_warned_about() {
    let (_practice, system) = practice("oauth2").await;
    let desk = TestDesk::default();
    let id = desk.create_from(&system.id, system.demo_of("client_credentials").unwrap());
    assert_eq!(desk.view(&id).notes, []);
    desk.enter(&id, "revocation_address", "https://elsewhere.north-wind.test/revoke");
    let notes = desk.view(&id).notes;
    assert_eq!(notes[0].tone, Tone::Warn);
    assert!(notes[0].evidence.as_ref().unwrap().contains("elsewhere.north-wind.test"), "{notes:?}");
}

// RFC 9068 6: for display only
#[tokio::test]
async fn a_jwt_shows_its_claims_and_an_opaque_token_its_length() {
    let (_practice, system) = practice("bright-pattern").await;
    let (desk, id) = with_token(&system, &system.demo[0].way).await;
    assert_eq!(desk.view(&id).token.unwrap().shape, TokenShape::Jwt);
    let details = desk.desk().token_details(&id).unwrap();
    let TokenDetails::Jwt { payload, note: None, .. } = &details else { panic!("it is a JWT: {details:?}") };
    assert!(payload.iter().any(|claim| claim.meaning.as_deref() == Some("Good until")), "{payload:?}");
    let token = desk.record(&id).token.unwrap();
    let signature = token.access_token.expose_secret().rsplit('.').next().unwrap();
    assert!(!serde_json::to_string(&details).unwrap().contains(signature));

    let (_practice, system) = practice("oauth2").await;
    let (desk, id) = with_token(&system, "client_credentials").await;
    assert_eq!(desk.desk().token_details(&id), Ok(TokenDetails::Opaque { characters: 43 }));
}
