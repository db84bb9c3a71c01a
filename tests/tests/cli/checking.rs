//! Looking at the way to a phone system without a window.

use serde_json::Value;

use crate::{
    program::{Run, dialkey_cli},
    servers::{Servers, closed_address},
};

const PLANTED: &str = "planted-secret-9Qx1";

/// `dialkey-cli check` with the values of a connection of the generic recipe.
fn check(address: &str, options: &[&str]) -> Run {
    let mut command = dialkey_cli();
    command.args(["check", "--system", "oauth2", "--way", "client_credentials"]);
    command.args(["--set", &format!("token_address={address}"), "--set", "client_id=north-wind"]);
    command.args(["--secret", "client_secret=env:PLANTED"]).env("PLANTED", PLANTED).args(options);
    let run = Run::of(command.spawn().unwrap());
    assert!(!run.stdout.contains(PLANTED) && !run.stderr.contains(PLANTED), "{run:?}");
    run
}

#[test]
fn a_way_without_obstacles_is_told_line_by_line_and_nothing_secret_is_sent() {
    let servers = Servers::start();
    let server = servers.answering(405, &[], "");
    let run = check(&server.url("/token"), &[]);
    let lines: Vec<_> = run.result().lines().collect();
    assert!(lines[0].starts_with("STATE") && lines[0].contains("FOUND"), "{lines:?}");
    let line = |name: &str| *lines.iter().find(|line| line.contains(name)).unwrap();
    assert!(line("This is a token service").starts_with("good"), "{lines:?}");
    assert!(line("Values are complete").starts_with("good"), "{lines:?}");
    assert!(line("Certificate is trusted").starts_with("skipped"), "{lines:?}");
    let sent: Vec<_> = server.requests().into_iter().filter(|request| !request.is_empty()).collect();
    assert_eq!(sent.len(), 1);
    let sent = String::from_utf8_lossy(&sent[0]).into_owned();
    assert!(sent.starts_with("GET ") && !sent.contains(PLANTED) && !sent.contains("north-wind"), "{sent}");
}

#[test]
fn the_worst_check_decides_the_exit_code() {
    let run = check(&format!("{}/token", closed_address()), &[]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(4), ""));
    assert!(run.stdout.lines().any(|line| line.starts_with("failed") && line.contains("Nothing answers at port")));
    let run = check("http://10.20.4.15/token", &[]);
    assert_eq!(run.code, Some(2), "an address that cannot be used is bad input: {}", run.stdout);
    let servers = Servers::start();
    let page = servers.answering(200, &[("Content-Type", "text/html")], "<html><title>Portal</title></html>");
    let run = check(&page.url("/token"), &[]);
    assert_eq!(run.code, Some(0), "it may work all the same: {}", run.stdout);
    assert!(run.stdout.lines().any(|line| line.starts_with("warning") && line.contains("“Portal”")), "{}", run.stdout);
}

#[test]
fn checks_as_json_have_kinds_states_and_actions() {
    let run = check(&format!("{}/token", closed_address()), &["--output", "json"]);
    assert_eq!(run.code, Some(4));
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let checks = report["checks"].as_array().unwrap();
    let port = checks.iter().find(|check| check["kind"] == "port").unwrap();
    assert_eq!((&port["state"], &port["action"]["kind"]), (&"bad".into(), &"edit_field".into()), "{port}");
    assert!(report["madeAt"].is_i64());
}

#[test]
fn a_look_needs_a_name_or_a_system_and_not_both() {
    for arguments in [&["check"][..], &["check", "Munich", "--system", "oauth2"], &["check", "Munich", "--allow-http"]]
    {
        let mut command = dialkey_cli();
        Run::of(command.args(arguments).spawn().unwrap()).failure(2);
    }
}

#[test]
fn an_address_in_a_private_network_may_go_without_encryption_only_where_that_is_allowed() {
    let get = |options: &[&str]| {
        let mut command = dialkey_cli();
        command.args(["check", "--system", "ringme", "--way", "trusted", "--set", "host=http://pbx.internal"]);
        Run::of(command.args(options).args(["--output", "json", "--no-proxy"]).spawn().unwrap())
    };
    let address = |run: &Run| {
        let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{run:?}"));
        report["checks"][0]["state"].clone()
    };
    assert_eq!(address(&get(&[])), "bad");
    assert_eq!(address(&get(&["--allow-http"])), "good");
}

#[test]
fn a_proxy_has_an_address_and_nothing_more() {
    let run = check("https://pbx.northwind.invalid/token", &["--proxy", "http://anna:pw@proxy.lan"]);
    assert!(run.failure(2).contains("a proxy has an address such as"), "{run:?}");
    check("https://pbx.northwind.invalid/token", &["--proxy", "proxy.lan", "--no-proxy"]).failure(2);
}
