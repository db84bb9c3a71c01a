//! The token of an application of the type `password_credentials`, and of one of the type `trusted`.

use super::{Wire, assert_form_post, body};

const TARGET: &str = "/oauth/token";
const CLIENT_ID: &str = "5d0b7c3f92e84a16b7d1f06c38a9e254";
const SECRET: &str = "93c1e7a05f2b4d6898e30b7d41f6a2cb";

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
