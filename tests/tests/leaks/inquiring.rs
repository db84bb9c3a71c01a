//! Tokens that are revoked and asked about: what is sent there never comes out again.

use dialkey_core::{
    domain::{
        time::Timestamp,
        token::{Expiry, Token},
    },
    ports::vault::Record,
};
use dialkey_tests::raw_server::{RawServer, Reply};
use serde_json::{Value, json};

use super::{ACCESS_TOKEN, Behaviour, METHODS, PLANTED, Planted, REFRESH_TOKEN, text};

/// Everything that a server there may know.
fn everything(request: &[u8]) -> String {
    format!("{} {} {ACCESS_TOKEN} {REFRESH_TOKEN}", text(request), PLANTED.join(" "))
}

const BEHAVIOURS: [Behaviour; 6] = [
    ("says yes and repeats", |request| {
        let members = json!({
            "active": true, "username": everything(request), "client_id": PLANTED[0], "sub": ACCESS_TOKEN,
            "list": [REFRESH_TOKEN, PLANTED[1]], "object": { "inner": everything(request) }, PLANTED[0]: 1,
            "access_token": "a token that nobody knew before",
        });
        Reply::answer(200, &[("Content-Type", "application/json"), ("X-Debug", PLANTED[0])], members.to_string())
    }),
    ("is undecided and repeats", |request| {
        Reply::json(200, json!({ "active": everything(request), "error": null }).to_string())
    }),
    ("refuses and repeats", |request| {
        let words = json!({ "error": "invalid_client", "error_description": everything(request) });
        Reply::json(401, words.to_string())
    }),
    ("fails and repeats", |request| Reply::answer(503, &[("X-Debug", ACCESS_TOKEN)], everything(request))),
    ("shows a page that repeats", |request| {
        let page = format!("<html><title>{}</title></html>", everything(request));
        Reply::answer(404, &[("Content-Type", "text/html")], page)
    }),
    ("says nothing", |_| Reply::Bytes(Vec::new())),
];

fn planted_token() -> Token {
    Token {
        access_token: ACCESS_TOKEN.into(),
        token_type: "Bearer".into(),
        refresh_token: Some(REFRESH_TOKEN.into()),
        scope_asked: None,
        scope_granted: None,
        expiry: Expiry::Unknown,
        received_at: Timestamp(0),
        notes: Vec::new(),
    }
}

/// Everything that is said about the token, with the place it is said at.
async fn said(planted: &Planted) -> Vec<(&'static str, String)> {
    let Planted { desk, id, .. } = planted;
    let introspected = desk.desk().introspect_token(id, desk.outside()).await.unwrap();
    let told = desk.desk().ask_userinfo(id, desk.outside()).await.unwrap();
    let details = desk.desk().token_details(id).unwrap();
    let revocation = desk.desk().revoke_token(id, desk.outside()).await.unwrap();
    let json = |value: Value| value.to_string();
    vec![
        ("the introspection", json(serde_json::to_value(&introspected).unwrap())),
        ("the userinfo", json(serde_json::to_value(&told).unwrap())),
        ("the details", json(serde_json::to_value(&details).unwrap())),
        ("the revocation", json(serde_json::to_value(&revocation).unwrap())),
        ("Debug of all", format!("{introspected:?} {told:?} {details:?} {revocation:?}")),
    ]
}

#[tokio::test]
async fn nothing_leaks_whatever_is_said_about_a_token() {
    for method in METHODS {
        for (what, behaviour) in BEHAVIOURS {
            let server = RawServer::start(behaviour).await;
            let planted = Planted::new("password", method, &server.url("/token"), &server.url("/whoami"));
            for field in ["revocation_address", "introspection_address", "userinfo_address"] {
                planted.desk.enter(&planted.id, field, &server.url("/about"));
            }
            let plant = &mut |record: &mut Record| record.token = Some(planted_token());
            planted.desk.desk().vault.change(&planted.id, plant).unwrap();
            let said = said(&planted).await;
            let mut forbidden = crate::forbidden(&planted.key);
            forbidden.extend("unknown token", ["a token that nobody knew before".to_owned()]);
            assert!(server.requests().len() >= 3, "all three were asked");
            for request in server.requests() {
                forbidden.learn_from(&request);
            }
            for (place, text) in said.into_iter().chain(planted.leaving()) {
                forbidden.assert_not_in(&text, &format!("{place} ({method}, a server that {what})"));
            }
        }
    }
}
