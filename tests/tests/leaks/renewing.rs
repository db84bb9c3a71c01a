//! Refresh tokens: the one that is sent, and the one that comes for it.

use dialkey_tests::{
    desk::TestDesk,
    forbidden::Forbidden,
    raw_server::{RawServer, Reply},
};
use serde_json::json;

use super::{Behaviour, CLIENT_ID, CLIENT_SECRET, leaving, text};

const TYPED: &str = "typed~rt%7+Q:w/2&c";
const NEXT: &str = "next~rt%8+Z:k/5&v=";
const ACCESS_TOKEN: &str = "at.renewed/Kd83hw+PQ";

const BEHAVIOURS: [Behaviour; 4] = [
    ("replaces it", |_| Reply::json(200, json!({ "access_token": ACCESS_TOKEN, "refresh_token": NEXT }).to_string())),
    ("keeps and repeats it", |request| {
        Reply::json(200, json!({ "access_token": ACCESS_TOKEN, "scope": text(request), "note": TYPED }).to_string())
    }),
    ("refuses and repeats it", |request| {
        let words = format!("{} {TYPED}", text(request));
        Reply::json(400, json!({ "error": "invalid_grant", "error_description": words }).to_string())
    }),
    ("fails and repeats it", |request| Reply::answer(500, &[("X-Debug", TYPED)], request)),
];

#[tokio::test]
async fn no_refresh_token_leaks_whatever_the_server_does_with_it() {
    for (what, behaviour) in BEHAVIOURS {
        let server = RawServer::start(behaviour).await;
        let desk = TestDesk::default();
        let id = desk.create("oauth2", "refresh_token");
        for (field, value) in [
            ("token_address", server.url("/token").as_str()),
            ("client_id", CLIENT_ID),
            ("client_secret", CLIENT_SECRET),
            ("refresh_token", TYPED),
        ] {
            desk.enter(&id, field, value);
        }
        let secrets = [
            ("typed refresh token", TYPED),
            ("next refresh token", NEXT),
            ("client secret", CLIENT_SECRET),
            ("access token", ACCESS_TOKEN),
        ];
        let has_token = desk.get_token(&id).await.token.is_some();
        if has_token {
            desk.renew_token(&id).await;
        }
        assert_eq!(server.requests().len(), 1 + usize::from(has_token));
        for (place, text) in leaving(&desk, &id) {
            Forbidden::of(&secrets).assert_not_in(&text, &format!("{place} (a server that {what})"));
        }
    }
}
