//! Client assertions: signature, audience, times and single use.

use std::time::{Duration, SystemTime};

use dialkey_practice::{Demo, Practice};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use crate::{
    signing::{ASSERTION_TYPE, claims, make_key, now, sign},
    wire::{Answer, Call, demo, value},
};

/// The phone system whose only client signs.
const SIGNED: &str = "pexip-infinity";

async fn start() -> Practice {
    Practice::start_only(&[SIGNED]).await.unwrap()
}

fn signing_demo(practice: &Practice) -> (&Demo, String, EncodingKey) {
    let system = practice.system(SIGNED).unwrap();
    let demo = system.demo_of("client").unwrap();
    let key = EncodingKey::from_ec_pem(value(demo, "private_key").as_bytes()).unwrap();
    (demo, format!("{}/oauth/token/", system.address), key)
}

fn ask(practice: &Practice, id: &str, assertion: &str, more: &[(&str, &str)]) -> Answer {
    let mut parameters = vec![
        ("grant_type", "client_credentials"),
        ("client_assertion_type", ASSERTION_TYPE),
        ("client_assertion", assertion),
    ];
    parameters.extend(more);
    Call::token(practice, id, &parameters).send()
}

fn assert_refused(answer: &Answer, why: &str) {
    assert_eq!((answer.status, answer.body.as_str()), (400, r#"{"error": "invalid_client"}"#), "{why}");
}

/// Sends claims that are right but for `changes`; a null takes a claim away.
fn ask_with(practice: &Practice, changes: &Value) -> Answer {
    let (demo, audience, key) = signing_demo(practice);
    let mut claims = claims(value(demo, "client_id"), &audience);
    for (name, change) in changes.as_object().unwrap() {
        if change.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = change.clone();
        }
    }
    ask(practice, SIGNED, &sign(Algorithm::ES256, &claims, &key), &[])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_assertion_gets_the_documented_answer() {
    let practice = start().await;
    let (demo, audience, key) = signing_demo(&practice);
    for (more, scope) in [
        (&[("scope", value(demo, "scope"))][..], "is_admin use_api"),
        (&[("scope", "use_api")][..], "use_api"),
        (&[][..], "is_admin use_api"),
    ] {
        let assertion = sign(Algorithm::ES256, &claims(value(demo, "client_id"), &audience), &key);
        let answer = ask(&practice, SIGNED, &assertion, more);
        assert_eq!(answer.status, 200, "{answer:?}");
        let json = answer.json();
        assert_eq!(
            (&json["token_type"], &json["expires_in"], &json["scope"]),
            (&json!("Bearer"), &json!(3600), &json!(scope))
        );
        assert!(json.get("refresh_token").is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_scope_is_refused_after_the_client_is_known() {
    let practice = start().await;
    let (demo, audience, key) = signing_demo(&practice);
    let assertion = sign(Algorithm::ES256, &claims(value(demo, "client_id"), &audience), &key);
    let answer = ask(&practice, SIGNED, &assertion, &[("scope", "is_admin everything")]);
    assert_eq!((answer.status, answer.body.as_str()), (400, r#"{"error": "invalid_scope"}"#));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assertion_works_once() {
    let practice = start().await;
    let (demo, audience, key) = signing_demo(&practice);
    let assertion = sign(Algorithm::ES256, &claims(value(demo, "client_id"), &audience), &key);
    assert_eq!(ask(&practice, SIGNED, &assertion, &[]).status, 200);
    assert_refused(&ask(&practice, SIGNED, &assertion, &[]), "replayed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_assertion_does_not_use_up_its_jti() {
    let practice = start().await;
    assert_refused(&ask_with(&practice, &json!({ "jti": "same", "exp": now() - 1 })), "expired");
    assert_eq!(ask_with(&practice, &json!({ "jti": "same" })).status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audience_is_the_token_address_with_its_slash() {
    let practice = start().await;
    let (_, audience, _) = signing_demo(&practice);
    for wrong in [
        audience.trim_end_matches('/').to_owned(),
        audience.replace("http://", "https://"),
        audience.replace("127.0.0.1", "localhost"),
        practice.systems()[0].address.clone(),
        String::new(),
    ] {
        assert_refused(&ask_with(&practice, &json!({ "aud": wrong })), &wrong);
    }
    assert_refused(&ask_with(&practice, &json!({ "aud": [audience] })), "a list");
    assert_refused(&ask_with(&practice, &json!({ "aud": null })), "absent");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audience_follows_the_host_that_was_called() {
    let practice = start().await;
    let (demo, _, key) = signing_demo(&practice);
    let claims = claims(value(demo, "client_id"), "http://node.practice.example/oauth/token/");
    let assertion = sign(Algorithm::ES256, &claims, &key);
    let parameters = [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", ASSERTION_TYPE),
        ("client_assertion", assertion.as_str()),
    ];
    let answer = Call::token(&practice, SIGNED, &parameters).host("node.practice.example").send();
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn issuer_and_subject_are_both_the_client() {
    let practice = start().await;
    for claim in ["iss", "sub"] {
        assert_refused(&ask_with(&practice, &json!({ claim: "another" })), claim);
        assert_refused(&ask_with(&practice, &json!({ claim: null })), claim);
    }
    assert_refused(&ask_with(&practice, &json!({ "iss": "another", "sub": "another" })), "an unknown client");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_is_in_the_future_and_not_far_off() {
    let practice = start().await;
    assert_refused(&ask_with(&practice, &json!({ "exp": now() - 1 })), "over");
    assert_refused(&ask_with(&practice, &json!({ "exp": now() + 7200 })), "two hours");
    assert_refused(&ask_with(&practice, &json!({ "exp": null })), "absent");
    assert_refused(&ask_with(&practice, &json!({ "exp": "soon" })), "text");
    assert_eq!(ask_with(&practice, &json!({ "exp": now() + 3600 })).status, 200, "as documented");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_start_is_not_in_the_future() {
    let practice = start().await;
    for claim in ["iat", "nbf"] {
        assert_refused(&ask_with(&practice, &json!({ claim: now() + 120 })), claim);
        assert_eq!(ask_with(&practice, &json!({ claim: now() + 30 })).status, 200, "clocks differ by a little");
    }
    assert_eq!(ask_with(&practice, &json!({ "iat": null })).status, 200, "iat is optional (RFC 7523 3)");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_practice_systems_clock_decides() {
    let an_hour_ago = || SystemTime::now() - Duration::from_hours(1);
    let practice = Practice::builder().only(&[SIGNED]).clock(an_hour_ago).start().await.unwrap();
    let answer = ask_with(&practice, &json!({}));
    assert_refused(&answer, "made an hour too early for it");
    let date = httpdate::parse_http_date(answer.header("date").unwrap()).unwrap();
    let difference = SystemTime::now().duration_since(date).unwrap();
    assert!(difference >= Duration::from_hours(1), "the Date shows the difference: {difference:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_jti_is_needed() {
    let practice = start().await;
    assert_refused(&ask_with(&practice, &json!({ "jti": null })), "absent");
    assert_refused(&ask_with(&practice, &json!({ "jti": "" })), "empty");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_key_or_algorithm_is_refused() {
    let practice = start().await;
    let (demo, audience, _) = signing_demo(&practice);
    let claims = claims(value(demo, "client_id"), &audience);
    let others = Practice::start_only(&[SIGNED]).await.unwrap();
    let (_, _, other_key) = signing_demo(&others);
    assert_refused(&ask(&practice, SIGNED, &sign(Algorithm::ES256, &claims, &other_key), &[]), "another's key");
    let (p384, _) = make_key(Algorithm::ES384);
    assert_refused(&ask(&practice, SIGNED, &sign(Algorithm::ES384, &claims, &p384), &[]), "another algorithm");
    let hmac = EncodingKey::from_secret(value(demo, "client_id").as_bytes());
    assert_refused(&ask(&practice, SIGNED, &sign(Algorithm::HS256, &claims, &hmac), &[]), "a secret for a key");
    assert_refused(&ask(&practice, SIGNED, "a.b.c", &[]), "not a JWT");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unsigned_or_altered_assertion_is_refused() {
    let practice = start().await;
    let (demo, audience, key) = signing_demo(&practice);
    let assertion = sign(Algorithm::ES256, &claims(value(demo, "client_id"), &audience), &key);
    let (signed, _) = assertion.rsplit_once('.').unwrap();
    assert_refused(&ask(&practice, SIGNED, &format!("{signed}."), &[]), "no signature");
    let other = sign(Algorithm::ES256, &claims(value(demo, "client_id"), &audience), &key);
    let (_, other_signature) = other.rsplit_once('.').unwrap();
    assert_refused(&ask(&practice, SIGNED, &format!("{signed}.{other_signature}"), &[]), "another's signature");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_assertion_type_is_the_exact_name() {
    let practice = start().await;
    let (demo, audience, key) = signing_demo(&practice);
    let assertion = sign(Algorithm::ES256, &claims(value(demo, "client_id"), &audience), &key);
    let wrong = [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"),
        ("client_assertion", assertion.as_str()),
    ];
    assert_refused(&Call::token(&practice, SIGNED, &wrong).send(), "SAML");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_id_beside_an_assertion_must_be_the_same() {
    let practice = start().await;
    let (demo, audience, key) = signing_demo(&practice);
    let id = value(demo, "client_id");
    let assertion = || sign(Algorithm::ES256, &claims(id, &audience), &key);
    assert_refused(&ask(&practice, SIGNED, &assertion(), &[("client_id", "another")]), "another");
    assert_eq!(ask(&practice, SIGNED, &assertion(), &[("client_id", id)]).status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_no_proof_where_a_signature_is_wanted() {
    let practice = start().await;
    let (demo, _, _) = signing_demo(&practice);
    let parameters =
        [("grant_type", "client_credentials"), ("client_id", value(demo, "client_id")), ("client_secret", "x")];
    assert_refused(&Call::token(&practice, SIGNED, &parameters).send(), "a secret");
}

#[tokio::test(flavor = "multi_thread")]
async fn basic_is_answered_401_even_where_the_vendor_says_400() {
    let practice = start().await;
    let call = Call::token(&practice, SIGNED, &[("grant_type", "client_credentials")]);
    let answer = call.header("Authorization", "Basic eDp5").send();
    assert_eq!((answer.status, answer.error().as_str()), (401, "invalid_client"));
    assert_eq!(answer.header("www-authenticate"), Some("Basic realm=\"Management API\""), "RFC 6749 5.2");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_hmac_algorithm_is_taken_with_the_secret() {
    let practice = Practice::start_only(&["oauth2"]).await.unwrap();
    let demo = demo(&practice, "oauth2", "client_credentials", "Signed with the secret");
    let claims = || claims(value(demo, "client_id"), value(demo, "token_address"));
    let key = EncodingKey::from_secret(value(demo, "client_secret").as_bytes());
    for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
        assert_eq!(ask(&practice, "oauth2", &sign(algorithm, &claims(), &key), &[]).status, 200, "{algorithm:?}");
    }
    let wrong = EncodingKey::from_secret(b"wrong");
    let answer = ask(&practice, "oauth2", &sign(Algorithm::HS256, &claims(), &wrong), &[]);
    assert_eq!((answer.status, answer.error().as_str()), (401, "invalid_client"));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_public_key_algorithm_is_taken_with_a_registered_key() {
    let (rsa, rsa_public) = make_key(Algorithm::RS256);
    let (p384, p384_public) = make_key(Algorithm::ES384);
    let (ed25519, ed25519_public) = make_key(Algorithm::EdDSA);
    for (name, key, public) in [
        ("RS256", &rsa, &rsa_public),
        ("RS384", &rsa, &rsa_public),
        ("RS512", &rsa, &rsa_public),
        ("PS256", &rsa, &rsa_public),
        ("PS384", &rsa, &rsa_public),
        ("PS512", &rsa, &rsa_public),
        ("ES384", &p384, &p384_public),
        ("EdDSA", &ed25519, &ed25519_public),
    ] {
        let builder = Practice::builder().only(&["oauth2"]).register_key("oauth2", "practice-key", name, public);
        let practice = builder.start().await.unwrap();
        let audience = format!("{}/oauth2/token", practice.systems()[0].address);
        let assertion = sign(name.parse().unwrap(), &claims("practice-key", &audience), key);
        assert_eq!(ask(&practice, "oauth2", &assertion, &[]).status, 200, "{name}");
        let demo = demo(&practice, "oauth2", "client_credentials", "Signed with a private key");
        assert_eq!(value(demo, "private_key"), "", "the demo key is gone");
        // The registration pins the algorithm, even to one of the same key.
        if name == "RS256" {
            let assertion = sign(Algorithm::PS256, &claims("practice-key", &audience), key);
            assert_eq!(ask(&practice, "oauth2", &assertion, &[]).error(), "invalid_client");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_id_may_be_left_out_but_not_wrong() {
    let practice = Practice::start_only(&["oauth2"]).await.unwrap();
    let demo = demo(&practice, "oauth2", "client_credentials", "Signed with a private key");
    let key = EncodingKey::from_ec_pem(value(demo, "private_key").as_bytes()).unwrap();
    let ask_as = |key_id: Option<&str>, audience: &str| {
        let header = Header { kid: key_id.map(str::to_owned), ..Header::new(Algorithm::ES256) };
        let assertion = encode(&header, &claims(value(demo, "client_id"), audience), &key).unwrap();
        ask(&practice, "oauth2", &assertion, &[]).status
    };
    let token_address = value(demo, "token_address");
    assert_eq!(ask_as(None, token_address), 200);
    assert_eq!(ask_as(Some(value(demo, "key_id")), token_address), 200);
    assert_eq!(ask_as(Some("another"), token_address), 401);
    assert_eq!(ask_as(None, &practice.systems()[0].address), 200, "the issuer is an audience too");
    assert_eq!(ask_as(None, "https://elsewhere.example/"), 401);
}
