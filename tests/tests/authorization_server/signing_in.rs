//! A person signs in and the code is exchanged (RFC 6749 4.1, RFC 7636), answered over the real listener.

use std::net::TcpListener;

use dialkey_core::domain::token::Expiry;
use dialkey_tests::{
    oidc_provider::{Client, SCOPE},
    signing_key::SigningKey,
};
use secrecy::ExposeSecret;

use crate::{ID, SECRET, place::Place, visitor::Decision};

/// A client that proves itself with its secret.
pub(crate) fn of_secret(method: &str) -> Place {
    Place::of_client(Client::with_secret(ID, SECRET, method), method, ("client_secret", SECRET))
}

/// A client that proves itself with its key.
pub(crate) fn of_key(key: &SigningKey) -> Place {
    let client = Client::with_key(ID, &key.public_jwk, "ES256");
    Place::of_client(client, "private_key_jwt", ("private_key", &key.private_pem))
}

#[tokio::test]
async fn every_kind_of_client_gets_a_token_through_a_free_port() {
    let places = [
        Place::of_public_client(Decision::Allow),
        of_secret("client_secret_post"),
        of_secret("client_secret_basic"),
        of_key(&SigningKey::ec_p256()),
    ];
    for mut place in places {
        let record = place.desk.get_token(&place.id).await;
        let token = record.token.unwrap_or_else(|| panic!("there must be a token: {:?}", record.diagnosis));
        assert_eq!(token.expiry, Expiry::At { at: token.received_at.plus_seconds(600) });
        assert_eq!(token.scope_asked.as_deref(), Some(SCOPE));
        assert_eq!(token.scope_granted.as_deref(), Some(SCOPE));
        assert!(token.refresh_token.is_some());
        let arrival = place.seen.arrival().await;
        assert_eq!(arrival.address.host_str(), Some("127.0.0.1"));
        assert_eq!(arrival.address.query(), None, "the code must not stay in the address bar: {}", arrival.address);
    }
}

#[tokio::test]
async fn a_registered_port_and_path_are_used_as_they_are() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let registered = format!("http://127.0.0.1:{port}/signed-in/here");
    let client = Client::public(ID).signing_in(&registered);
    let place = Place::of_public_client(Decision::Allow).at(&[client]);
    place.desk.enter(&place.id, "redirect_uri", &registered);
    let record = place.desk.get_token(&place.id).await;
    assert!(record.token.is_some(), "{:?}", record.diagnosis);
    let opened = place.seen.opened();
    let sent = opened.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap().1.into_owned();
    assert_eq!(sent, registered);
}

#[tokio::test]
async fn the_next_sign_in_of_a_connection_is_independent_of_the_last() {
    let place = Place::of_public_client(Decision::Allow);
    let mut tokens = Vec::new();
    let mut pages = Vec::new();
    for _ in 0..2 {
        let token = place.desk.get_token(&place.id).await.token.unwrap();
        tokens.push(token.access_token.expose_secret().to_owned());
        let page = place.seen.opened();
        let value = |name: &str| page.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
        pages.push([value("state"), value("code_challenge")]);
    }
    assert_ne!(tokens[0], tokens[1]);
    assert!(pages[0][0] != pages[1][0] && pages[0][1] != pages[1][1], "RFC 7636 4.1: fresh for every request");
}
