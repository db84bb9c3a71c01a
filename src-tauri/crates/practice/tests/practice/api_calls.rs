//! Calls with a token, without one, with another's and with one whose time is over.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use dialkey_practice::Practice;
use jsonwebtoken::{Algorithm, EncodingKey};

use crate::{
    signing::{ASSERTION_TYPE, claims, sign},
    wire::{Answer, Call, value},
};

/// Each phone system, a way to a token, and a call to try the token on.
const CALLS: [(&str, &str, &str); 5] = [
    ("ringme", "password_credentials", "/api/ver1.0/user/"),
    ("ringme", "trusted", "/api/ver1.0/user/"),
    ("bright-pattern", "v3", "/configapi/v2/user/api.practice3"),
    ("pexip-infinity", "client", "/api/admin/status/v1/alarm/"),
    ("oauth2", "client_credentials", "/whoami"),
];

/// Takes a token by the ordinary demo values of a way.
fn take_token(practice: &Practice, id: &str, way: &str) -> String {
    let system = practice.system(id).unwrap();
    let demo = system.demo_of(way).unwrap();
    let grant = if demo.values.contains_key("username") { "password" } else { "client_credentials" };
    let mut parameters = vec![("grant_type", grant)];
    for name in ["client_id", "client_secret", "username", "password", "tenant", "scope"] {
        parameters.extend(demo.values.get(name).map(|field| (name, field.value.as_str())));
    }
    let assertion = demo.values.get("private_key").map(|key| {
        let key = EncodingKey::from_ec_pem(key.value.as_bytes()).unwrap();
        let audience = format!("{}/oauth/token/", system.address);
        sign(Algorithm::ES256, &claims(value(demo, "client_id"), &audience), &key)
    });
    if let Some(assertion) = &assertion {
        parameters.extend([("client_assertion_type", ASSERTION_TYPE), ("client_assertion", assertion.as_str())]);
    }
    let answer = Call::token(practice, id, &parameters).send();
    let (_, rest) = answer.body.split_once("access_token").unwrap_or_else(|| panic!("{answer:?}"));
    rest.split('"').nth(2).unwrap().to_owned()
}

fn call(practice: &Practice, id: &str, path: &str, token: &str) -> Answer {
    Call::get(practice, id, path).header("Authorization", &format!("Bearer {token}")).send()
}

fn challenge(answer: &Answer) -> &str {
    answer.header("www-authenticate").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_opens_the_call_of_its_phone_system() {
    let practice = Practice::start().await.unwrap();
    for (id, way, path) in CALLS {
        let answer = call(&practice, id, path, &take_token(&practice, id, way));
        assert_eq!(answer.status, 200, "{id} {way}: {answer:?}");
        assert!(answer.json().as_object().is_some_and(|object| object.len() > 1), "worth reading");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_without_a_token_is_challenged_without_an_error_code() {
    let practice = Practice::start().await.unwrap();
    for (id, way, path) in CALLS {
        let token = take_token(&practice, id, way);
        for call in [
            Call::get(&practice, id, path),
            Call::get(&practice, id, path).header("Authorization", &format!("Basic {token}")),
            Call::get(&practice, id, &format!("{path}?access_token={token}")),
        ] {
            let answer = call.send();
            assert_eq!(answer.status, 401, "{id}");
            assert!(challenge(&answer).starts_with("Bearer realm="), "{id}");
            assert!(!challenge(&answer).contains("error"), "RFC 6750 3.1");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_another_phone_system_is_refused() {
    let practice = Practice::start().await.unwrap();
    let foreign = take_token(&practice, "ringme", "trusted");
    for (id, _, path) in CALLS.into_iter().filter(|(id, ..)| *id != "ringme") {
        let answer = call(&practice, id, path, &foreign);
        assert_eq!(answer.status, 401, "{id}");
        assert!(challenge(&answer).contains("error=\"invalid_token\""), "{id}");
    }
    assert_eq!(call(&practice, "ringme", "/api/ver1.0/user/", "made-up").status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_ends_with_its_lifetime() {
    let later = Arc::new(AtomicU64::new(0));
    let seconds = Arc::clone(&later);
    let clock = move || SystemTime::now() + Duration::from_secs(seconds.load(Ordering::Relaxed));
    let practice = Practice::builder().clock(clock).start().await.unwrap();
    let tokens = CALLS.map(|(id, way, path)| (id, path, take_token(&practice, id, way)));
    later.store(500, Ordering::Relaxed);
    for (id, path, token) in &tokens {
        assert_eq!(call(&practice, id, path, token).status, 200, "{id}");
    }
    later.store(3600, Ordering::Relaxed);
    for (id, path, token) in &tokens {
        let answer = call(&practice, id, path, token);
        assert_eq!(answer.status, 401, "{id}");
        assert!(challenge(&answer).contains("error=\"invalid_token\""), "{id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn user_data_is_shown_to_that_user_alone() {
    let practice = Practice::start_only(&["bright-pattern"]).await.unwrap();
    let token = take_token(&practice, "bright-pattern", "v3");
    let own = call(&practice, "bright-pattern", "/configapi/v2/user/api.practice3", &token);
    assert_eq!(own.json()["loginId"], "api.practice3");
    assert_eq!(call(&practice, "bright-pattern", "/configapi/v2/user/api.practice5", &token).status, 404);
    assert_eq!(call(&practice, "bright-pattern", "/configapi/v2/user/nobody", &token).status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_tells_whose_it_is() {
    let practice = Practice::start_only(&["oauth2"]).await.unwrap();
    let token = take_token(&practice, "oauth2", "password");
    let json = call(&practice, "oauth2", "/whoami", &token).json();
    assert_eq!(json["client_id"], "practice-body");
    assert_eq!(json["username"], "practice");
    assert_eq!(json["scope"], "read write");
}
