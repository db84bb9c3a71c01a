//! The token of an application of the type `password_credentials`, of one of the type `trusted` and of one of the type
//! `public`.

use dialkey_core::domain::connection::ConnectionId;

use super::{Wire, assert_form_post, body, signing_in::assert_page};

const TARGET: &str = "/oauth/token";
const CLIENT_ID: &str = "5d0b7c3f92e84a16b7d1f06c38a9e254";
const SECRET: &str = "93c1e7a05f2b4d6898e30b7d41f6a2cb";
const REDIRECT_URL: &str = "http://127.0.0.1:8765/cb/desk";

async fn public() -> (Wire, ConnectionId) {
    let wire = Wire::to("ringme").await;
    let values =
        [("host", wire.address()), ("client_id", CLIENT_ID), ("client_secret", SECRET), ("redirect_uri", REDIRECT_URL)];
    let id = wire.connect("public", None, &values);
    (wire, id)
}

#[tokio::test]
async fn password_credentials_sends_client_and_user() {
    let wire = Wire::to("ringme").await;
    let values = [
        ("host", wire.address()),
        ("client_id", CLIENT_ID),
        ("client_secret", SECRET),
        ("username", "front_desk"),
        ("password", "front desk+password"),
    ];
    let request = wire.request("password_credentials", None, &values).await;
    assert_form_post(&request, TARGET, wire.address(), &[]);
    let expected = "grant_type=password&client_id=5d0b7c3f92e84a16b7d1f06c38a9e254\
        &client_secret=93c1e7a05f2b4d6898e30b7d41f6a2cb&username=front_desk&password=front+desk%2Bpassword";
    assert_eq!(body(&request), expected);
}

#[tokio::test]
async fn trusted_sends_the_client_alone() {
    let wire = Wire::to("ringme").await;
    let values = [("host", wire.address()), ("client_id", CLIENT_ID), ("client_secret", SECRET)];
    let request = wire.request("trusted", None, &values).await;
    assert_form_post(&request, TARGET, wire.address(), &[]);
    let expected = "grant_type=client_credentials&client_id=5d0b7c3f92e84a16b7d1f06c38a9e254\
        &client_secret=93c1e7a05f2b4d6898e30b7d41f6a2cb";
    assert_eq!(body(&request), expected);
}

#[tokio::test]
async fn public_opens_the_page_with_the_scope_all() {
    let (wire, id) = public().await;
    wire.request_of(&id).await;
    assert_page(
        &wire.opened(),
        &format!("{}/oauth/authorize", wire.address()),
        "response_type=code&client_id=5d0b7c3f92e84a16b7d1f06c38a9e254&state={state}&code_challenge={challenge}\
         &code_challenge_method=S256&redirect_uri=http%3A%2F%2F127.0.0.1%3A8765%2Fcb%2Fdesk&scope=all",
    );
}

#[tokio::test]
async fn public_exchanges_the_code_without_scope_and_state() {
    let (wire, id) = public().await;
    let request = wire.request_of(&id).await;
    assert_form_post(&request, TARGET, wire.address(), &[]);
    let expected = "grant_type=authorization_code&client_id=5d0b7c3f92e84a16b7d1f06c38a9e254\
        &client_secret=93c1e7a05f2b4d6898e30b7d41f6a2cb&code=a+code%2Fof%2Bthe%3Danswer\
        &redirect_uri=http%3A%2F%2F127.0.0.1%3A8765%2Fcb%2Fdesk&code_verifier=";
    let verifier = body(&request).strip_prefix(expected);
    assert_eq!(verifier.map(str::len), Some(43), "{}", body(&request));
}

#[tokio::test]
async fn public_renews_with_the_redirect_url() {
    let (wire, id) = public().await;
    let request = wire.renewal(&id, "W73tbZQ4ke5PnvXs").await;
    assert_form_post(&request, TARGET, wire.address(), &[]);
    let expected = "grant_type=refresh_token&client_id=5d0b7c3f92e84a16b7d1f06c38a9e254\
        &client_secret=93c1e7a05f2b4d6898e30b7d41f6a2cb&refresh_token=W73tbZQ4ke5PnvXs\
        &redirect_uri=http%3A%2F%2F127.0.0.1%3A8765%2Fcb%2Fdesk";
    assert_eq!(body(&request), expected);
}

#[tokio::test]
async fn password_credentials_renews_without_one() {
    let wire = Wire::to("ringme").await;
    let values = [
        ("host", wire.address()),
        ("client_id", CLIENT_ID),
        ("client_secret", SECRET),
        ("username", "front_desk"),
        ("password", "front-desk-password"),
    ];
    let id = wire.connect("password_credentials", None, &values);
    let request = wire.renewal(&id, "W73tbZQ4ke5PnvXs").await;
    let expected = "grant_type=refresh_token&client_id=5d0b7c3f92e84a16b7d1f06c38a9e254\
        &client_secret=93c1e7a05f2b4d6898e30b7d41f6a2cb&refresh_token=W73tbZQ4ke5PnvXs";
    assert_eq!(body(&request), expected);
}
