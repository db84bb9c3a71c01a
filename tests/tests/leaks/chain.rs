//! Chains of calls: the password, and what every call takes out of its answer for the next one.

use dialkey_tests::{
    desk::TestDesk,
    forbidden::Forbidden,
    raw_server::{RawServer, Reply},
    request::Request,
};
use serde_json::{Value, json};

use super::{ACCESS_TOKEN, PASSWORD, leaving, text};

const ONE_TIME_TOKEN: &str = "one~t7%7+Q:w/2&c-Lm";
const SERVER_TOKEN: &str = "server~t8%8+Z:k/5&v=Pn";

/// Answers with these members, and repeats in them and beside them what it was sent and what it hands out.
fn repeating(status: u16, request: &[u8], handed_out: &str, members: Value) -> Reply {
    let mut body = members;
    body["note"] = json!(format!("{handed_out} for {}", text(request)));
    Reply::answer(status, &[("Content-Type", "application/json"), ("X-Debug", handed_out)], body.to_string())
}

/// Grants every call but the one whose path holds `refused`.
fn answer(refused: &str, request: &[u8]) -> Reply {
    let path = Request::parse(request).path().to_owned();
    if !refused.is_empty() && path.contains(refused) {
        return repeating(401, request, "nothing", json!({ "type": "error", "reason": text(request) }));
    }
    let (token, members) = match path.as_str() {
        "/api/v1/personal/token/" => {
            (ONE_TIME_TOKEN, json!({ "type": "result", "result": { "token": ONE_TIME_TOKEN } }))
        }
        "/api/v2/Token/" => (SERVER_TOKEN, json!({ "type": "result", "result": { "accessToken": SERVER_TOKEN } })),
        _ => (ACCESS_TOKEN, json!({ "access_token": ACCESS_TOKEN })),
    };
    repeating(200, request, token, members)
}

#[tokio::test]
async fn nothing_of_a_chain_leaks_wherever_it_ends() {
    let secrets = [
        ("password", PASSWORD),
        ("one-time token", ONE_TIME_TOKEN),
        ("server token", SERVER_TOKEN),
        ("access token", ACCESS_TOKEN),
    ];
    for (calls, refused) in [(1, "personal"), (2, "v2/Token"), (3, "OpenId"), (3, "")] {
        let server = RawServer::start(move |request| answer(refused, request)).await;
        let desk = TestDesk::default();
        let id = desk.create("wildix-service-token", "chain");
        for (field, value) in [
            ("host", server.url("").as_str()),
            ("auth_host", &server.url("")),
            ("extension", "101"),
            ("password", PASSWORD),
            ("audience", "https://api.north-wind.test"),
            ("scope", "calls"),
        ] {
            desk.enter(&id, field, value);
        }
        let record = desk.get_token(&id).await;
        assert_eq!((record.token.is_some(), server.requests().len()), (refused.is_empty(), calls), "{record:?}");
        let mut forbidden = Forbidden::of(&secrets);
        for request in server.requests() {
            forbidden.learn_from(&request);
        }
        for (place, text) in leaving(&desk, &id) {
            forbidden.assert_not_in(&text, &format!("{place} (a chain that is refused at {refused:?})"));
        }
    }
}
