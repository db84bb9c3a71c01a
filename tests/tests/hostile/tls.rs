//! Encryption that is missing, unexpected or not trusted. Nothing secret is sent before it stands.

use dialkey_adapters::http::ReqwestHttp;
use dialkey_core::domain::diagnosis::DiagnosisCode;
use dialkey_tests::raw_server::{RawServer, Reply};

use super::{Run, SECRET};

fn token() -> Reply {
    Reply::json(200, r#"{"access_token":"at-1","token_type":"Bearer"}"#)
}

async fn code_at(address: &str) -> DiagnosisCode {
    Run::against(address, "client_secret_post", ReqwestHttp::default()).await.diagnosis().code
}

#[tokio::test]
async fn f82_a_certificate_that_nobody_vouches_for_gets_no_request() {
    let server = RawServer::start_with_self_signed_certificate(|_| token()).await;
    assert_eq!(code_at(&server.url("/token")).await, DiagnosisCode::CertificateNotTrusted);
    assert_eq!(server.connections(), 1, "the handshake is tried once");
    assert!(server.requests().is_empty(), "no byte of the request is sent");
}

#[tokio::test]
async fn a_port_without_encryption_gets_no_secret_when_it_was_asked_for() {
    let server = RawServer::start(|_| Reply::answer(400, &[], "this port speaks HTTP")).await;
    let address = server.url("/token").replace("http://", "https://");
    assert_eq!(code_at(&address).await, DiagnosisCode::NotTls);
    let [hello] = server.requests().try_into().unwrap();
    assert_eq!(hello.first(), Some(&0x16), "what arrived is the beginning of a handshake");
    let hello = String::from_utf8_lossy(&hello).into_owned();
    assert!(!hello.contains(SECRET) && !hello.contains("north-wind"), "nothing of the form is in it");
}

#[tokio::test]
async fn a_port_that_wants_encryption_is_named_when_it_gets_none() {
    let server = RawServer::start_with_self_signed_certificate(|_| token()).await;
    let address = server.url("/token").replace("https://", "http://");
    assert_eq!(code_at(&address).await, DiagnosisCode::NotHttp);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_port_where_nobody_listens_is_named_with_and_without_encryption() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for scheme in ["http", "https"] {
        assert_eq!(code_at(&format!("{scheme}://{closed}/token")).await, DiagnosisCode::ConnectionRefused, "{scheme}");
    }
}

#[tokio::test]
async fn a_handshake_that_breaks_off_is_named() {
    let server = RawServer::start(|_| Reply::Bytes(Vec::new())).await;
    let code = code_at(&server.url("/token").replace("http://", "https://")).await;
    assert!(matches!(code, DiagnosisCode::TlsFailed | DiagnosisCode::ConnectionFailed), "{code:?}");
}
