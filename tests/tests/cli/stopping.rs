//! Stopping a run in the middle of its wait.

use std::{
    fs,
    process::{Child, Command},
};

use crate::{
    program::{Get, Run},
    servers::Servers,
};

/// Sends a signal, named as `kill` names it.
pub(crate) fn send(signal: &str, child: &Child) {
    let kill = format!("kill -{signal} {}", child.id());
    assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
}

#[test]
fn a_run_that_waits_ends_as_cancelled_when_it_is_asked_to_stop() {
    let servers = Servers::start();
    for signal in ["INT", "TERM"] {
        let silent = servers.silent();
        let get = Get::with_demo_of(servers.system("ringme"), "trusted").set("host", &silent.address());
        let child = get.start();
        silent.wait_for_request();
        send(signal, &child);
        assert_eq!(Run::of(child).failure(5), "Cancelled. Nothing was kept.\n");
    }
}

#[test]
fn a_cancelled_run_is_told_as_json_too() {
    let servers = Servers::start();
    let silent = servers.silent();
    let get = Get::with_demo_of(servers.system("ringme"), "trusted").set("host", &silent.address());
    let get = get.option("--output", "json");
    let child = get.start();
    silent.wait_for_request();
    send("INT", &child);
    assert_eq!(Run::of(child).failure_as_json(5)["code"], "cancelled");
}

#[test]
fn while_a_run_waits_other_programs_see_no_secret_of_it() {
    let servers = Servers::start();
    let silent = servers.silent();
    let get = Get::with_demo_of(servers.system("ringme"), "password_credentials").set("host", &silent.address());
    let child = get.start();
    silent.wait_for_request();
    let process = format!("/proc/{}", child.id());
    let seen = ["cmdline", "environ", "comm"].map(|file| fs::read(format!("{process}/{file}")).unwrap()).concat();
    let seen = String::from_utf8(seen).unwrap();
    assert!(seen.contains("--secret"), "this is the program's own command line: {seen}");
    for (key, secret) in get.secrets() {
        assert!(!seen.contains(secret), "{key} can be read by other programs");
    }
    let children = fs::read_to_string(format!("{process}/task/{}/children", child.id())).unwrap();
    assert_eq!(children, "", "no other program is handed anything");
    send("INT", &child);
    Run::of(child).failure(5);
}
