//! The practice system in the foreground.

use std::{
    io::{BufRead, BufReader},
    process::{Child, ChildStdout},
};

use dialkey_adapters::recipes::read_recipes;
use serde_json::Value;

use crate::{
    program::{Get, dialkey_cli},
    stopping::send,
};

/// A practice system that runs. It ends when dropped, also when a test fails.
struct Running {
    child: Child,
    stdout: BufReader<ChildStdout>,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut child = dialkey_cli().arg("practice").args(arguments).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        Self { child, stdout }
    }

    /// What it prints when it is ready, as JSON.
    fn first_line(&mut self) -> Value {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        serde_json::from_str(&line).expect("the first line is JSON")
    }

    /// Asks it to stop, which has to end well and without another word.
    fn stop(mut self, signal: &str) {
        send(signal, &self.child);
        assert_eq!(self.child.wait().unwrap().code(), Some(0), "being stopped is no failure");
        let mut rest = String::new();
        self.stdout.read_line(&mut rest).unwrap();
        assert_eq!(rest, "", "only the result goes to standard output");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended by itself when this fails.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A run with the first demo values of a phone system for which nobody has to sign in; none where there are none.
fn get_of(system: &Value) -> Option<Get> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let recipes = read_recipes().unwrap();
    let recipe = recipes.find(&text(&system["id"])).unwrap();
    let needs_sign_in = |demo: &&Value| recipe.way(&text(&demo["way"])).unwrap().grant.needs_sign_in();
    let demo = system["demo"].as_array().unwrap().iter().find(|demo| !needs_sign_in(demo))?;
    let get = Get::new(&text(&system["id"]), &text(&demo["way"]));
    let values = demo["values"].as_object().unwrap();
    Some(values.iter().fold(get, |get, (key, demo)| get.set(key, &text(&demo["value"]))))
}

#[test]
fn it_prints_one_line_of_json_and_serves_until_it_is_stopped() {
    for signal in ["TERM", "INT"] {
        let mut practice = Running::start(&["--json"]);
        for get in practice.first_line()["systems"].as_array().unwrap().iter().filter_map(get_of) {
            assert!(!get.run().result().is_empty());
        }
        practice.stop(signal);
    }
}

#[test]
fn for_people_it_prints_the_options_to_type_and_runs_only_what_was_asked_for() {
    let mut practice = Running::start(&["--system", "bright-pattern"]);
    let mut text = String::new();
    while practice.stdout.read_line(&mut text).unwrap() > 0 && !text.contains("Ctrl+C") {}
    assert!(text.starts_with("Bright Pattern") && text.contains(" at http://127.0.0.1:"), "{text}");
    assert!(text.contains("--way v3") && text.contains("--way v5") && text.contains("tenant  Tenant URL: "), "{text}");
    assert!(!text.contains("ringme"), "{text}");
    practice.stop("INT");
}

#[test]
fn nothing_answers_at_its_address_once_it_has_stopped() {
    let mut practice = Running::start(&["--system", "ringme", "--json"]);
    let get = get_of(&practice.first_line()["systems"][0]).unwrap();
    practice.stop("TERM");
    assert!(get.run().failure(4).contains("Nothing answers at "));
}
