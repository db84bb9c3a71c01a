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
async fn f46_a_quoted_lifetime_and_a_trailing_comma_are_read_and_said() {
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

const CLIENT: [(&str, &str); 2] = [("client_id", "a-client"), ("client_secret", "Wm3Xt8QzLc6VkNb1RsHd9PfGy4JuTe7A")];

fn seconds(token: &Token) -> i64 {
    match token.expiry {
        Expiry::At { at } => at.0 - token.received_at.0,
        Expiry::Unknown => panic!("the answer says how long it lives"),
    }
}

#[tokio::test]
async fn an_answer_with_a_lifetime_and_names_of_its_own_is_read() {
    let reply = || {
        let body = r#"{"errcode":0,"errmsg":"SUCCESS","access_token":"kT5wQ9","access_token_expire_time":1800,
            "refresh_token":"zQ8nR4","refresh_token_expire_time":86400}"#;
        Reply::json(200, body)
    };
    let token = record("yeastar-p-series", "openapi", &CLIENT, reply).await.token.unwrap();
    assert_eq!(token.access_token.expose_secret(), "kT5wQ9");
    assert_eq!(token.refresh_token.as_ref().unwrap().expose_secret(), "zQ8nR4");
    assert_eq!(seconds(&token), 1800);
}

#[tokio::test]
async fn a_refusal_inside_a_success_is_a_refusal() {
    let reply = || Reply::json(200, r#"{"errcode":20003,"errmsg":"FAILURE"}"#);
    let record = record("yeastar-p-series", "openapi", &CLIENT, reply).await;
    assert!(record.token.is_none());
    let diagnosis = record.diagnosis.unwrap();
    assert_eq!(diagnosis.title, "The phone system refuses to hand out a token");
    let server = diagnosis.server.unwrap();
    assert_eq!((server.status, server.error.as_deref()), (Some(200), Some("20003")));
    assert_eq!(server.description.as_deref(), Some("FAILURE"));
}

#[tokio::test]
async fn a_lifetime_of_sixty_is_one_of_minutes_and_any_other_one_of_seconds() {
    let minutes =
        || Reply::json(200, r#"{"token_type":"Bearer","expires_in":60,"access_token":"a","refresh_token":null}"#);
    let token = record("3cx", "client", &CLIENT, minutes).await.token.unwrap();
    assert_eq!(seconds(&token), 3600);
    assert!(!token.notes.is_empty(), "that it was taken for minutes is said");
    let in_seconds = || Reply::json(200, r#"{"token_type":"Bearer","expires_in":3600,"access_token":"a"}"#);
    let token = record("3cx", "client", &CLIENT, in_seconds).await.token.unwrap();
    assert_eq!((seconds(&token), token.notes.len()), (3600, 0));
}

#[tokio::test]
async fn a_role_in_place_of_a_scope_is_kept_as_it_came() {
    let values = [CLIENT.as_slice(), &[("username", "111@north-wind"), ("password", "front-desk-password")]].concat();
    let reply = || {
        let body = r#"{"access_token":"f3a1","expires_in":3600,"scope":"Office Manager","token_type":"Bearer",
            "refresh_token":"c07d","legacy":false,"domain":"north-wind","apiversion":"Version: 41.1.0"}"#;
        Reply::json(200, body)
    };
    let token = record("netsapiens", "password", &values, reply).await.token.unwrap();
    assert_eq!(token.scope_granted.as_deref(), Some("Office Manager"));
    assert_eq!(token.refresh_token.as_ref().unwrap().expose_secret(), "c07d");
    assert_eq!(seconds(&token), 3600);
}

#[tokio::test]
async fn an_application_of_another_kind_is_named_where_the_answer_cannot_tell_it_apart() {
    let reply = || {
        let body = r#"{"error":"invalid_client","message":"Client authentication failed"}"#;
        Reply::json(401, body)
    };
    let diagnosis = record("freepbx", "machine", &CLIENT, reply).await.diagnosis.unwrap();
    assert_eq!(diagnosis.code, DiagnosisCode::ClientRefused);
    assert_eq!(diagnosis.title, "FreePBX does not recognise this app");
    assert!(diagnosis.causes.iter().any(|cause| cause.title == "The app is of another kind"), "{:?}", diagnosis.causes);
}
