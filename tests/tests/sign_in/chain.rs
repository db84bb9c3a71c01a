//! A chain of the vendor's own calls: each credential goes to its own host, and the first failure ends it.

use dialkey_core::domain::{
    connection::ConnectionId,
    diagnosis::{Diagnosis, DiagnosisCode},
    step::{StepKind, StepState},
};
use dialkey_practice::{Demo, Practice};
use dialkey_tests::{
    desk::TestDesk,
    raw_server::{RawServer, Reply},
    request::{Request, value},
};
use secrecy::ExposeSecret;

const SYSTEM: &str = "wildix-service-token";
const ONE_TIME: &str = "one-time-Kd83hwPQzm71vTx";
const SERVER_TOKEN: &str = "server-token-N5c0LwbY2qR";

/// A phone system and an authentication server that are different hosts, both scripted.
struct Chain {
    pbx: RawServer,
    server: RawServer,
    desk: TestDesk,
    id: ConnectionId,
}

impl Chain {
    async fn new(
        pbx: impl Fn(&Request) -> Reply + Send + Sync + 'static,
        server: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let pbx = RawServer::start(move |bytes| pbx(&Request::parse(bytes))).await;
        let server = RawServer::start(move |bytes| server(&Request::parse(bytes))).await;
        let desk = TestDesk::default();
        let id = desk.create(SYSTEM, "chain");
        desk.enter(&id, "host", &pbx.url(""));
        desk.enter(&id, "auth_host", &server.url(""));
        desk.enter(&id, "extension", "101");
        desk.enter(&id, "password", "p:w @ ünlike%20any");
        Self { pbx, server, desk, id }
    }

    /// Where only the phone system answers in a way of its own.
    async fn with_pbx(pbx: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self::new(pbx, |_| Reply::answer(500, &[], "")).await
    }

    async fn diagnosis(&self) -> Diagnosis {
        self.desk.diagnosis(&self.id).await
    }

    /// Asserts that it ended at the phone system.
    async fn assert_ends_at_pbx(&self, code: DiagnosisCode) -> Diagnosis {
        let diagnosis = self.diagnosis().await;
        assert_eq!(diagnosis.code, code, "{diagnosis:?}");
        assert_eq!(diagnosis.step_name, "Ask the PBX for a one-time token", "the call that failed is named");
        assert!(!diagnosis.title.is_empty() && diagnosis.text.is_some() && !diagnosis.causes.is_empty());
        assert!(self.desk.record(&self.id).token.is_none());
        assert_eq!(self.pbx.requests().len(), 1);
        assert_eq!(self.server.connections(), 0, "the later host is not even called");
        diagnosis
    }
}

fn personal_token(_: &Request) -> Reply {
    Reply::json(200, format!(r#"{{"type":"result","result":{{"token":"{ONE_TIME}"}}}}"#))
}

fn authentication_server(request: &Request) -> Reply {
    match request.path() {
        "/api/v2/Token/" => Reply::json(200, format!(r#"{{"result":{{"accessToken":"{SERVER_TOKEN}"}}}}"#)),
        _ => Reply::json(200, r#"{"result":{"token":"service-token-1","expires_in":3600}}"#),
    }
}

fn demo(practice: &Practice) -> Demo {
    practice.system(SYSTEM).unwrap().demo_of("chain").unwrap().clone()
}

#[tokio::test]
async fn all_three_calls_lead_to_the_token_at_the_practice_system() {
    let practice = Practice::start_only(&[SYSTEM]).await.unwrap();
    let desk = TestDesk::default();
    let id = desk.create_from(SYSTEM, &demo(&practice));
    let record = desk.get_token(&id).await;
    assert_eq!(record.diagnosis, None);
    assert!(record.token.is_some());
    let paths: Vec<_> = practice.received(SYSTEM).iter().map(|request| request.path().to_owned()).collect();
    assert_eq!(paths, ["/api/v1/personal/token/", "/api/v2/Token/", "/api/v2/OpenId/service/"]);
    let calls: Vec<_> = record.steps.iter().filter(|step| step.kind == StepKind::Call).collect();
    assert_eq!(calls.len(), 3);
    assert!(calls.iter().all(|call| call.state == StepState::Done && call.exchange.is_some()));
}

/// RFC 6750 5.3
#[tokio::test]
async fn each_credential_goes_to_its_own_host_and_no_other() {
    let chain = Chain::new(personal_token, authentication_server).await;
    let record = chain.desk.get_token(&chain.id).await;
    assert_eq!(record.token.unwrap().access_token.expose_secret(), "service-token-1");
    let [to_pbx] = chain.pbx.requests().try_into().unwrap();
    let [exchange, service] = chain.server.requests().try_into().unwrap();
    let (to_pbx, exchange, service) = (Request::parse(&to_pbx), Request::parse(&exchange), Request::parse(&service));

    let basic = to_pbx.header("authorization").unwrap().strip_prefix("Basic ").unwrap().to_owned();
    let sent = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, &basic).unwrap();
    assert_eq!(String::from_utf8(sent).unwrap(), "101:p:w @ ünlike%20any", "as it is (RFC 7617 2)");
    assert_eq!(to_pbx.method, "GET");
    let host = chain.server.address().to_string();
    assert_eq!(value(&to_pbx.query(), "service"), Some(host.as_str()));

    assert_eq!(exchange.header("authorization"), Some(format!("Bearer {ONE_TIME}").as_str()));
    assert_eq!(service.header("authorization"), Some(format!("Bearer {SERVER_TOKEN}").as_str()));
    assert_eq!((service.method.as_str(), service.path()), ("POST", "/api/v2/OpenId/service/"));
    let body: serde_json::Value = serde_json::from_str(&service.body).unwrap();
    assert_eq!(body, serde_json::json!({ "aud": "https://api.x-bees.com", "scope": "xbees" }));
    for request in chain.server.requests() {
        let request = String::from_utf8(request).unwrap();
        assert!(!request.contains(&basic) && !request.contains("ünlike"), "the password stays at the phone system");
    }
}

/// The first token is good for one use, so it is neither shown nor kept.
#[tokio::test]
async fn what_is_taken_on_the_way_is_seen_nowhere() {
    for server in [authentication_server, |_: &Request| Reply::answer(500, &[("X-Debug", ONE_TIME)], ONE_TIME)] {
        let chain = Chain::new(personal_token, server).await;
        let record = chain.desk.get_token(&chain.id).await;
        let shown = [
            serde_json::to_string(&chain.desk.view(&chain.id)).unwrap(),
            serde_json::to_string(&chain.desk.told()).unwrap(),
            format!("{record:?}"),
        ];
        for text in shown {
            for hidden in [ONE_TIME, SERVER_TOKEN, "p:w @ ünlike"] {
                assert!(!text.contains(hidden), "{hidden} stands in {text}");
            }
        }
    }
}

#[tokio::test]
async fn f69_a_first_call_without_a_token_in_its_answer_is_named_and_nothing_goes_on() {
    for body in [
        r#"{"result":null}"#,
        r#"{"type":"result","result":{"token":null}}"#,
        r#"{"result":{"accessToken":"at another path"}}"#,
        r#"{"result":{"token":""}}"#,
        r#"{"result":{"token":7}}"#,
        "[]",
        "",
    ] {
        let chain = Chain::with_pbx(move |_| Reply::json(200, body)).await;
        let diagnosis = chain.assert_ends_at_pbx(DiagnosisCode::AnswerUnreadable).await;
        assert_eq!(diagnosis.step, StepKind::Call, "{body}");
    }
    let page = "<!DOCTYPE html><title>Sign in</title><form></form>";
    let chain = Chain::with_pbx(move |_| Reply::answer(200, &[("Content-Type", "text/html")], page)).await;
    chain.assert_ends_at_pbx(DiagnosisCode::WebPage).await;
}

#[tokio::test]
async fn a_wrong_password_is_told_in_the_words_of_the_recipe() {
    let practice = Practice::start_only(&[SYSTEM]).await.unwrap();
    let desk = TestDesk::default();
    let id = desk.create_from(SYSTEM, &demo(&practice));
    desk.enter(&id, "password", "another one");
    let diagnosis = desk.diagnosis(&id).await;
    assert_eq!(diagnosis.code, DiagnosisCode::UserRefused);
    assert_eq!(diagnosis.title, "The PBX refuses this extension or password");
    assert_eq!(practice.received(SYSTEM).len(), 1, "accounts are locked after too many tries");
    assert!(desk.record(&id).connection.values.contains_key("password"), "what was typed survives");
}

/// RFC 9700 4.12
#[tokio::test]
async fn f70_no_redirect_carries_the_password_on() {
    for status in [301, 302, 303, 307, 308] {
        let canary = RawServer::start(|_| Reply::json(200, r#"{"result":{"token":"stolen"}}"#)).await;
        let target = canary.url("/api/v1/personal/token/");
        let chain = Chain::with_pbx(move |_| Reply::answer(status, &[("Location", &target)], "")).await;
        chain.assert_ends_at_pbx(DiagnosisCode::Redirected).await;
        assert_eq!(canary.connections(), 0, "{status}");
    }
}

/// The second host cannot be reached.
#[tokio::test]
async fn f69_a_second_host_that_nobody_answers_at_is_named_with_its_call() {
    let chain = Chain::with_pbx(personal_token).await;
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    chain.desk.enter(&chain.id, "auth_host", &format!("http://{closed}"));
    let diagnosis = chain.diagnosis().await;
    assert_eq!(diagnosis.code, DiagnosisCode::ConnectionRefused);
    assert_eq!(diagnosis.step_name, "Exchange it at the authentication server");
    let states: Vec<_> = chain.desk.record(&chain.id).steps.iter().map(|step| step.state).collect();
    let expected = [StepState::Done, StepState::Done, StepState::Failed, StepState::ToDo, StepState::ToDo];
    assert_eq!(states, expected);
    assert_eq!(diagnosis.causes[0].title, "The port is wrong or missing");
    let kept = format!("{:?}", chain.desk.record(&chain.id));
    let shown = serde_json::to_string(&chain.desk.view(&chain.id)).unwrap();
    assert!(!kept.contains(ONE_TIME) && !shown.contains(ONE_TIME), "the token of the first call is gone");
    assert!(chain.desk.record(&chain.id).token.is_none() && chain.server.requests().is_empty());
}

#[tokio::test]
async fn a_third_call_that_is_refused_is_named_and_not_repeated() {
    let server = |request: &Request| match request.path() {
        "/api/v2/Token/" => authentication_server(request),
        _ => Reply::json(400, r#"{"error":"Unknown audience"}"#),
    };
    let chain = Chain::new(personal_token, server).await;
    let diagnosis = chain.diagnosis().await;
    assert_eq!(diagnosis.step_name, "Ask for the token of the service");
    assert_eq!(diagnosis.title, "The authentication server refuses audience or scope");
    assert_eq!((chain.pbx.requests().len(), chain.server.requests().len()), (1, 2));
}

/// Where the vendor's page shows no answer, the token is looked for in every place its other answers have it.
#[tokio::test]
async fn the_service_token_is_found_in_each_of_its_likely_places() {
    for body in [
        r#"{"result":{"token":"service-token-1"}}"#,
        r#"{"result":{"accessToken":"service-token-1"}}"#,
        r#"{"access_token":"service-token-1"}"#,
        r#"{"token":"service-token-1"}"#,
        r#"{"result":"service-token-1"}"#,
    ] {
        let server = move |request: &Request| match request.path() {
            "/api/v2/Token/" => authentication_server(request),
            _ => Reply::json(200, body),
        };
        let chain = Chain::new(personal_token, server).await;
        let record = chain.desk.get_token(&chain.id).await;
        assert_eq!(record.diagnosis, None, "{body}");
        assert_eq!(record.token.unwrap().access_token.expose_secret(), "service-token-1", "{body}");
    }
}

#[tokio::test]
async fn a_chain_that_is_cancelled_in_its_middle_keeps_nothing() {
    let chain = Chain::new(personal_token, |_| Reply::Stall(Vec::new())).await;
    let before = chain.desk.view(&chain.id);
    let mut beat = tokio::time::interval(std::time::Duration::from_millis(10));
    tokio::select! {
        _ = chain.desk.get_token(&chain.id) => panic!("the server says nothing"),
        () = async { while chain.server.requests().is_empty() { beat.tick().await; } } => {}
    }
    assert_eq!(chain.desk.view(&chain.id), before);
}
