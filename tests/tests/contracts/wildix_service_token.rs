//! "How to receive access token for service": three calls, as the document's script sends them, to two hosts.

use dialkey_core::domain::{connection::ConnectionId, diagnosis::DiagnosisCode};
use dialkey_practice::Received;
use dialkey_tests::{
    desk::TestDesk,
    raw_server::{RawServer, Reply},
};
use secrecy::ExposeSecret;

use super::{Wire, assert_get, assert_post, body};

/// `204:p%4 :ü` in base64: extension and password as they are, in UTF-8 (RFC 7617 2.1).
const USER: &str = "Basic MjA0OnAlNCA6w7w=";

fn connect(desk: &TestDesk, host: &str) -> ConnectionId {
    let id = desk.create("wildix-service-token", "chain");
    for (field, value) in [("host", host), ("extension", "204"), ("password", "p%4 :ü")] {
        desk.enter(&id, field, value);
    }
    id
}

/// A request as it arrived, taken apart.
fn parse(bytes: &[u8]) -> Received {
    let text = str::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let mut words = lines.next().unwrap().split(' ').map(str::to_owned);
    let headers = lines.map(|line| {
        let (name, value) = line.split_once(": ").unwrap();
        (name.to_ascii_lowercase(), value.to_owned())
    });
    Received {
        method: words.next().unwrap(),
        target: words.next().unwrap(),
        headers: headers.collect(),
        body: body.as_bytes().to_vec(),
    }
}

fn only(server: &RawServer) -> Received {
    let requests = server.requests();
    assert_eq!(requests.len(), 1, "one call of this chain goes here");
    parse(&requests[0])
}

/// The PBX of a chain that goes well.
async fn pbx() -> RawServer {
    RawServer::start(|_| Reply::json(200, r#"{"type":"result","result":{"token":"one-time.token"}}"#)).await
}

/// The authentication server of a chain; `last` answers the third call.
async fn authentication_server(last: &'static str) -> RawServer {
    RawServer::start(move |request| {
        let is_second = request.starts_with(b"GET /api/v2/Token/ ");
        let second = r#"{"type":"result","result":{"accessToken":"user.access.token"}}"#;
        Reply::json(200, if is_second { second } else { last })
    })
    .await
}

#[tokio::test]
async fn the_first_call_asks_the_pbx_for_a_token_of_the_documents_server() {
    let pbx = RawServer::start(|_| Reply::json(401, r#"{"type":"error","reason":"Unauthorized","result":null}"#)).await;
    let desk = TestDesk::default();
    let id = connect(&desk, &pbx.url(""));
    desk.get_token(&id).await;
    let request = only(&pbx);
    let target = "/api/v1/personal/token/?service=auth.wildix.com";
    assert_get(&request, target, &pbx.url(""), &["authorization"]);
    assert_eq!(request.header("authorization"), Some(USER));
}

#[tokio::test]
async fn every_call_carries_what_the_one_before_answered_and_goes_to_its_own_host() {
    let (pbx, server) = (pbx().await, authentication_server(r#"{"result":{"token":"service.token"}}"#).await);
    let desk = TestDesk::default();
    let id = connect(&desk, &pbx.url(""));
    desk.enter(&id, "auth_host", &server.url(""));
    let record = desk.get_token(&id).await;
    let token = record.token.unwrap_or_else(|| panic!("{:?}", record.diagnosis));
    assert_eq!(token.access_token.expose_secret(), "service.token");

    let first = only(&pbx);
    let service = server.address().to_string().replace(':', "%3A");
    assert_get(&first, &format!("/api/v1/personal/token/?service={service}"), &pbx.url(""), &["authorization"]);
    let [second, third] = server.requests().iter().map(|bytes| parse(bytes)).collect::<Vec<_>>().try_into().unwrap();
    assert_get(&second, "/api/v2/Token/", &server.url(""), &["authorization"]);
    assert_eq!(second.header("authorization"), Some("Bearer one-time.token"));
    assert_post(&third, "/api/v2/OpenId/service/", &server.url(""), &["authorization"]);
    assert_eq!(third.header("authorization"), Some("Bearer user.access.token"));
    assert_eq!(third.header("content-type"), Some("application/json"));
    assert_eq!(body(&third), r#"{"aud":"https://api.x-bees.com","scope":"xbees"}"#);
}

#[tokio::test]
async fn what_is_typed_as_audience_and_scope_stands_in_the_last_call() {
    let (pbx, server) = (pbx().await, authentication_server(r#"{"result":{"token":"service.token"}}"#).await);
    let desk = TestDesk::default();
    let id = connect(&desk, &pbx.url(""));
    for (field, value) in [
        ("auth_host", server.url("").as_str()),
        ("audience", "https://api.other.example/\"v1\""),
        ("scope", "other:read other:write"),
    ] {
        desk.enter(&id, field, value);
    }
    desk.get_token(&id).await;
    let last = parse(&server.requests()[1]);
    let expected = r#"{"aud":"https://api.other.example/\"v1\"","scope":"other:read other:write"}"#;
    assert_eq!(body(&last), expected);
}

#[tokio::test]
async fn a_refused_first_call_is_named_and_nothing_goes_to_the_other_host() {
    let pbx = RawServer::start(|_| Reply::json(401, r#"{"type":"error","reason":"Unauthorized","result":null}"#)).await;
    let server = authentication_server("{}").await;
    let desk = TestDesk::default();
    let id = connect(&desk, &pbx.url(""));
    desk.enter(&id, "auth_host", &server.url(""));
    let diagnosis = desk.diagnosis(&id).await;
    assert_eq!(diagnosis.step_name, "Ask the PBX for a one-time token");
    assert_eq!(diagnosis.title, "The PBX refuses this extension or password");
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_refused_second_call_is_named_and_ends_the_chain() {
    let pbx = pbx().await;
    let server = RawServer::start(|_| Reply::json(401, r#"{"type":"error","reason":"Unauthorized"}"#)).await;
    let desk = TestDesk::default();
    let id = connect(&desk, &pbx.url(""));
    desk.enter(&id, "auth_host", &server.url(""));
    let diagnosis = desk.diagnosis(&id).await;
    assert_eq!(diagnosis.step_name, "Exchange it at the authentication server");
    assert_eq!(only(&server).target, "/api/v2/Token/");
}

#[tokio::test]
async fn the_undocumented_last_answer_is_read_in_every_likely_shape() {
    for answer in [
        r#"{"type":"result","result":{"token":"service.token"}}"#,
        r#"{"type":"result","result":{"accessToken":"service.token"}}"#,
        r#"{"type":"result","result":"service.token"}"#,
        r#"{"access_token":"service.token"}"#,
        r#"{"token":"service.token"}"#,
    ] {
        let (pbx, server) = (pbx().await, authentication_server(answer).await);
        let desk = TestDesk::default();
        let id = connect(&desk, &pbx.url(""));
        desk.enter(&id, "auth_host", &server.url(""));
        let record = desk.get_token(&id).await;
        let token = record.token.unwrap_or_else(|| panic!("{answer}: {:?}", record.diagnosis));
        assert_eq!(token.access_token.expose_secret(), "service.token", "{answer}");
    }
}

#[tokio::test]
async fn an_answer_without_a_token_is_not_taken_for_one() {
    let (pbx, server) = (pbx().await, authentication_server(r#"{"type":"error","reason":"No","result":null}"#).await);
    let desk = TestDesk::default();
    let id = connect(&desk, &pbx.url(""));
    desk.enter(&id, "auth_host", &server.url(""));
    let diagnosis = desk.diagnosis(&id).await;
    assert_eq!(diagnosis.step_name, "Ask for the token of the service");
    assert_ne!(diagnosis.code, DiagnosisCode::ValuesIncomplete);
}

/// 100 characters, as the vendor's keys have them.
fn company_key() -> String {
    format!("wsk-v1-{}", "Kq7".repeat(31))
}

#[tokio::test]
async fn a_company_key_is_sent_nowhere_until_it_is_tested() {
    let wire = Wire::to("wildix-service-token").await;
    let key = company_key();
    let id = wire.connect("company_key", None, &[("host", wire.address()), ("api_key", &key)]);
    let record = wire.desk.get_token(&id).await;
    assert_eq!(record.token.unwrap().access_token.expose_secret(), key);
    assert_eq!(wire.arrived(), 0);
    let request = wire.test_call(&id, &key).await;
    assert_get(&request, "/api/v1/personal/info", wire.address(), &["authorization"]);
    assert_eq!(request.header("authorization"), Some(format!("Bearer {key}").as_str()));
}
