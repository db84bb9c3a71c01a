//! A user's token, with a slash at the end of the address.

use super::{Wire, assert_form_post, assert_get, body};

const TARGET: &str = "/ns-api/oauth2/token/";
const VALUES: [(&str, &str); 4] = [
    ("client_id", "north-wind"),
    ("client_secret", "4e7a1c93b5d8f026"),
    ("username", "111@north-wind"),
    ("password", "desk & door"),
];

#[tokio::test]
async fn the_form_has_client_and_user() {
    let wire = Wire::to("netsapiens").await;
    let request = wire.request("password", None, &[[("host", wire.address())].as_slice(), &VALUES].concat()).await;
    assert_form_post(&request, TARGET, wire.address(), &[]);
    let expected = "grant_type=password&client_id=north-wind&client_secret=4e7a1c93b5d8f026\
        &username=111%40north-wind&password=desk+%26+door";
    assert_eq!(body(&request), expected);
}

#[tokio::test]
async fn renewing_is_a_post_and_needs_no_password() {
    let wire = Wire::to("netsapiens").await;
    let id = wire.connect("password", None, &[[("host", wire.address())].as_slice(), &VALUES].concat());
    let request = wire.renewal(&id, "refresh-token-of-the-user").await;
    assert_form_post(&request, TARGET, wire.address(), &[]);
    let expected = "grant_type=refresh_token&client_id=north-wind&client_secret=4e7a1c93b5d8f026\
        &refresh_token=refresh-token-of-the-user";
    assert_eq!(body(&request), expected);
}

#[tokio::test]
async fn the_test_call_reads_the_version() {
    let wire = Wire::to("netsapiens").await;
    let id = wire.connect("password", None, &[[("host", wire.address())].as_slice(), &VALUES].concat());
    let request = wire.test_call(&id, "token-of-the-user").await;
    assert_get(&request, "/ns-api/v2/version", wire.address(), &["authorization"]);
    assert_eq!(request.header("authorization"), Some("Bearer token-of-the-user"));
}
