//! The management API's token request: an assertion signed with ES256 and nothing else that could prove the client.

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use dialkey_adapters::clock::SystemClock;
use dialkey_core::ports::Clock;
use dialkey_practice::Received;
use dialkey_tests::signing_key::SigningKey;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};

use super::{Wire, assert_form_post, body};

const TARGET: &str = "/oauth/token/";
const CLIENT_ID: &str = "w4Zk8RtQm2YxVb6NcLs9HdPf";

/// What stands around the assertion.
const BEFORE: &str = "grant_type=client_credentials\
    &client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=";
const BEHIND: &str = "&scope=is_admin+use_api";

async fn request(wire: &Wire, key: &SigningKey) -> Received {
    let values = [("host", wire.address()), ("client_id", CLIENT_ID), ("private_key", key.private_pem.as_str())];
    wire.request("client", None, &values).await
}

fn assertion(request: &Received) -> [&str; 3] {
    let assertion = body(request).strip_prefix(BEFORE).unwrap().strip_suffix(BEHIND).unwrap();
    assertion.split('.').collect::<Vec<_>>().try_into().unwrap()
}

fn decoded(part: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(part).unwrap()
}

#[tokio::test]
async fn the_request_is_that_of_the_document_around_the_assertion() {
    let wire = Wire::to("pexip-infinity").await;
    let key = SigningKey::ec_p256();
    let request = request(&wire, &key).await;
    assert_form_post(&request, TARGET, wire.address(), &[]);
    let [header, claims, signature] = assertion(&request);
    assert!([header, claims, signature].iter().all(|part| !part.is_empty()), "nothing follows the assertion but scope");
}

#[tokio::test]
async fn f78_the_assertion_has_the_header_and_claims_of_the_document_and_no_others() {
    let wire = Wire::to("pexip-infinity").await;
    let key = SigningKey::ec_p256();
    let before = SystemClock.now().0;
    let request = request(&wire, &key).await;
    let after = SystemClock.now().0;
    let [header, claims, _] = assertion(&request);

    let header: Value = serde_json::from_slice(&decoded(header)).unwrap();
    assert_eq!(header, json!({ "alg": "ES256", "typ": "JWT" }));

    let claims: Value = serde_json::from_slice(&decoded(claims)).unwrap();
    let issued_at = claims["iat"].as_i64().unwrap();
    let token_id = claims["jti"].as_str().unwrap();
    assert!((before..=after).contains(&issued_at), "the time is that of the request");
    let expected = json!({
        "sub": CLIENT_ID,
        "iss": CLIENT_ID,
        "aud": format!("{}/oauth/token/", wire.address()),
        "iat": issued_at,
        "exp": issued_at + 3600,
        "jti": token_id,
    });
    assert_eq!(claims, expected);
}

#[tokio::test]
async fn the_assertion_is_signed_as_jose_wants_it() {
    let wire = Wire::to("pexip-infinity").await;
    let key = SigningKey::ec_p256();
    let request = request(&wire, &key).await;
    let parts = assertion(&request);
    assert_eq!(decoded(parts[2]).len(), 64, "RFC 7518 3.4: r and s, 32 bytes each, not DER");
    let mut validation = Validation::new(Algorithm::ES256);
    validation.set_audience(&[format!("{}/oauth/token/", wire.address())]);
    let public = DecodingKey::from_ec_pem(key.public_pem.as_bytes()).unwrap();
    jsonwebtoken::decode::<Value>(&parts.join("."), &public, &validation).unwrap();
}

#[tokio::test]
async fn no_token_id_is_used_twice_or_can_be_guessed() {
    const RUNS: usize = 16;
    let wire = Wire::to("pexip-infinity").await;
    let key = SigningKey::ec_p256();
    let mut ids = Vec::new();
    for _ in 0..RUNS {
        let request = request(&wire, &key).await;
        let claims: Value = serde_json::from_slice(&decoded(assertion(&request)[1])).unwrap();
        ids.push(decoded(claims["jti"].as_str().unwrap()));
    }
    let distinct: BTreeSet<_> = ids.iter().collect();
    assert_eq!(distinct.len(), RUNS);
    assert!(ids.iter().all(|id| id.len() >= 16), "at least 128 bits");
    for position in 0..ids[0].len() {
        let bytes: BTreeSet<u8> = ids.iter().map(|id| id[position]).collect();
        assert!(bytes.len() > 4, "byte {position} hardly changes: {bytes:?}");
    }
}

#[tokio::test]
async fn an_empty_scope_is_left_out() {
    let wire = Wire::to("pexip-infinity").await;
    let key = SigningKey::ec_p256();
    let values =
        [("host", wire.address()), ("client_id", CLIENT_ID), ("private_key", key.private_pem.as_str()), ("scope", "")];
    let request = wire.request("client", None, &values).await;
    let assertion = body(&request).strip_prefix(BEFORE).unwrap();
    assert!(assertion.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)));
}
