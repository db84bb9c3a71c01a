//! The practice system in the foreground.

use std::{
    io::{BufRead, BufReader},
    process::Child,
};

use serde_json::Value;

use crate::{
    program::{Get, Run, dialkey_cli},
    stopping::send,
};

/// What it prints when it is ready.
fn first_line(stdout: &mut impl BufRead) -> Value {
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    serde_json::from_str(&line).expect("the first line is JSON")
}

/// A run with the first demo values of a phone system.
fn get_of(system: &Value) -> Get {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let demo = &system["demo"][0];
    let get = Get::new(&text(&system["id"]), &text(&demo["way"]));
    demo["values"].as_object().unwrap().iter().fold(get, |get, (key, demo)| get.set(key, &text(&demo["value"])))
}

/// A practice system that was asked to stop, and all it printed after its first line.
fn stop(signal: &str, child: Child, mut stdout: impl BufRead) {
    send(signal, &child);
    let run = Run::of(child);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "", "only the result goes to standard output");
}

#[test]
fn it_prints_one_line_of_json_and_serves_until_it_is_stopped() {
    for signal in ["TERM", "INT"] {
        let mut child = dialkey_cli().args(["practice", "--json"]).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        for system in first_line(&mut stdout)["systems"].as_array().unwrap() {
            assert!(!get_of(system).run().result().is_empty());
        }
        stop(signal, child, stdout);
    }
}

#[test]
fn for_people_it_prints_the_options_to_type_and_runs_only_what_was_asked_for() {
    let mut child = dialkey_cli().args(["practice", "--system", "bright-pattern"]).spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut text = String::new();
    while stdout.read_line(&mut text).unwrap() > 0 && !text.contains("Ctrl+C") {}
    assert!(text.starts_with("Bright Pattern") && text.contains(" at http://127.0.0.1:"), "{text}");
    assert!(text.contains("--way v3") && text.contains("--way v5") && text.contains("tenant  Tenant URL: "), "{text}");
    assert!(!text.contains("ringme"), "{text}");
    stop("INT", child, stdout);
}

#[test]
fn nothing_answers_at_its_address_once_it_has_stopped() {
    let mut child = dialkey_cli().args(["practice", "--system", "ringme", "--json"]).spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let get = get_of(&first_line(&mut stdout)["systems"][0]);
    stop("TERM", child, stdout);
    assert!(get.run().failure(4).contains("Nothing answers at "));
}
