//! RFC 6749 and its relatives: each way to prove the client, and what a person adds.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use dialkey_practice::Received;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};

use super::{Wire, assert_form_post, body};

const TARGET: &str = "/oauth2/token";
const SECRET: &str = "q%1@w!e#r+t:y&u";

async fn request(method: &str, further: &[(&str, &str)]) -> (Wire, Received) {
    let wire = Wire::to("oauth2").await;
    let address = format!("{}{TARGET}", wire.address());
    let values = [&[("token_address", address.as_str()), ("client_id", "phone app:1")], further].concat();
    let request = wire.request("client_credentials", Some(method), &values).await;
    (wire, request)
}

#[tokio::test]
async fn a_secret_in_the_body_is_form_encoded() {
    let (wire, request) = request("client_secret_post", &[("client_secret", SECRET), ("scope", "read write")]).await;
    assert_form_post(&request, TARGET, wire.address(), &[]);
    let expected = "grant_type=client_credentials&client_id=phone+app%3A1\
        &client_secret=q%251%40w%21e%23r%2Bt%3Ay%26u&scope=read+write";
    assert_eq!(body(&request), expected);
}

#[tokio::test]
async fn basic_as_the_standard_has_it_encodes_id_and_secret_first() {
    let (wire, request) = request("client_secret_basic", &[("client_secret", SECRET)]).await;
    assert_form_post(&request, TARGET, wire.address(), &["authorization"]);
    // phone+app%3A1:q%251%40w%21e%23r%2Bt%3Ay%26u
    let expected = "Basic cGhvbmUrYXBwJTNBMTpxJTI1MSU0MHclMjFlJTIzciUyQnQlM0F5JTI2dQ==";
    assert_eq!(request.header("authorization"), Some(expected));
    assert_eq!(body(&request), "grant_type=client_credentials", "RFC 6749 2.3: one method per request");
}

#[tokio::test]
async fn basic_as_it_is_changes_neither_id_nor_secret() {
    let values = [("client_id", "phone-app-1"), ("client_secret", SECRET)];
    let (wire, request) = request("client_secret_basic_raw", &values).await;
    assert_form_post(&request, TARGET, wire.address(), &["authorization"]);
    // phone-app-1:q%1@w!e#r+t:y&u
    assert_eq!(request.header("authorization"), Some("Basic cGhvbmUtYXBwLTE6cSUxQHchZSNyK3Q6eSZ1"));
    assert_eq!(body(&request), "grant_type=client_credentials");
}

#[tokio::test]
async fn an_assertion_signed_with_the_secret_replaces_it() {
    let secret = "6c1f0a9e3b7d5248e6a0c4f8d2b1937505e7a9c3f1d8b6420e5c7a9f3d1b8064";
    for (name, algorithm) in [("HS256", Algorithm::HS256), ("HS512", Algorithm::HS512)] {
        let values = [("client_secret", secret), ("algorithm", name)];
        let (wire, request) = request("client_secret_jwt", &values).await;
        assert_form_post(&request, TARGET, wire.address(), &[]);
        let before = "grant_type=client_credentials\
            &client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=";
        let assertion = body(&request).strip_prefix(before).unwrap();
        assert!(!assertion.contains('&'), "RFC 7521 4.2: neither ID nor secret stand beside the assertion");

        let header = URL_SAFE_NO_PAD.decode(assertion.split('.').next().unwrap()).unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&header).unwrap(), json!({ "alg": name, "typ": "JWT" }));
        let mut validation = Validation::new(algorithm);
        validation.set_audience(&[format!("{}{TARGET}", wire.address())]);
        let key = DecodingKey::from_secret(secret.as_bytes());
        let claims = jsonwebtoken::decode::<Value>(assertion, &key, &validation).unwrap().claims;
        assert_eq!((&claims["iss"], &claims["sub"]), (&"phone app:1".into(), &"phone app:1".into()));
        let lifetime = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
        assert_eq!(lifetime, 60, "RFC 7521 5.2: no longer than it takes");
    }
}

#[tokio::test]
async fn a_client_without_proof_sends_only_its_id() {
    let (wire, request) = request("none", &[]).await;
    assert_form_post(&request, TARGET, wire.address(), &[]);
    assert_eq!(body(&request), "grant_type=client_credentials&client_id=phone+app%3A1");
}

#[tokio::test]
async fn further_parameters_and_headers_follow_as_they_were_written() {
    let values = [
        ("client_secret", "s3cret-of-the-client"),
        ("parameters", "audience=https://api.example/\nresource = a&b=c"),
        ("headers", "X-Tenant: north wind\nX-Api-Version: 2"),
    ];
    let (wire, request) = request("client_secret_post", &values).await;
    assert_form_post(&request, TARGET, wire.address(), &["x-api-version", "x-tenant"]);
    assert_eq!(request.header("x-tenant"), Some("north wind"));
    assert_eq!(request.header("x-api-version"), Some("2"));
    let expected = "grant_type=client_credentials&client_id=phone+app%3A1&client_secret=s3cret-of-the-client\
        &audience=https%3A%2F%2Fapi.example%2F&resource=a%26b%3Dc";
    assert_eq!(body(&request), expected);
}

#[tokio::test]
async fn the_query_of_an_address_stays_and_nothing_joins_it() {
    let wire = Wire::to("oauth2").await;
    let address = format!("{}{TARGET}?realm=pbx%201", wire.address());
    let values = [("token_address", address.as_str()), ("client_id", "app"), ("client_secret", "s3cret-of-the-client")];
    let request = wire.request("client_credentials", Some("client_secret_post"), &values).await;
    assert_form_post(&request, "/oauth2/token?realm=pbx%201", wire.address(), &[]);
}

#[tokio::test]
async fn the_password_grant_sends_user_and_password_between_client_and_scope() {
    let wire = Wire::to("oauth2").await;
    let address = format!("{}{TARGET}", wire.address());
    let values = [
        ("token_address", address.as_str()),
        ("client_id", "app"),
        ("client_secret", "s3cret-of-the-client"),
        ("username", "jörg@example"),
        ("password", "pass word%ü"),
        ("scope", "read"),
    ];
    let request = wire.request("password", Some("client_secret_post"), &values).await;
    assert_form_post(&request, TARGET, wire.address(), &[]);
    let expected = "grant_type=password&client_id=app&client_secret=s3cret-of-the-client\
        &username=j%C3%B6rg%40example&password=pass+word%25%C3%BC&scope=read";
    assert_eq!(body(&request), expected);
}
