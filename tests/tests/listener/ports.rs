//! The port: free, registered, taken, and given back.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener},
    sync::Arc,
};

use dialkey_adapters::sign_in::SignIn;
use dialkey_core::{
    domain::sign_in::Capture,
    ports::{
        AnswerCapture,
        capture::{CaptureError, Ending},
    },
};

use crate::{
    wire,
    world::{Flow, NotingBrowser, STATE, plan},
};

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[tokio::test]
async fn a_free_port_is_opened_where_none_is_registered_and_stands_in_the_address_that_is_sent() {
    let flow = Flow::start().await;
    assert_eq!(flow.redirect_uri.as_str(), format!("http://127.0.0.1:{}/cb/a", flow.port()));
    flow.complete().await;
}

#[tokio::test]
async fn the_registered_address_stays_byte_for_byte() {
    let registered = format!("http://LOCALHOST:{}/cb/%7ea", free_port());
    let flow = Flow::start_at(&registered, Capture::Loopback).await;
    assert_eq!(flow.redirect_uri.as_str(), registered);
    flow.complete().await;
}

#[tokio::test]
async fn localhost_answers_on_both_stacks() {
    if TcpListener::bind("[::1]:0").is_err() {
        return;
    }
    for address in [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)] {
        let flow = Flow::start_at("http://localhost/cb", Capture::Loopback).await;
        let request = format!("GET /cb?code=a&state={STATE} HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", flow.port());
        let answer = wire::send_to(SocketAddr::new(address, flow.port()), request.as_bytes()).await;
        assert_eq!(answer.status, 303, "{address}");
        assert_eq!(flow.answered().await.code(), "a");
    }
}

#[tokio::test]
async fn f24_a_port_in_use_is_named_with_its_program_where_the_system_tells() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let sign_in = SignIn::new(Arc::new(NotingBrowser::default()), None);
    let ready = sign_in.get_ready(plan(&format!("http://127.0.0.1:{port}/cb"), Capture::Loopback)).await;
    // On Linux the name of this very test.
    let by = std::fs::read_to_string("/proc/self/comm").ok().map(|name| name.trim().to_owned());
    assert_eq!(ready.err(), Some(CaptureError::PortInUse { port, by }));
}

#[tokio::test]
async fn localhost_is_in_use_when_another_program_has_the_port_on_ipv6_only() {
    let Ok(taken) = TcpListener::bind("[::1]:0") else { return };
    let port = taken.local_addr().unwrap().port();
    let sign_in = SignIn::new(Arc::new(NotingBrowser::default()), None);
    let ready = sign_in.get_ready(plan(&format!("http://localhost:{port}/cb"), Capture::Loopback)).await;
    assert!(matches!(ready.err(), Some(CaptureError::PortInUse { port: named, .. }) if named == port));
}

#[tokio::test]
async fn cancelling_frees_the_port_at_once() {
    let address = format!("http://127.0.0.1:{}/cb", free_port());
    for _ in 0..20 {
        let flow = Flow::start_at(&address, Capture::Loopback).await;
        let port = flow.port();
        // Somebody is connected and says nothing.
        let _idle = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
        flow.cancel().await;
        drop(TcpListener::bind(("127.0.0.1", port)).expect("the port is free again"));
    }
    Flow::start_at(&address, Capture::Loopback).await.complete().await;
}

#[tokio::test]
async fn the_port_is_closed_when_it_is_over() {
    let answered = Flow::start().await.complete().await;
    let port = answered.redirect_uri.url().port().unwrap();
    let last_page = answered.asking(answered.last_page.clone());
    answered.finish(Ending::Granted).await;
    assert_eq!(last_page.await.unwrap().status, 200);
    assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err(), "nobody listens any more");
}

#[tokio::test]
async fn a_second_sign_in_takes_the_port_of_the_first() {
    let address = format!("http://127.0.0.1:{}/cb", free_port());
    let first = Flow::start_at(&address, Capture::Loopback).await;
    let second = first.sign_in.get_ready(plan(&address, Capture::Loopback)).await;
    assert!(second.is_ok(), "{:?}", second.err());
}
