//! Looks at the way: they find what a request would find, and send nothing.

use std::net::{IpAddr, Ipv6Addr};

use dialkey_adapters::probe::NetworkProbe;
use dialkey_core::{
    capturing::RedirectUri,
    domain::{certificate::CertificateProblem, route::Route},
    ports::{
        Probe as _,
        capture::CaptureError,
        http::TransportError,
        probe::{Handshake, Trust},
    },
    reading::{certificates_in, read_certificate},
};
use dialkey_tests::raw_server::{RawServer, Reply};
use tokio_rustls::rustls::{ServerConfig, version::TLS12};
use url::Url;

use crate::{
    V4, assert_arrived,
    certificates::{Authority, Shown, self_signed},
    phone_system, trusting,
};

async fn look(route: &Route, server: &RawServer) -> Handshake {
    let looked = NetworkProbe.shake_hands(route, &Url::parse(&server.url("/token")).unwrap()).await.unwrap();
    assert_arrived(server, 0);
    looked
}

#[tokio::test]
async fn a_look_shows_the_certificate_and_why_it_is_trusted_or_not() {
    let shown = self_signed(|_| {});
    let server = phone_system(&shown).await;
    let looked = look(&Route::default(), &server).await;
    assert_eq!(looked.version, "TLS 1.3");
    assert_eq!(looked.certificate, read_certificate(&shown.chain[0]));
    let not_trusted = looked.trust.unwrap_err();
    assert_eq!(not_trusted.problem, CertificateProblem::UnknownIssuer);
    assert_eq!((not_trusted.place, not_trusted.certificate), (server.address().to_string(), looked.certificate));
    assert_eq!(look(&trusting(&shown, &server), &server).await.trust, Ok(Trust::Person));
    let changed = look(&trusting(&self_signed(|_| {}), &server), &server).await.trust.unwrap_err();
    assert_eq!(changed.problem, CertificateProblem::Changed);
    let authority = Authority::new("Company CA");
    let server = phone_system(&authority.sign(|_| {})).await;
    let route = Route { authority: Some(authority.pem()), ..Route::default() };
    assert_eq!(look(&route, &server).await.trust, Ok(Trust::OwnAuthority));
}

#[tokio::test]
async fn a_certificate_that_can_be_forged_is_shown_all_the_same() {
    let shown = self_signed(|_| {});
    for version in [rsa_1024(), shown.chain[0].to_vec()] {
        let shown = Shown { chain: vec![version.clone().into()], key: shown.key.clone() };
        let looked = look(&Route::default(), &phone_system(&shown).await).await;
        assert_eq!(looked.certificate, read_certificate(&version));
        assert!(looked.trust.is_err());
    }
}

fn rsa_1024() -> Vec<u8> {
    certificates_in(include_str!("../../fixtures/certificates/rsa-1024.pem")).unwrap().remove(0)
}

#[tokio::test]
async fn an_older_version_is_named() {
    let shown = self_signed(|_| {});
    let settings = ServerConfig::builder_with_protocol_versions(&[&TLS12])
        .with_no_client_auth()
        .with_cert_resolver(shown.settings().cert_resolver);
    let server = RawServer::start_with_tls(settings, V4, |_| Reply::json(200, "{}")).await;
    assert_eq!(look(&Route::default(), &server).await.version, "TLS 1.2");
}

#[tokio::test]
async fn names_are_resolved_as_this_computer_does() {
    let local = NetworkProbe.resolve("localhost").await.unwrap();
    assert!(!local.is_empty() && local.iter().all(IpAddr::is_loopback), "{local:?}");
    assert_eq!(NetworkProbe.resolve("[::1]").await, Ok(vec![IpAddr::V6(Ipv6Addr::LOCALHOST)]));
    assert_eq!(NetworkProbe.resolve("nobody.invalid").await, Err(TransportError::HostNotFound));
    assert_eq!(NetworkProbe.resolve("not a name").await, Err(TransportError::HostNotFound));
}

#[tokio::test]
async fn a_port_answers_or_does_not() {
    let server = RawServer::start(|_| Reply::json(200, "{}")).await;
    let url = Url::parse(&server.url("/")).unwrap();
    assert_eq!(NetworkProbe.connect(&Route::default(), &url).await, Ok(()));
    assert_arrived(&server, 0);
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = Url::parse(&format!("http://{closed}/")).unwrap();
    assert_eq!(NetworkProbe.connect(&Route::default(), &url).await, Err(TransportError::ConnectionRefused));
}

#[tokio::test]
async fn a_redirect_address_is_free_taken_or_elsewhere() {
    let listen = async |uri: &str| NetworkProbe.listen(&RedirectUri::parse(uri).unwrap()).await;
    assert_eq!(listen("http://127.0.0.1/cb").await, Ok(()));
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let uri = format!("http://127.0.0.1:{port}/cb");
    let busy = listen(&uri).await.unwrap_err();
    assert!(matches!(busy, CaptureError::PortInUse { port: other, .. } if other == port), "{busy:?}");
    drop(taken);
    assert_eq!(listen(&uri).await, Ok(()));
    assert_eq!(listen(&uri).await, Ok(()), "a look frees what it opened");
    assert!(matches!(listen("https://pbx.example.com/cb").await, Err(CaptureError::CannotListen(_))));
}
