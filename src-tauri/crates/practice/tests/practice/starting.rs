//! Starting, stopping and what is shown of it.

use std::{net::TcpListener, time::Duration};

use dialkey_practice::{Practice, PracticeError};
use jsonwebtoken::EncodingKey;
use tokio::time::timeout;

use crate::wire::{Call, value};

#[tokio::test(flavor = "multi_thread")]
async fn every_phone_system_listens_at_a_loopback_address_of_its_own() {
    let practice = Practice::start().await.unwrap();
    let ids: Vec<&str> = practice.systems().iter().map(|system| system.id.as_str()).collect();
    let all = [
        "3cx",
        "bright-pattern",
        "freepbx",
        "netsapiens",
        "oauth2",
        "pexip-infinity",
        "ringme",
        "wildix-oauth2",
        "wildix-service-token",
        "yeastar-p-series",
    ];
    assert_eq!(ids, all);
    for system in practice.systems() {
        assert!(system.address.starts_with("http://127.0.0.1:"), "{}", system.address);
        assert_eq!(Call::get(&practice, &system.id, "/").send().status, 200);
        assert_eq!(practice.received(&system.id).len(), 1, "{} got another's request", system.id);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_named_phone_systems_start() {
    let practice = Practice::start_only(&["ringme"]).await.unwrap();
    assert_eq!(practice.systems().len(), 1);
    assert!(practice.system("oauth2").is_none());
    assert!(practice.received("oauth2").is_empty());
    let refused = Practice::start_only(&["ringme", "nothing"]).await;
    assert!(matches!(refused, Err(PracticeError::UnknownSystem(id)) if id == "nothing"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_practice_system_frees_its_port() {
    let practice = Practice::start_only(&["ringme"]).await.unwrap();
    let host = practice.systems()[0].address.strip_prefix("http://").unwrap().to_owned();
    assert!(TcpListener::bind(&host).is_err(), "the port is in use while it runs");
    drop(practice);
    // The server ends at its next turn, so other tasks are let through until it has.
    let freed = async {
        while TcpListener::bind(&host).is_err() {
            tokio::task::yield_now().await;
        }
    };
    assert!(timeout(Duration::from_secs(10), freed).await.is_ok(), "the port stays in use");
}

#[tokio::test(flavor = "multi_thread")]
async fn demo_keys_are_pkcs8_and_new_at_every_start() {
    let one = Practice::start_only(&["pexip-infinity"]).await.unwrap();
    let other = Practice::start_only(&["pexip-infinity"]).await.unwrap();
    let key = |practice: &Practice| value(practice.systems()[0].demo_of("client").unwrap(), "private_key").to_owned();
    assert!(key(&one).starts_with("-----BEGIN PRIVATE KEY-----\n"), "PKCS#8");
    assert!(EncodingKey::from_ec_pem(key(&one).as_bytes()).is_ok());
    assert_ne!(key(&one), key(&other));
}

#[tokio::test(flavor = "multi_thread")]
async fn phone_systems_are_shown_in_camel_case_with_addresses_filled_in() {
    let practice = Practice::start_only(&["oauth2"]).await.unwrap();
    let system = &practice.systems()[0];
    let shown = serde_json::to_value(system).unwrap();
    let first = &shown["demo"][0];
    assert_eq!(first["way"], "client_credentials");
    assert_eq!(first["clientAuthentication"], "client_secret_post");
    assert_eq!(first["values"]["client_id"]["label"], "Client ID");
    assert_eq!(first["values"]["token_address"]["value"], format!("{}/oauth2/token", system.address));
    assert_eq!(first["values"]["test_address"]["value"], format!("{}/whoami", system.address));
}

#[tokio::test(flavor = "multi_thread")]
async fn debug_of_demo_values_shows_no_secret() {
    let practice = Practice::start().await.unwrap();
    let shown = format!("{:?}", practice.systems());
    for system in practice.systems() {
        for demo in &system.demo {
            for key in ["client_secret", "password", "private_key", "refresh_token", "api_key"] {
                if let Some(secret) = demo.values.get(key) {
                    assert!(!shown.contains(&secret.value), "{} shows {key}", system.id);
                }
            }
        }
    }
    assert!(shown.contains("App Secret"), "labels are of use");
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_kept_as_they_arrived() {
    let practice = Practice::start_only(&["ringme"]).await.unwrap();
    Call::token(&practice, "ringme", &[]).body("grant_type=pass%77ord&x=+").send();
    Call::get(&practice, "ringme", "/api/ver1.0/user/?page=1").header("X-Mark", "Kept").send();
    let received = practice.received("ringme");
    assert_eq!(received.len(), 2, "each once");
    assert_eq!((received[0].method.as_str(), received[0].target.as_str()), ("POST", "/oauth/token"));
    assert_eq!(received[0].body, b"grant_type=pass%77ord&x=+");
    assert_eq!(received[0].header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!((received[1].path(), received[1].query()), ("/api/ver1.0/user/", Some("page=1")));
    assert_eq!(received[1].header("x-mark"), Some("Kept"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_beyond_64_kib_is_not_read() {
    let practice = Practice::start_only(&["ringme"]).await.unwrap();
    let answer = Call::token(&practice, "ringme", &[]).body(&"x".repeat(64 * 1024 + 1)).send();
    assert_eq!(answer.status, 413);
    assert!(practice.received("ringme").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_registered_only_for_a_client_that_signs() {
    let refuse = |system: &'static str, client: &'static str, algorithm: &'static str| async move {
        Practice::builder().register_key(system, client, algorithm, "no key").start().await.err()
    };
    assert!(matches!(
        refuse("oauth2", "practice-body", "RS256").await,
        Some(PracticeError::UnknownClient { client_id, .. }) if client_id == "practice-body"
    ));
    assert!(matches!(refuse("nothing", "x", "RS256").await, Some(PracticeError::UnknownSystem(_))));
    assert!(matches!(refuse("oauth2", "practice-key", "HS256").await, Some(PracticeError::UnknownAlgorithm(_))));
    assert!(matches!(refuse("oauth2", "practice-key", "none").await, Some(PracticeError::UnknownAlgorithm(_))));
    assert!(matches!(refuse("oauth2", "practice-key", "RS256").await, Some(PracticeError::KeyUnreadable { .. })));
}
