//! A refresh token is exchanged for a new one, and is good once (RFC 6749 6, RFC 9700 4.14).

use dialkey_core::{
    domain::{connection::ConnectionId, diagnosis::DiagnosisCode},
    ports::vault::Record,
};
use dialkey_tests::{desk::TestDesk, signing_key::SigningKey};
use secrecy::ExposeSecret;

use crate::{
    ID,
    place::Place,
    signing_in::{of_key, of_secret},
    visitor::Decision,
};

async fn renew(desk: &TestDesk, id: &ConnectionId) -> Record {
    desk.desk().renew_token(id, desk.outside()).await.unwrap();
    desk.record(id)
}

/// Access token and refresh token.
fn tokens(record: &Record) -> [String; 2] {
    let token = record.token.as_ref().unwrap_or_else(|| panic!("there must be a token: {:?}", record.diagnosis));
    let refresh_token = token.refresh_token.as_ref().expect("this server always hands one out");
    [&token.access_token, refresh_token].map(|secret| secret.expose_secret().to_owned())
}

/// A connection of the same desk that begins with a refresh token.
fn of_refresh_token(place: &Place, refresh_token: &str) -> ConnectionId {
    let id = place.desk.create("oauth2", "refresh_token");
    place.desk.prove_by(&id, "none");
    for (field, value) in
        [("token_address", place.server.token_endpoint.as_str()), ("client_id", ID), ("refresh_token", refresh_token)]
    {
        place.desk.enter(&id, field, value);
    }
    id
}

#[tokio::test]
async fn every_kind_of_client_renews_and_keeps_the_refresh_token_that_came_last() {
    let places =
        [Place::of_public_client(Decision::Allow), of_secret("client_secret_basic"), of_key(&SigningKey::ec_p256())];
    for place in places {
        let mut before = tokens(&place.desk.get_token(&place.id).await);
        for _ in 0..2 {
            let record = renew(&place.desk, &place.id).await;
            assert!(record.diagnosis.is_none(), "{:?}", record.diagnosis);
            let after = tokens(&record);
            assert!(before[0] != after[0] && before[1] != after[1], "both are new");
            before = after;
        }
    }
}

#[tokio::test]
async fn a_refresh_token_that_was_used_already_is_refused_and_named_as_run_out() {
    let place = Place::of_public_client(Decision::Allow);
    let [_, used] = tokens(&place.desk.get_token(&place.id).await);
    let [access_token, next] = tokens(&renew(&place.desk, &place.id).await);

    let other = of_refresh_token(&place, &used);
    let diagnosis = place.desk.diagnosis(&other).await;
    assert_eq!(diagnosis.code, DiagnosisCode::RefreshRefused);
    assert_eq!(diagnosis.server.unwrap().error.as_deref(), Some("invalid_grant"));

    // RFC 9700 4.14.2: a token that is used twice may be a stolen one, so the server ends all that came from it.
    let record = renew(&place.desk, &place.id).await;
    assert_eq!(record.diagnosis.as_ref().unwrap().code, DiagnosisCode::RefreshRefused);
    assert_eq!(tokens(&record), [access_token, next], "what a failed renewal leaves is what was there");
}

#[tokio::test]
async fn a_refresh_token_from_elsewhere_is_followed_through_its_rotation() {
    let place = Place::of_public_client(Decision::Allow);
    let [_, refresh_token] = tokens(&place.desk.get_token(&place.id).await);
    let other = of_refresh_token(&place, &refresh_token);
    let [_, second] = tokens(&place.desk.get_token(&other).await);
    assert_ne!(second, refresh_token);
    let record = place.desk.get_token(&other).await;
    assert!(record.diagnosis.is_none(), "the form holds the next refresh token: {:?}", record.diagnosis);
    assert_ne!(tokens(&record)[1], second);
}
