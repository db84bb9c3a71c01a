//! The practice system in the foreground.

use std::{
    io::{BufRead, BufReader},
    process::{Child, ChildStdout},
};

use dialkey_adapters::recipes::read_recipes;
use dialkey_practice::Fault;
use serde_json::Value;

use crate::{
    program::{Get, Run, dialkey_cli},
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

/// What `practice` with these options ends with at once.
fn ended(arguments: &[&str]) -> Run {
    dialkey_cli().arg("practice").args(arguments).output().unwrap().into()
}

#[test]
fn what_can_go_wrong_is_listed_for_people_and_for_programs() {
    let listed = ended(&["--fault", "list"]).result().to_owned();
    let as_json: Value = serde_json::from_str(ended(&["--fault", "list", "--json"]).result()).unwrap();
    assert_eq!(as_json.as_array().unwrap().len(), Fault::all().len());
    for fault in Fault::all() {
        assert!(listed.contains(&format!("  {}  ", fault.name())) && listed.contains(fault.title()), "{fault}");
    }
}

#[test]
fn an_unknown_fault_is_answered_with_those_there_are() {
    let run = ended(&["--fault", "gremlins"]);
    let said = run.failure(2);
    assert!(said.starts_with("There is no fault \"gremlins\". There are: wrong-secret, "), "{said}");
}

#[test]
fn a_fault_is_said_with_what_to_look_for_and_is_met() {
    let mut practice = Running::start(&["--system", "oauth2", "--fault", "wrong-secret", "--json"]);
    let line = practice.first_line();
    assert_eq!(line["fault"]["name"], "wrong-secret");
    assert!(line["fault"]["lookFor"].as_str().unwrap().contains("not recognised"), "{line}");
    assert!(get_of(&line["systems"][0]).unwrap().run().failure(3).contains("does not recognise this application"));
    practice.stop("TERM");
}

#[test]
fn for_people_a_fault_stands_below_the_values_with_what_there_is_to_try() {
    let mut practice = Running::start(&["--system", "ringme", "--fault", "private-authority"]);
    let mut text = String::new();
    while practice.stdout.read_line(&mut text).unwrap() > 0 && !text.contains("Ctrl+C") {}
    assert!(text.contains(" at https://127.0.0.1:"), "{text}");
    let (_, purpose) = text.split_once("Wrong on purpose: ").expect("it is said that this is on purpose");
    assert!(purpose.contains("(private-authority)") && purpose.contains("To be seen: "), "{purpose}");
    assert!(purpose.contains("-----BEGIN CERTIFICATE-----"), "{purpose}");
    practice.stop("INT");
}
