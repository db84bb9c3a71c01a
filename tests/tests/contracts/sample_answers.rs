//! What comes of answers of the shape that the documents show.

use std::io::Write;

use dialkey_core::{
    domain::{
        diagnosis::DiagnosisCode,
        note::Tone,
        token::{Expiry, Token},
    },
    ports::vault::Record,
};
use dialkey_tests::{
    desk::TestDesk,
    raw_server::{RawServer, Reply},
    signing_key::SigningKey,
};
use flate2::{Compression, write::GzEncoder};
use secrecy::ExposeSecret;

async fn record(system: &str, way: &str, values: &[(&str, &str)], reply: fn() -> Reply) -> Record {
    let server = RawServer::start(move |_| reply()).await;
    let desk = TestDesk::default();
    let id = desk.create(system, way);
    desk.enter(&id, "host", &server.url(""));
    for (field, value) in values {
        desk.enter(&id, field, value);
    }
    desk.get_token(&id).await
}

fn notes(token: &Token, tone: Tone) -> Vec<&str> {
    token.notes.iter().filter(|note| note.tone == tone).map(|note| note.text.as_str()).collect()
}

const USER: [(&str, &str); 4] = [
    ("client_id", "5d0b7c3f92e84a16b7d1f06c38a9e254"),
    ("client_secret", "93c1e7a05f2b4d6898e30b7d41f6a2cb"),
    ("username", "front_desk"),
    ("password", "front-desk-password"),
];

#[tokio::test]
async fn a_quoted_lifetime_and_a_trailing_comma_are_read_and_said() {
    let values = [("client_id", "api-user"), ("client_secret", "tYb3LmWq8ZsKe5Vn"), ("tenant", "northwind.example")];
    let reply = || {
        let body =
            r#"{ "access_token":"eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmVk", "token_type":"Bearer", "expires_in":"3599", }"#;
        Reply::json(200, body)
    };
    for way in ["v3", "v5"] {
        let token = record("bright-pattern", way, &values, reply).await.token.unwrap();
        assert_eq!(token.access_token.expose_secret(), "eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmVk");
        assert_eq!(token.expiry, Expiry::At { at: token.received_at.plus_seconds(3599) });
        assert!(token.refresh_token.is_none());
        assert_eq!(notes(&token, Tone::Info).len(), 1, "{:?}", token.notes);
    }
}

#[tokio::test]
async fn a_refresh_token_with_look_alike_letters_is_kept_as_it_came_and_pointed_out() {
    let reply = || {
        let body = r#"{ "access_token": "hxm7RQdVn2KY5s81PLGaTe4Zu9rc0b", "token_type": "Bearer", "expires_in": 3600,
            "refresh_token": "W73tbZQ4ke5РnvXsDyKUm8К2gС" }"#;
        Reply::json(200, body)
    };
    let token = record("ringme", "password_credentials", &USER, reply).await.token.unwrap();
    assert_eq!(token.access_token.expose_secret(), "hxm7RQdVn2KY5s81PLGaTe4Zu9rc0b");
    assert_eq!(token.refresh_token.as_ref().unwrap().expose_secret(), "W73tbZQ4ke5РnvXsDyKUm8К2gС");
    assert_eq!(token.expiry, Expiry::At { at: token.received_at.plus_seconds(3600) });
    let warnings = notes(&token, Tone::Warn);
    assert!(matches!(warnings.as_slice(), [one] if one.contains("refresh token")), "{warnings:?}");
}

#[tokio::test]
async fn a_packed_answer_is_unpacked() {
    let reply = || {
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(br#"{"access_token":"packed-token","token_type":"Bearer","expires_in":3600}"#).unwrap();
        let headers = [("Content-Type", "application/json"), ("Content-Encoding", "gzip")];
        Reply::answer(200, &headers, packed.finish().unwrap())
    };
    let token = record("ringme", "trusted", &USER[..2], reply).await.token.unwrap();
    assert_eq!(token.access_token.expose_secret(), "packed-token");
}

#[tokio::test]
async fn the_scope_that_was_granted_stands_beside_the_one_asked_for() {
    let key = SigningKey::ec_p256();
    let values = [("client_id", "w4Zk8RtQm2YxVb6NcLs9HdPf"), ("private_key", key.private_pem.as_str())];
    let reply = || {
        Reply::json(
            200,
            r#"{"access_token": "zT4wq", "expires_in": 3600, "scope": "is_admin", "token_type": "Bearer"}"#,
        )
    };
    let token = record("pexip-infinity", "client", &values, reply).await.token.unwrap();
    assert_eq!(token.scope_asked.as_deref(), Some("is_admin use_api"));
    assert_eq!(token.scope_granted.as_deref(), Some("is_admin"));
}

#[tokio::test]
async fn the_refusal_of_the_document_is_explained_by_its_own_list() {
    let key = SigningKey::ec_p256();
    let values = [("client_id", "w4Zk8RtQm2YxVb6NcLs9HdPf"), ("private_key", key.private_pem.as_str())];
    let record =
        record("pexip-infinity", "client", &values, || Reply::json(400, r#"{"error": "invalid_client"}"#)).await;
    let diagnosis = record.diagnosis.unwrap();
    assert_eq!(diagnosis.code, DiagnosisCode::ClientRefused);
    assert_eq!(diagnosis.server.unwrap().error.as_deref(), Some("invalid_client"));
    assert!(diagnosis.causes.len() >= 3, "client ID, key, host: {:?}", diagnosis.causes);
}
