//! The way to a phone system: what is found out without sending anything secret, and what follows for the next run.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use dialkey_adapters::http::ReqwestHttp;
use dialkey_core::{
    desk::DeskError,
    domain::{
        check::{Check, CheckKind, CheckReport, CheckState},
        connection::ConnectionId,
        diagnosis::{CauseAction, Diagnosis, DiagnosisCode},
        route::{ProxyChoice, ProxyView, place_of},
        time::Timestamp,
    },
    ports::Clock,
};
use dialkey_practice::Practice;
use dialkey_tests::{
    desk::TestDesk,
    raw_server::{RawServer, Reply},
    request::{Request, value},
    scripted_server::grant,
};
use secrecy::SecretString;
use url::Url;

const NOW_THERE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
const AHEAD: i64 = -252;
const PLANTED: [&str; 2] = ["planted-client-7Kd2", "planted-secret-9Qx1"];

/// A clock that stands still, 4 minutes and 12 seconds ahead of the server's.
struct FastClock;

impl Clock for FastClock {
    fn now(&self) -> Timestamp {
        Timestamp(784_111_777 - AHEAD)
    }
}

/// A connection of the generic recipe whose token is asked for at `address`.
fn connection(desk: &TestDesk, address: &str) -> ConnectionId {
    let id = desk.create("oauth2", "client_credentials");
    desk.enter(&id, "token_address", address);
    desk.enter(&id, "client_id", PLANTED[0]);
    desk.enter(&id, "client_secret", PLANTED[1]);
    id
}

async fn check(desk: &TestDesk, id: &ConnectionId) -> CheckReport {
    desk.desk().check(id, desk.outside(), &|_| ()).await.unwrap()
}

fn of(report: &CheckReport, kind: CheckKind) -> &Check {
    report.checks.iter().find(|check| check.kind == kind).unwrap()
}

fn value_offered(diagnosis: &Diagnosis) -> Option<(String, String)> {
    diagnosis.causes.iter().find_map(|cause| match &cause.action {
        Some(CauseAction::UseValue { field, value, .. }) => Some((field.clone(), value.clone())),
        _ => None,
    })
}

/// A token service under one path, which answers something else under every other.
async fn at_path(path: &'static str, otherwise: impl Fn() -> Reply + Send + Sync + 'static) -> RawServer {
    RawServer::start(move |bytes| if Request::parse(bytes).path() == path { grant() } else { otherwise() }).await
}

#[tokio::test]
async fn every_practice_system_is_found_to_be_a_token_service() {
    let practice = Practice::start().await.unwrap();
    for system in practice.systems() {
        for demo in &system.demo {
            let desk = TestDesk::default();
            let id = desk.create_from(&system.id, demo);
            let report = check(&desk, &id).await;
            let failed: Vec<_> = report.checks.iter().filter(|check| check.state == CheckState::Bad).collect();
            assert!(failed.is_empty(), "{} · {}: {failed:?}", system.id, demo.title);
            if let Some(service) = report.checks.iter().find(|check| check.kind == CheckKind::Service) {
                assert_eq!(service.state, CheckState::Good, "{} · {}: {service:?}", system.id, demo.title);
            }
            assert_eq!(desk.view(&id).checks, Some(report), "what was found is kept");
        }
    }
}

#[tokio::test]
async fn a_look_carries_nothing_that_was_typed_but_the_address() {
    let server = RawServer::start(|_| Reply::answer(405, &[("Date", NOW_THERE)], "")).await;
    let desk = TestDesk::default();
    let id = connection(&desk, &server.url("/token"));
    check(&desk, &id).await;
    let requests = server.requests().into_iter().filter(|bytes| !bytes.is_empty()).collect::<Vec<_>>();
    assert_eq!(requests.len(), 1, "the service is asked once");
    let sent = String::from_utf8(requests[0].clone()).unwrap();
    assert!(sent.starts_with("GET /token HTTP/1.1\r\n"), "{sent}");
    let head = sent.to_ascii_lowercase();
    assert!(!head.contains("authorization") && !head.contains("cookie"), "{sent}");
    assert!(PLANTED.iter().all(|planted| !sent.contains(planted)), "{sent}");
}

#[tokio::test]
async fn a_run_without_a_connection_says_which_check_failed_and_keeps_them() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let desk = TestDesk::default();
    let id = connection(&desk, &format!("http://{closed}/token"));
    let diagnosis = desk.diagnosis(&id).await;
    assert_eq!(diagnosis.code, DiagnosisCode::ConnectionRefused);
    assert!(diagnosis.text.unwrap().ends_with("The check “Port answers” failed."));
    let report = desk.view(&id).checks.unwrap();
    assert_eq!(of(&report, CheckKind::Port).state, CheckState::Bad);
    assert_eq!(of(&report, CheckKind::Certificate).state, CheckState::Skipped);
}

#[tokio::test]
async fn a_request_that_arrived_is_followed_by_no_look() {
    let server = RawServer::start(|_| Reply::Bytes(b"no http\r\n\r\n".to_vec())).await;
    let desk = TestDesk::default();
    let id = connection(&desk, &server.url("/token"));
    desk.diagnosis(&id).await;
    assert_eq!(server.connections(), 1, "one click, one attempt");
    assert_eq!(desk.view(&id).checks, None);
}

#[tokio::test]
async fn a_certificate_is_trusted_only_after_it_was_shown() {
    let server = RawServer::start_with_self_signed_certificate(|_| grant()).await;
    let desk = TestDesk::default();
    let address: Url = server.url("/token").parse().unwrap();
    let id = connection(&desk, address.as_str());
    let place = place_of(&address).unwrap();
    let trust = |place: &str, fingerprint: &str| desk.desk().trust(&id, place, fingerprint);
    assert_eq!(trust(&place, "09AF 3C21"), Err(DeskError::NotShown), "nothing was shown yet");

    desk.desk().get_token(&id, desk.outside()).await.unwrap();
    let diagnosis = desk.view(&id).diagnosis.unwrap();
    assert_eq!(diagnosis.code, DiagnosisCode::CertificateNotTrusted);
    let Some(CauseAction::LookAtCertificate { certificate, .. }) = &diagnosis.causes[0].action else {
        panic!("{diagnosis:?}")
    };
    let fingerprint = certificate.fingerprint.clone();
    assert!(server.requests().iter().all(Vec::is_empty), "nothing is sent to whoever is not trusted");

    assert_eq!(trust("other.test:443", &fingerprint), Err(DeskError::NotShown));
    assert_eq!(trust(&place, "09AF 3C22"), Err(DeskError::NotShown));
    assert_eq!(desk.view(&id).route.trusted, []);
    trust(&place, &fingerprint.to_lowercase()).unwrap();
    let trusted = desk.view(&id).route.trusted;
    assert_eq!((trusted.len(), trusted[0].place.as_str()), (1, place.as_str()));
    assert_eq!(desk.view(&id).history[0].text, format!("Certificate of {place} trusted"));

    assert!(desk.get_token(&id).await.token.is_some(), "from then on it is asked");

    desk.desk().distrust(&id, &place).unwrap();
    assert_eq!(desk.view(&id).route.trusted, []);
}

#[tokio::test]
async fn an_address_that_has_moved_is_offered_and_works_when_it_is_taken() {
    let server = at_path("/token/", || Reply::answer(301, &[("Location", "/token/")], "")).await;
    let desk = TestDesk::default();
    let id = connection(&desk, &server.url("/token"));
    let diagnosis = desk.diagnosis(&id).await;
    assert_eq!(diagnosis.code, DiagnosisCode::Redirected);
    let (field, value) = value_offered(&diagnosis).unwrap();
    assert_eq!((field.as_str(), value.as_str()), ("token_address", server.url("/token/").as_str()));
    desk.enter(&id, &field, &value);
    let record = desk.get_token(&id).await;
    assert!(record.token.is_some() && record.diagnosis.is_none());
    assert!(desk.get_token(&id).await.token.is_some(), "what worked is remembered");
}

#[tokio::test]
async fn the_other_spelling_of_the_address_is_offered_where_nothing_is_found() {
    for status in [404, 405] {
        let server = at_path("/token/", move || Reply::answer(status, &[], "")).await;
        let desk = TestDesk::default();
        let id = connection(&desk, &server.url("/token"));
        let diagnosis = desk.diagnosis(&id).await;
        assert_eq!(diagnosis.code, DiagnosisCode::NotTokenService);
        assert_eq!(value_offered(&diagnosis).unwrap().1, server.url("/token/"), "{status}");
        assert_eq!(server.requests().len(), 1, "it is not tried by itself");
    }
}

#[tokio::test]
async fn a_redirect_to_another_host_or_to_a_sign_in_page_is_not_offered() {
    for (status, location) in [(307, "https://portal.test/token"), (302, "/login"), (301, "/token/?session=7")] {
        let server = RawServer::start(move |_| Reply::answer(status, &[("Location", location)], "")).await;
        let desk = TestDesk::default();
        let id = connection(&desk, &server.url("/token"));
        let offered = value_offered(&desk.diagnosis(&id).await);
        let is_slash = offered.as_ref().is_some_and(|(_, value)| *value == server.url("/token/"));
        assert!(offered.is_none() || status == 301 && is_slash, "{location}: {offered:?}");
    }
}

#[tokio::test]
async fn a_sign_in_that_nothing_here_can_do_is_named() {
    let server =
        RawServer::start(|_| Reply::answer(401, &[("WWW-Authenticate", "Digest realm=\"pbx\", qop=auth")], "")).await;
    let desk = TestDesk::default();
    let diagnosis = desk.diagnosis(&connection(&desk, &server.url("/token"))).await;
    assert_eq!(diagnosis.causes[0].title, "It asks for a sign-in by Digest, which is not supported");
}

#[tokio::test]
async fn statuses_that_say_more_get_words_of_their_own() {
    for (status, title) in [
        (403, "The phone system does not let this in"),
        (404, "There is no token service at this address"),
        (415, "The phone system wants the request written differently"),
    ] {
        let server = RawServer::start(move |_| Reply::answer(status, &[], "")).await;
        let desk = TestDesk::default();
        let diagnosis = desk.diagnosis(&connection(&desk, &server.url("/token"))).await;
        assert_eq!(diagnosis.title, title, "{status}");
    }
}

/// The time in the assertion of the last request.
fn issued_at(server: &RawServer) -> i64 {
    let form = Request::parse(server.requests().last().unwrap()).form();
    let assertion = value(&form, "client_assertion").unwrap();
    let claims = URL_SAFE_NO_PAD.decode(assertion.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice::<serde_json::Value>(&claims).unwrap()["iat"].as_i64().unwrap()
}

#[tokio::test]
async fn what_is_signed_carries_the_phone_systems_time_where_the_person_says_so() {
    let refusal = r#"{"error":"invalid_client"}"#;
    let server = RawServer::start(move |_| Reply::answer(400, &[("Date", NOW_THERE)], refusal)).await;
    let desk = TestDesk::with(ReqwestHttp::default(), FastClock);
    let id = connection(&desk, &server.url("/token"));
    desk.prove_by(&id, "client_secret_jwt");
    let diagnosis = desk.diagnosis(&id).await;
    assert_eq!(issued_at(&server), FastClock.now().0);
    assert_eq!(diagnosis.causes[0].title, "This computer’s clock is 4 minutes 12 seconds ahead");
    assert_eq!(diagnosis.causes[0].action, Some(CauseAction::SignOnServerTime { ahead: AHEAD }));
    let notes = desk.view(&id).notes;
    assert!(notes.iter().any(|note| note.text.contains("4 minutes 12 seconds ahead")), "{notes:?}");

    desk.desk().sign_on_server_time(&id, Some(0)).unwrap();
    let diagnosis = desk.diagnosis(&id).await;
    assert_eq!(diagnosis.causes[0].action, Some(CauseAction::TryAgain), "it follows the answer by itself");
    assert_eq!(desk.view(&id).signs_ahead, Some(AHEAD));
    let diagnosis = desk.diagnosis(&id).await;
    assert_eq!(issued_at(&server), FastClock.now().0 + AHEAD);
    assert!(!diagnosis.causes.iter().any(|cause| cause.title.contains("clock")), "the time is right now");
}

#[tokio::test]
async fn f77_a_clock_that_differs_is_seen_without_a_run() {
    let server = RawServer::start(|_| Reply::answer(405, &[("Date", NOW_THERE)], "")).await;
    let desk = TestDesk::with(ReqwestHttp::default(), FastClock);
    let id = connection(&desk, &server.url("/token"));
    desk.prove_by(&id, "client_secret_jwt");
    let report = check(&desk, &id).await;
    let clock = of(&report, CheckKind::Clock);
    assert_eq!(
        (clock.state, &clock.action),
        (CheckState::Warning, &Some(CauseAction::SignOnServerTime { ahead: AHEAD }))
    );
    assert_eq!(desk.record(&id).server_ahead, Some(AHEAD));
}

#[tokio::test]
async fn an_address_without_encryption_is_allowed_for_private_networks_only_and_stays_marked() {
    let desk = TestDesk::default();
    for (address, may_be_allowed) in [("http://10.20.4.15/token", true), ("http://8.8.8.8/token", false)] {
        let id = connection(&desk, address);
        let diagnosis = desk.diagnosis(&id).await;
        assert_eq!(diagnosis.code, DiagnosisCode::ValuesIncomplete);
        let action = diagnosis.causes[0].action.clone();
        assert_eq!(action == Some(CauseAction::AllowWithoutTls), may_be_allowed, "{address}");
        assert!(!desk.view(&id).route.is_not_encrypted, "nothing is sent there yet");
        desk.desk().allow_without_tls(&id, true).unwrap();
        assert_eq!(desk.view(&id).route.is_not_encrypted, may_be_allowed, "{address}");
    }
}

#[tokio::test]
async fn the_password_of_a_proxy_stays_with_the_proxy_it_was_typed_for() {
    let desk = TestDesk::default();
    let id = connection(&desk, "https://pbx.test/token");
    let manual = |address: &str| ProxyChoice::Manual { address: address.into(), username: "anna".into() };
    let has_password = || matches!(desk.view(&id).route.proxy, ProxyView::Manual { has_password: true, .. });
    desk.desk().choose_proxy(&id, &manual("proxy.lan:3128")).unwrap();
    desk.desk().proxy_password(&id, &SecretString::from("planted")).unwrap();
    desk.desk().choose_proxy(&id, &manual("http://proxy.lan:3128/")).unwrap();
    assert!(has_password(), "it is the same proxy");
    assert_eq!(desk.desk().choose_proxy(&id, &manual("http://anna:pw@proxy.lan")), Err(DeskError::ProxyAddress));
    desk.desk().choose_proxy(&id, &manual("other.lan:3128")).unwrap();
    assert!(!has_password());
}
