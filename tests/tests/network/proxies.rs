//! Requests by a proxy: what goes through it, what never does, and who sees its password.

use std::process::Command;

use base64::{Engine, engine::general_purpose::STANDARD};
use dialkey_adapters::probe::NetworkProbe;
use dialkey_core::{
    domain::route::{Proxy as Choice, Route},
    ports::{Probe as _, http::TransportError, probe::Trust},
};
use dialkey_tests::raw_server::{RawServer, Reply, head};
use rcgen::{CertificateParams, SanType};
use secrecy::SecretString;
use url::Url;

use crate::{
    SECRET, ask, assert_arrived,
    certificates::{Shown, self_signed},
    holds, phone_system,
    proxy::Proxy,
    refusal, trusting_at,
};

const URL: &str = "https://pbx.example.com:8443/token";
const PASSWORD: &str = "wide:open";

fn of_pbx(parameters: &mut CertificateParams) {
    parameters.subject_alt_names = vec![SanType::DnsName("pbx.example.com".try_into().unwrap())];
}

fn manual(address: &str, username: &str, password: Option<&str>) -> Choice {
    Choice::Manual { address: address.into(), username: username.into(), password: password.map(SecretString::from) }
}

/// By this proxy to a phone system whose certificate is trusted.
fn by(proxy: Choice, shown: &Shown) -> Route {
    Route { proxy, ..trusting_at(shown, "pbx.example.com:8443") }
}

#[tokio::test]
async fn a_request_goes_through_the_proxy_and_stays_unreadable_to_it() {
    let shown = self_signed(of_pbx);
    let server = phone_system(&shown).await;
    let proxy = Proxy::start(None, server.address()).await;
    let route = by(manual(&proxy.url(), "", None), &shown);
    assert_eq!(ask(&route, URL).await.unwrap().status, 200);
    assert_arrived(&server, 1);
    let url = Url::parse(URL).unwrap();
    assert_eq!(NetworkProbe.proxy(&route, &url), Some(proxy.place()));
    NetworkProbe.connect(&route, &url).await.unwrap();
    assert_eq!(NetworkProbe.shake_hands(&route, &url).await.unwrap().trust, Ok(Trust::Person));
    assert_arrived(&server, 1);
    let heads = proxy.heads();
    assert_eq!(heads.len(), 3);
    for head in heads {
        assert!(head.starts_with("CONNECT pbx.example.com:8443 HTTP/1.1\r\n"), "{head}");
        assert!(!head.contains(SECRET) && !head.to_ascii_lowercase().contains("authorization"), "{head}");
    }
}

#[tokio::test]
async fn f84_a_certificate_is_refused_behind_a_proxy_too() {
    let shown = self_signed(of_pbx);
    let server = phone_system(&shown).await;
    let proxy = Proxy::start(None, server.address()).await;
    let route = Route { proxy: manual(&proxy.url(), "", None), ..Route::default() };
    assert_eq!(crate::mistrust(&route, URL).await.place, "pbx.example.com:8443");
    assert_arrived(&server, 0);
}

#[tokio::test]
async fn the_password_of_a_proxy_is_for_the_proxy_alone() {
    let shown = self_signed(of_pbx);
    let server = phone_system(&shown).await;
    let proxy = Proxy::start(Some(("north", PASSWORD)), server.address()).await;
    let url = Url::parse(URL).unwrap();
    for (username, password) in [("", None), ("north", None), ("north", Some("wrong")), ("south", Some(PASSWORD))] {
        let route = by(manual(&proxy.url(), username, password), &shown);
        assert_eq!(refusal(&route, URL).await, TransportError::ProxyRefused);
        assert_eq!(NetworkProbe.connect(&route, &url).await, Err(TransportError::ProxyRefused));
    }
    assert_eq!(server.connections(), 0);
    let route = by(manual(&proxy.url(), "north", Some(PASSWORD)), &shown);
    NetworkProbe.connect(&route, &url).await.unwrap();
    assert_eq!(ask(&route, URL).await.unwrap().status, 200);
    assert_arrived(&server, 1);
    for request in server.requests() {
        assert!(!holds(&request, "roxy-") && !holds(&request, &STANDARD.encode(format!("north:{PASSWORD}"))));
    }
    assert!(proxy.heads().iter().all(|head| !head.contains(SECRET)));
}

#[tokio::test]
async fn without_tls_a_proxy_is_asked_for_its_password_too() {
    let server = RawServer::start(|_| Reply::json(200, "{}")).await;
    let proxy = Proxy::start(Some(("north", PASSWORD)), server.address()).await;
    let route = |password| Route {
        proxy: manual(&proxy.url(), "north", Some(password)),
        without_tls: true,
        ..Route::default()
    };
    assert_eq!(refusal(&route("wrong"), "http://10.1.2.3/token").await, TransportError::ProxyRefused);
    assert_arrived(&server, 0);
    assert_eq!(ask(&route(PASSWORD), "http://10.1.2.3/token").await.unwrap().status, 200);
    assert_arrived(&server, 1);
    assert!(!holds(&server.requests()[0], "roxy-"));
    assert!(proxy.heads()[1].starts_with("POST http://10.1.2.3/token HTTP/1.1\r\n"));
}

#[tokio::test]
async fn this_computer_is_never_asked_through_a_proxy() {
    let shown = self_signed(|_| {});
    let (plain, encrypted) = (RawServer::start(|_| Reply::json(200, "{}")).await, phone_system(&shown).await);
    let proxy = Proxy::start(None, plain.address()).await;
    let proxy_of = |route: Route| Route { proxy: manual(&proxy.url(), "north", Some(PASSWORD)), ..route };
    let (plain_port, port) = (plain.address().port(), encrypted.address().port());
    for (url, route) in [
        (format!("http://127.0.0.1:{plain_port}/"), Route::default()),
        (format!("http://localhost:{plain_port}/"), Route::default()),
        (format!("https://127.0.0.1:{port}/"), trusting_at(&shown, &format!("127.0.0.1:{port}"))),
        (format!("https://localhost:{port}/"), trusting_at(&shown, &format!("localhost:{port}"))),
    ] {
        let route = proxy_of(route);
        assert_eq!(ask(&route, &url).await.unwrap().status, 200, "{url}");
        let url = Url::parse(&url).unwrap();
        assert_eq!(NetworkProbe.proxy(&route, &url), None);
        NetworkProbe.connect(&route, &url).await.unwrap();
    }
    assert_eq!(proxy.heads(), [""; 0]);
}

#[tokio::test]
async fn a_proxy_that_is_not_there_or_does_not_want_to_is_named() {
    let shown = self_signed(of_pbx);
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for address in [format!("http://{closed}"), "http://proxy.invalid:3128".into(), "socks5://127.0.0.1:1080".into()] {
        let route = by(manual(&address, "", None), &shown);
        let failed = refusal(&route, URL).await;
        assert!(matches!(failed, TransportError::ProxyFailed(_)), "{address}: {failed:?}");
        let looked = NetworkProbe.connect(&route, &Url::parse(URL).unwrap()).await;
        assert_eq!(looked.err(), Some(failed), "{address}");
    }
    for status in [403, 502] {
        let unwilling = RawServer::start(move |_| Reply::Bytes(head(status, &[]))).await;
        let route = by(manual(&unwilling.url(""), "", None), &shown);
        assert_eq!(refusal(&route, URL).await, TransportError::ProxyRefused, "{status}");
        let looked = NetworkProbe.connect(&route, &Url::parse(URL).unwrap()).await;
        assert_eq!(looked.err(), Some(TransportError::ProxyRefused), "{status}");
        assert!(unwilling.requests().iter().all(|request| !holds(request, SECRET)));
    }
}

/// Where the environment of this process names a proxy: the process is started once more for it.
#[tokio::test]
async fn the_proxy_of_the_system_is_asked_unless_none_is_chosen() {
    const AGAIN: &str = "DIALKEY_TEST_PROXY_OF_THE_SYSTEM";
    if std::env::var_os(AGAIN).is_none() {
        let this = std::env::current_exe().unwrap();
        let test = "proxies::the_proxy_of_the_system_is_asked_unless_none_is_chosen";
        let ports = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = format!("http://north:wide%3Aopen@{}", ports.local_addr().unwrap());
        drop(ports);
        let again = Command::new(this)
            .args(["--exact", test])
            .envs([(AGAIN, "1"), ("HTTPS_PROXY", &proxy), ("NO_PROXY", "direct.example.com")])
            .output()
            .unwrap();
        assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stdout));
        return;
    }
    let named = std::env::var("HTTPS_PROXY").unwrap();
    let place = named.split('@').nth(1).unwrap();
    let url = Url::parse(URL).unwrap();
    let system = Route::default();
    assert_eq!(NetworkProbe.proxy(&system, &url).as_deref(), Some(place));
    assert_eq!(NetworkProbe.proxy(&system, &Url::parse("https://direct.example.com/").unwrap()), None);
    assert_eq!(NetworkProbe.proxy(&Route { proxy: Choice::None, ..Route::default() }, &url), None);
    let proxy = RawServer::start_at_place(place.parse().unwrap(), |_| Reply::Bytes(head(407, &[]))).await;
    assert_eq!(refusal(&system, URL).await, TransportError::ProxyRefused);
    let basic = format!("Basic {}", STANDARD.encode(format!("north:{PASSWORD}")));
    assert!(proxy.requests().iter().all(|request| holds(request, &basic) && !holds(request, SECRET)));
    assert_eq!(proxy.requests().len(), 1);
}
