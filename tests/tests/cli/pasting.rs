//! The address that the browser ended up on is pasted.

use std::net::{Ipv4Addr, TcpListener};

use dialkey_tests::browser::{Arrival, Person};

use crate::{program::Get, servers::Servers, waiting::Waiting};

const PROMPT: &str = "Paste the whole address of the page you ended up on, and press Enter:";

/// A run whose answer comes back to a page of the phone system itself.
fn get(servers: &Servers) -> Get {
    let system = servers.system("wildix-oauth2");
    let redirect = format!("{}/api/v1/doc/", system.address);
    Get::with_demo_of(system, "code").flag("--no-browser").option("--redirect", &redirect).taking_input()
}

/// Signs in at what was printed.
fn sign_in(servers: &Servers, waiting: &mut Waiting<'_>) -> Arrival {
    let page = waiting.address();
    assert_eq!(waiting.line(), PROMPT);
    servers.visit(Person::Allows, &page)
}

fn parameter(arrival: &Arrival, name: &str) -> String {
    arrival.address.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned()
}

#[test]
fn a_page_of_the_phone_system_leads_to_pasting_by_itself() {
    let servers = Servers::start();
    let get = get(&servers);
    let mut waiting = Waiting::of(&get);
    let arrival = sign_in(&servers, &mut waiting);
    waiting.enter(arrival.address.as_str());
    let run = waiting.end();
    assert_eq!((run.code, run.stdout.len()), (Some(0), 41), "{}", run.stderr);
}

#[test]
fn a_token_behind_a_hash_is_pasted_as_well() {
    let servers = Servers::start();
    let get = Get::with_demo_of(servers.system("wildix-oauth2"), "implicit").flag("--no-browser").taking_input();
    let mut waiting = Waiting::of(&get);
    let arrival = sign_in(&servers, &mut waiting);
    waiting.enter(arrival.address.as_str());
    let run = waiting.end();
    assert_eq!((run.code, run.stdout.len()), (Some(0), 41), "{}", run.stderr);
}

#[test]
fn pasting_that_is_asked_for_opens_no_port() {
    let servers = Servers::start();
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    let get = Get::with_demo_of(servers.system("wildix-oauth2"), "code")
        .flag("--no-browser")
        .option("--capture", "paste")
        .option("--redirect", &format!("http://127.0.0.1:{port}/cb"))
        .taking_input();
    let mut waiting = Waiting::of(&get);
    let arrival = sign_in(&servers, &mut waiting);
    assert!(arrival.page.is_none(), "nobody listens there");
    waiting.enter(arrival.address.as_str());
    assert_eq!(waiting.end().code, Some(0));
}

#[test]
fn f44_a_wrong_line_is_answered_with_a_sentence_and_the_wait_goes_on() {
    let servers = Servers::start();
    let get = get(&servers);
    let mut waiting = Waiting::of(&get);
    let arrival = sign_in(&servers, &mut waiting);
    let address = arrival.address.as_str();
    let state = parameter(&arrival, "state");
    let other_state = address.replace(&state, &"A".repeat(state.len()));
    let without_state = address.replace(&format!("state={state}"), "");
    let doubled = format!("{address}&code=other");
    for (pasted, sentence) in [
        ("", "Paste the whole address"),
        ("I am signed in now", "This is not an address."),
        (
            "https://elsewhere.example/api/v1/doc/?code=a&state=b",
            "This address belongs to elsewhere.example/api/v1/doc/",
        ),
        (other_state.as_str(), "This answer is from an earlier sign-in. Open the address above once more"),
        (&without_state, "The end of the address is missing."),
        (&doubled, "This address contradicts itself. Open the address above once more"),
    ] {
        waiting.enter(pasted);
        let said = waiting.line();
        assert!(said.starts_with(sentence), "{pasted}: {said}");
    }
    waiting.enter(&address.replace('&', "&amp;"));
    let run = waiting.end();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(
        servers.practice.received("wildix-oauth2").iter().filter(|request| request.method == "POST").count(),
        2,
        "the person decided once, and the code was sent once"
    );
}

#[test]
fn a_bare_code_is_taken_because_pkce_ties_it_to_this_run() {
    let servers = Servers::start();
    let get = get(&servers);
    let mut waiting = Waiting::of(&get);
    let arrival = sign_in(&servers, &mut waiting);
    waiting.enter(&parameter(&arrival, "code"));
    assert_eq!(waiting.end().code, Some(0));
}

#[test]
fn without_pkce_a_bare_code_is_taken_only_when_it_is_confirmed() {
    let servers = Servers::start();
    let get = get(&servers).flag("--without-pkce");
    let mut waiting = Waiting::of(&get);
    let arrival = sign_in(&servers, &mut waiting);
    let code = parameter(&arrival, "code");
    for answer in ["no", "yes"] {
        waiting.enter(&code);
        waiting.hear("Only the code was pasted.");
        assert_eq!(waiting.line(), "Type yes to go on with it, or paste the whole address.");
        waiting.enter(answer);
        if answer == "no" {
            waiting.hear("This is not an address.");
        }
    }
    let run = waiting.end();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
}

#[test]
fn a_yes_that_confirms_nothing_is_no_answer() {
    let servers = Servers::start();
    let get = get(&servers).flag("--without-pkce");
    let mut waiting = Waiting::of(&get);
    sign_in(&servers, &mut waiting);
    waiting.enter("yes");
    waiting.hear("This is not an address.");
    assert!(waiting.end().failure(2).contains("Standard input ended before the answer"));
}

#[test]
fn where_nothing_can_be_pasted_the_run_ends_at_once() {
    let servers = Servers::start();
    let get = get(&servers);
    let run = Waiting::of(&get).end();
    assert!(run.failure(2).contains("Standard input ended before the answer of the sign-in was pasted."));
}
