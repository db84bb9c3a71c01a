//! What is no handshake, or none that comes to an end: each is told from the others.

use std::time::Duration;

use dialkey_adapters::{http::ReqwestHttp, probe::NetworkProbe};
use dialkey_core::{
    domain::route::Route,
    ports::{
        Http as _, Probe as _,
        http::{HttpRequest, Method, TOKEN_ANSWER_LIMIT, TransportError},
    },
};
use dialkey_tests::raw_server::{RawServer, Reply};
use url::Url;

use crate::{SECRET, certificates::self_signed, holds, phone_system, refusal};

/// What both a request and a look say of an address; nothing secret was sent to it.
async fn both(url: &str) -> TransportError {
    let refused = refusal(&Route::default(), url).await;
    let looked = NetworkProbe.shake_hands(&Route::default(), &Url::parse(url).unwrap()).await;
    assert_eq!(looked.err().as_ref(), Some(&refused));
    refused
}

async fn of_reply(reply: impl Fn() -> Reply + Send + Sync + 'static) -> TransportError {
    let server = RawServer::start(move |_| reply()).await;
    let error = both(&server.url("/").replace("http:", "https:")).await;
    assert!(server.requests().iter().all(|request| !holds(request, SECRET)));
    error
}

/// Descriptions of alerts (RFC 8446 6.2).
const HANDSHAKE_FAILURE: u8 = 40;
const PROTOCOL_VERSION: u8 = 70;
const INSUFFICIENT_SECURITY: u8 = 71;
const UNRECOGNIZED_NAME: u8 = 112;

/// A fatal alert (RFC 5246 7.2), as a server writes it that knows nothing newer than TLS 1.1.
fn alert(description: u8) -> Reply {
    Reply::Bytes(vec![21, 3, 2, 0, 2, 2, description])
}

#[tokio::test]
async fn f81_plain_http_at_the_port_of_tls_is_named() {
    assert_eq!(of_reply(|| Reply::answer(400, &[], "speak plainly")).await, TransportError::NotTls);
    assert_eq!(of_reply(|| Reply::Bytes(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec())).await, TransportError::NotTls);
}

#[tokio::test]
async fn f81_tls_at_the_port_of_plain_http_is_named() {
    let server = phone_system(&self_signed(|_| {})).await;
    let url = server.url("/").replace("https:", "http:");
    assert_eq!(refusal(&Route::default(), &url).await, TransportError::NotHttp);
    let looked = NetworkProbe.shake_hands(&Route::default(), &Url::parse(&url).unwrap()).await.unwrap();
    assert_eq!(looked.version, "TLS 1.3", "a look finds out what it is");
}

#[tokio::test]
async fn versions_and_ciphers_without_anything_in_common_are_named() {
    for description in [PROTOCOL_VERSION, HANDSHAKE_FAILURE, INSUFFICIENT_SECURITY] {
        assert_eq!(of_reply(move || alert(description)).await, TransportError::NoCommonTls, "{description}");
    }
    // A hello of TLS 1.1 (RFC 4346 7.4.1.3) with a cipher of its time.
    let hello = [&[22, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2][..], &[7; 32], &[0, 0, 47, 0]].concat();
    assert_eq!(of_reply(move || Reply::Bytes(hello.clone())).await, TransportError::NoCommonTls);
}

#[tokio::test]
async fn f81_a_handshake_that_is_broken_off_sends_nothing() {
    let ended = of_reply(|| Reply::Bytes(Vec::new())).await;
    assert!(matches!(ended, TransportError::TlsFailed(_)), "{ended:?}");
    assert!(!ended.may_have_arrived());
    let refused = of_reply(|| alert(UNRECOGNIZED_NAME)).await;
    assert!(matches!(&refused, TransportError::TlsFailed(why) if why.contains("name")), "{refused:?}");
}

#[tokio::test]
async fn f81_a_name_that_nobody_has_and_a_port_that_nobody_answers_at_are_told_apart() {
    assert_eq!(both("https://nobody.invalid/").await, TransportError::HostNotFound);
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_eq!(both(&format!("https://{closed}/")).await, TransportError::ConnectionRefused);
}

#[tokio::test]
async fn f81_silence_is_not_waited_for_any_longer_than_allowed() {
    let server = RawServer::start(|_| Reply::Stall(Vec::new())).await;
    let request = HttpRequest {
        method: Method::Get,
        url: Url::parse(&server.url("/").replace("http:", "https:")).unwrap(),
        query: Vec::new(),
        headers: Vec::new(),
        body: None,
        answer_limit: TOKEN_ANSWER_LIMIT,
    };
    let http = ReqwestHttp::with_call_timeout(Duration::from_millis(300));
    assert_eq!(http.send(&Route::default(), &request).await.err(), Some(TransportError::ConnectTimedOut));
}
