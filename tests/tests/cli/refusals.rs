//! The phone system refuses, is not there, or is something else: what is said, and the exit code.

use dialkey_practice::Demo;

use crate::{
    program::Get,
    servers::{Servers, closed_address},
};

/// A run with ordinary values, at another address.
fn at(servers: &Servers, address: &str) -> Get {
    Get::with_demo_of(servers.system("ringme"), "trusted").set("host", address)
}

/// Every sentence has to be there.
#[track_caller]
fn assert_says(said: &str, sentences: &[&str]) {
    for sentence in sentences {
        assert!(said.contains(sentence), "“{sentence}” is not in:\n{said}");
    }
}

#[test]
fn a_key_of_another_client_is_refused_with_what_to_look_at() {
    let servers = Servers::start();
    let other = Servers::start();
    let system = servers.system("pexip-infinity");
    let other_key = &other.system("pexip-infinity").demo[0].values["private_key"].value;
    let run = Get::with_demo(system, &system.demo[0]).set("private_key", other_key).run();
    let said = run.failure(3);
    assert_says(said, &["does not recognise this client", "400 Bad Request, invalid_client", "It was tried once."]);
    assert_says(said, &["  1. ", "You can fix this"]);
    assert_eq!(servers.practice.received(&system.id).len(), 1);
}

#[test]
fn a_wrong_secret_tenant_or_password_is_refused_with_what_to_look_at() {
    let servers = Servers::start();
    for (system, way, key) in [
        ("bright-pattern", "v3", "client_secret"),
        ("bright-pattern", "v3", "tenant"),
        ("bright-pattern", "v5", "tenant"),
        ("ringme", "trusted", "client_secret"),
        ("ringme", "password_credentials", "password"),
        ("oauth2", "client_credentials", "client_secret"),
    ] {
        let run = Get::with_demo_of(servers.system(system), way).set(key, "something-else").run();
        let said = run.failure(3);
        assert_says(said, &["Its answer: 40", "Likely causes", &format!("the value of {key}")]);
    }
}

#[test]
fn the_call_of_a_chain_that_failed_is_named() {
    let servers = Servers::start();
    let system = servers.system("wildix-service-token");
    let run = Get::with_demo_of(system, "chain").set("password", "something-else").run();
    let said = run.failure(3);
    assert_says(said, &["Ask the PBX for a one-time token: ", "Its answer: 401 Unauthorized", "the value of password"]);
    assert_eq!(servers.practice.received(&system.id).len(), 1, "the later calls are not made");
}

#[test]
fn a_refresh_token_that_was_used_already_is_refused() {
    let servers = Servers::start();
    let system = servers.system("oauth2");
    let demo = system.demo.iter().find(|demo| demo.title == "A refresh token that works once").unwrap();
    Get::with_demo(system, demo).run().result();
    let run = Get::with_demo(system, demo).run();
    assert_says(run.failure(3), &["Its answer: 400 Bad Request, invalid_grant"]);
}

#[test]
fn another_client_authentication_is_offered_as_the_option_to_add() {
    let servers = Servers::start();
    let system = servers.system("oauth2");
    let is_raw = |demo: &&Demo| demo.values.get("client_id").is_some_and(|id| id.value == "practice-basic-raw");
    let demo = system.demo.iter().find(is_raw).unwrap();
    let wrong = demo.values.iter().fold(Get::new("oauth2", &demo.way), |get, (key, demo)| get.set(key, &demo.value));
    let run = wrong.option("--client-authentication", "client-secret-post").run();
    assert_says(run.failure(3), &["try --client-authentication client-secret-basic-raw"]);
}

#[test]
fn a_wrong_host_is_told_from_a_refusal() {
    let servers = Servers::start();
    let run = at(&servers, &servers.system("bright-pattern").address).run();
    assert_says(run.failure(4), &["There is no token service at this address", "the value of host"]);
}

#[test]
fn an_unknown_host_is_named() {
    let run = at(&Servers::start(), "https://pbx.nowhere.invalid").run();
    let said = run.failure(4);
    assert_says(said, &["There is no host named pbx.nowhere.invalid", "The address has a typing error"]);
}

#[test]
fn a_web_page_instead_of_json_is_named_by_its_title() {
    let page = "<!DOCTYPE html><html><head><title>Guest network</title></head><body>Sign in</body></html>";
    let servers = Servers::start();
    let portal = servers.answering(200, &[("Content-Type", "text/html")], page);
    let run = at(&servers, &portal.url("")).run();
    assert_says(run.failure(4), &["A web page came instead of a token", "“Guest network”", "Its answer: 200 OK"]);
}

#[test]
fn an_address_that_forwards_is_not_followed() {
    let servers = Servers::start();
    let target = &servers.system("ringme").address;
    let forwarding = servers.answering(307, &[("Location", &format!("{target}/oauth/token"))], "");
    let run = at(&servers, &forwarding.url("")).run();
    assert_says(run.failure(4), &["The address forwards to another one", target]);
    assert!(servers.practice.received("ringme").is_empty(), "a secret is never forwarded");
}

#[test]
fn a_port_at_which_nothing_listens_is_told_from_a_firewall() {
    let address = closed_address();
    let run = at(&Servers::start(), &address).run();
    let host = address.trim_start_matches("http://");
    assert_says(run.failure(4), &[&format!("Nothing answers at {host}"), "The port is wrong or missing"]);
}

#[test]
fn a_phone_system_that_fails_by_itself_counts_as_a_refusal() {
    let servers = Servers::start();
    let failing = servers.answering(503, &[("Content-Type", "text/plain")], "warming up");
    let run = at(&servers, &failing.url("")).run();
    assert_says(run.failure(3), &["The phone system failed by itself", "503 Service Unavailable, warming up"]);
}

#[test]
fn a_server_that_never_answers_ends_the_run_after_the_time_allowed() {
    let servers = Servers::start();
    let silent = servers.silent();
    let run = at(&servers, &silent.address()).option("--timeout", "1").run();
    let said = run.failure(5);
    assert_says(said, &["did not answer in time", "The request may have arrived. It was not repeated."]);
}

#[test]
fn a_failure_as_json_names_code_step_checks_and_the_servers_own_words() {
    let servers = Servers::start();
    let system = servers.system("bright-pattern");
    let run = Get::with_demo_of(system, "v3").set("client_secret", "something-else").option("--output", "json").run();
    let said = run.failure_as_json(3);
    assert_eq!(said["code"], "client_refused");
    assert_eq!(said["server"]["status"], 401);
    assert_eq!(said["server"]["error"], "invalid_client");
    assert!(said["step"].is_string() && said["message"].is_string(), "{said}");
    let checks = said["checks"].as_array().unwrap();
    assert!(checks.iter().any(|check| check["fieldToChange"] == "client_secret"), "{said}");
    assert!(checks.iter().all(|check| check["cause"].is_string() && check["who"].is_string()), "{said}");
}

#[test]
fn a_failure_without_an_answer_has_no_words_of_the_server() {
    let run = at(&Servers::start(), &closed_address()).option("--output", "json").run();
    let said = run.failure_as_json(4);
    assert_eq!(said["code"], "connection_refused");
    assert!(said["server"].is_null(), "{said}");
}
