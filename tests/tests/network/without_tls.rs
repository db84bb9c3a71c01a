//! Addresses without TLS: this computer always, private networks where the person allows it, others never.

use std::net::{IpAddr, Ipv6Addr, UdpSocket};

use dialkey_adapters::probe::NetworkProbe;
use dialkey_core::{
    domain::route::{Proxy as Choice, Route},
    ports::{Probe as _, http::TransportError},
};
use dialkey_tests::raw_server::{RawServer, Reply};
use url::Url;

use crate::{ask, assert_arrived, proxy::Proxy, refusal};

fn allowed(proxy: Choice) -> Route {
    Route { without_tls: true, proxy, ..Route::default() }
}

fn by(proxy: &Proxy) -> Choice {
    Choice::Manual { address: proxy.url(), username: String::new(), password: None }
}

#[tokio::test]
async fn this_computer_is_asked_without_being_allowed_to() {
    let v6 = RawServer::start_at(IpAddr::V6(Ipv6Addr::LOCALHOST), |_| Reply::json(200, "{}")).await;
    let v4 = RawServer::start(|_| Reply::json(200, "{}")).await;
    let by_name = |server: &RawServer| format!("http://localhost:{}/", server.address().port());
    for (server, url) in [(&v4, v4.url("/")), (&v6, v6.url("/")), (&v4, by_name(&v4)), (&v6, by_name(&v6))] {
        let before = server.requests().len();
        assert_eq!(ask(&Route::default(), &url).await.unwrap().status, 200, "{url}");
        assert_arrived(server, before + 1);
    }
}

#[tokio::test]
async fn f10_nobody_else_is_asked_without_being_allowed_to() {
    let server = RawServer::start(|_| Reply::json(200, "{}")).await;
    let proxy = Proxy::start(None, server.address()).await;
    let direct = Route { proxy: Choice::None, ..Route::default() };
    let through = Route { proxy: by(&proxy), ..Route::default() };
    for url in
        ["http://10.1.2.3/", "http://192.168.7.20:8080/", "http://[fd00::1]/", "http://pbx.invalid/", "http://8.8.8.8/"]
    {
        for route in [&direct, &through] {
            assert_eq!(refusal(route, url).await, TransportError::NotEncrypted, "{url}");
            let looked = NetworkProbe.connect(route, &Url::parse(url).unwrap()).await;
            assert_eq!(looked, Err(TransportError::NotEncrypted), "{url}");
        }
    }
    assert_eq!(proxy.heads(), [""; 0]);
}

#[tokio::test]
async fn f10_public_addresses_are_never_asked() {
    let server = RawServer::start(|_| Reply::json(200, "{}")).await;
    let proxy = Proxy::start(None, server.address()).await;
    for url in ["http://8.8.8.8/", "http://172.32.0.1/", "http://[2001:db8::1]/", "http://[::ffff:8.8.8.8]/"] {
        for choice in [Choice::None, by(&proxy)] {
            assert_eq!(refusal(&allowed(choice), url).await, TransportError::NotEncrypted, "{url}");
        }
    }
    let public_proxy =
        Choice::Manual { address: "http://8.8.8.8:3128".into(), username: String::new(), password: None };
    assert_eq!(refusal(&allowed(public_proxy), "http://10.1.2.3/").await, TransportError::NotEncrypted);
    assert_eq!((proxy.heads().len(), server.connections()), (0, 0));
}

#[tokio::test]
async fn f10_private_addresses_are_asked_where_that_is_allowed() {
    let server = RawServer::start(|_| Reply::json(200, "{}")).await;
    let proxy = Proxy::start(None, server.address()).await;
    for url in ["http://10.1.2.3/", "http://192.168.7.20:8080/", "http://[fd00::1]/", "http://[fe80::1]/"] {
        assert_eq!(ask(&allowed(by(&proxy)), url).await.unwrap().status, 200, "{url}");
    }
    assert_arrived(&server, 4);
    // Most computers have such an address themselves.
    let private = |address: &IpAddr| match address {
        IpAddr::V4(address) => address.is_private(),
        IpAddr::V6(address) => address.is_unique_local(),
    };
    for own in own_addresses().filter(private) {
        let server = RawServer::start_at(own, |_| Reply::json(200, "{}")).await;
        assert_eq!(refusal(&Route::default(), &server.url("/")).await, TransportError::NotEncrypted);
        assert_eq!(server.connections(), 0);
        assert_eq!(ask(&allowed(Choice::None), &server.url("/")).await.unwrap().status, 200);
        assert_arrived(&server, 1);
    }
}

#[tokio::test]
async fn a_name_is_not_left_to_a_proxy_to_find() {
    let server = RawServer::start(|_| Reply::json(200, "{}")).await;
    let proxy = Proxy::start(None, server.address()).await;
    assert_eq!(refusal(&allowed(by(&proxy)), "http://pbx.invalid/").await, TransportError::HostNotFound);
    assert_eq!(proxy.heads(), [""; 0]);
}

/// Addresses of this computer towards other networks. Nothing is sent to find out.
fn own_addresses() -> impl Iterator<Item = IpAddr> {
    let towards = [("0.0.0.0:0", "10.255.255.255:9"), ("[::]:0", "[fd00:ffff::1]:9")];
    towards.into_iter().filter_map(|(from, to)| {
        let socket = UdpSocket::bind(from).ok()?;
        socket.connect(to).ok()?;
        Some(socket.local_addr().ok()?.ip())
    })
}
