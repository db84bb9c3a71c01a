//! Somebody signs in in a browser, and a listener catches the answer.

use std::net::{Ipv4Addr, TcpListener};

use dialkey_tests::browser::Person;
use serde_json::Value;

use crate::{
    program::{Get, Run},
    servers::Servers,
    stopping::send,
    waiting::Waiting,
};

/// A run that prints where to sign in. The practice system takes every port of this computer.
fn get(servers: &Servers, way: &str) -> Get {
    let get = Get::with_demo_of(servers.system("wildix-oauth2"), way).flag("--no-browser");
    if way == "implicit" { get.without("redirect_uri") } else { get }
}

/// The same with a port of its own.
fn any_port(get: Get) -> Get {
    get.option("--redirect", "http://127.0.0.1/cb/test")
}

#[track_caller]
fn assert_token(run: &Run) {
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let token = run.stdout.strip_suffix('\n').expect("the token is a whole line");
    assert_eq!(token.len(), 40, "{}", run.stdout);
    assert!(!run.stderr.contains(token), "the token belongs to standard output");
}

#[test]
fn the_address_is_printed_and_the_token_comes_when_somebody_signs_in_there() {
    let servers = Servers::start();
    for way in ["code", "implicit"] {
        let get = any_port(get(&servers, way));
        let mut waiting = Waiting::of(&get);
        assert_eq!(waiting.line(), "Open this address in a browser and sign in:");
        let page = waiting.address();
        assert!(
            page.as_str().starts_with(&format!("{}/authorization/oauth2?", servers.system("wildix-oauth2").address))
        );
        let arrival = servers.visit(Person::Allows, &page);
        assert_eq!(arrival.address.host_str(), Some("127.0.0.1"));
        let run = waiting.end();
        assert_token(&run);
        assert_eq!(run.stderr.lines().count(), 3, "nothing else is said:\n{}", run.stderr);
    }
}

#[test]
fn the_registered_address_is_sent_as_it_is_also_where_it_is_called_localhost() {
    let servers = Servers::start();
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    let registered = format!("http://localhost:{port}/registered/");
    let get = get(&servers, "code").option("--redirect", &registered);
    let mut waiting = Waiting::of(&get);
    let page = waiting.address();
    let sent = page.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap().1.into_owned();
    assert_eq!(sent, registered);
    servers.visit(Person::Allows, &page);
    assert_token(&waiting.end());
}

#[test]
fn a_person_who_does_not_allow_it_is_a_refusal() {
    let servers = Servers::start();
    let get = any_port(get(&servers, "code"));
    let mut waiting = Waiting::of(&get);
    let page = waiting.address();
    servers.visit(Person::Denies, &page);
    let run = waiting.end();
    assert!(run.failure(3).contains("Access was not allowed"), "{}", run.stderr);
    let words = run.stderr.lines().find(|line| line.starts_with("Its answer: ")).unwrap();
    assert!(words.contains("access_denied") && !words.contains(": ,"), "{words}");
}

#[test]
fn a_failure_as_json_is_the_last_line() {
    let servers = Servers::start();
    let get = any_port(get(&servers, "code")).option("--output", "json");
    let mut waiting = Waiting::of(&get);
    let page = waiting.address();
    servers.visit(Person::Denies, &page);
    let run = waiting.end();
    let said: Value = serde_json::from_str(run.failure(3).lines().last().unwrap()).unwrap();
    assert_eq!(said["code"], "sign_in_denied");
    assert_eq!(said["server"]["error"], "access_denied");
    assert!(said["server"]["status"].is_null(), "the words came by way of the browser: {said}");
}

#[test]
fn a_refused_exchange_offers_the_other_client_authentication() {
    let servers = Servers::start();
    let system = servers.system("wildix-oauth2");
    let demo = system.demo_of("code").unwrap();
    let get = demo.values.iter().fold(Get::new(&system.id, "code"), |get, (key, demo)| get.set(key, &demo.value));
    let get = any_port(get.flag("--no-browser").option("--client-authentication", "client-secret-basic-raw"));
    let mut waiting = Waiting::of(&get);
    let page = waiting.address();
    servers.visit(Person::Allows, &page);
    let run = waiting.end();
    assert!(run.failure(3).contains("try --client-authentication client-secret-post"), "{}", run.stderr);
}

#[test]
fn nobody_who_signs_in_ends_the_run_after_the_time_allowed() {
    let servers = Servers::start();
    let get = any_port(get(&servers, "code")).option("--timeout", "1");
    let mut waiting = Waiting::of(&get);
    waiting.hear("Waiting for the answer, 1 s at the most.");
    let run = waiting.end();
    let said = run.failure(5);
    assert!(said.contains("Nothing came back from the sign-in"), "{said}");
    assert!(said.contains("http://127.0.0.1/cb/test"), "what has to be registered is named: {said}");
}

#[test]
fn a_run_that_waits_for_somebody_stops_when_asked_to_and_gives_its_port_back() {
    let servers = Servers::start();
    for signal in ["INT", "TERM"] {
        let get = any_port(get(&servers, "code"));
        let mut waiting = Waiting::of(&get);
        let page = waiting.address();
        let redirect = page.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap().1.into_owned();
        let port = redirect.parse::<url::Url>().unwrap().port().unwrap();
        assert!(TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err(), "it listens at the port it sent");
        send(signal, &waiting.child);
        let run = waiting.end();
        assert_eq!(run.failure(5).lines().last(), Some("Cancelled. Nothing was kept."));
        TcpListener::bind((Ipv4Addr::LOCALHOST, port)).expect("the port is free again");
    }
}

#[test]
fn f24_a_port_in_use_is_named_before_anything_is_opened() {
    let servers = Servers::start();
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let get = get(&servers, "code").option("--redirect", &format!("http://127.0.0.1:{port}/cb"));
    let run = get.run();
    let said = run.failure(2);
    assert!(said.contains(&port.to_string()), "{said}");
    assert!(said.contains("Nothing was sent.") && !said.contains("Open this address"), "{said}");
    assert!(servers.practice.received("wildix-oauth2").is_empty());
}
