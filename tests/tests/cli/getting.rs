//! A token from every phone system.

use dialkey_adapters::recipes::read_recipes;
use dialkey_core::domain::recipe::Grant;
use dialkey_practice::{Demo, PracticeSystem};
use dialkey_tests::browser::Person;

use crate::{
    program::{Get, Run, Source, dialkey_cli, signs_in},
    servers::Servers,
    waiting::Waiting,
};

/// Runs it with somebody who signs in where that is needed, and pastes where no listener can catch the answer.
fn run(servers: &Servers, system: &PracticeSystem, demo: &Demo, source: Source) -> Run {
    let get = Get::with_demo(system, demo).secrets_from(source);
    if !signs_in(system, demo) {
        return get.run();
    }
    let get = get.flag("--no-browser");
    let pastes = demo.values.contains_key("redirect_uri");
    let get = if pastes { get.taking_input() } else { get.option("--redirect", "http://127.0.0.1/cb/test") };
    let mut waiting = Waiting::of(&get);
    let page = waiting.address();
    let arrival = servers.visit(Person::Allows, &page);
    if pastes {
        waiting.enter(arrival.address.as_str());
    }
    waiting.end()
}

#[test]
fn every_way_yields_a_token_wherever_its_secrets_come_from() {
    for source in Source::ALL {
        // Started anew for each source: some refresh tokens work once.
        let servers = Servers::start();
        for system in servers.practice.systems() {
            for demo in &system.demo {
                if source == Source::StandardInput && demo.values.contains_key("redirect_uri") {
                    // What is pasted comes from there.
                    continue;
                }
                let before = servers.practice.received(&system.id).len();
                let run = run(&servers, system, demo, source);
                let what = format!("{} · {} · {source:?}: {run:?}", system.id, demo.title);
                assert_eq!(run.code, Some(0), "{what}");
                let token = run.stdout.strip_suffix('\n').expect(&what);
                assert!(token.len() > 20 && token.chars().all(|character| character.is_ascii_graphic()), "{what}");
                if signs_in(system, demo) {
                    continue;
                }
                assert_eq!(run.stderr, "", "{what}");
                let sent = servers.practice.received(&system.id).len() - before;
                assert_eq!(sent, requests_of(system, demo), "nothing is asked twice: {what}");
            }
        }
    }
}

fn requests_of(system: &PracticeSystem, demo: &Demo) -> usize {
    let recipes = read_recipes().unwrap();
    let way = recipes.find(&system.id).unwrap().way(&demo.way).unwrap();
    match way.grant {
        Grant::Key => 0,
        Grant::Chain => way.call.len(),
        _ => 1,
    }
}

#[test]
fn the_line_break_at_the_end_of_a_file_is_no_part_of_the_secret_but_a_blank_is() {
    let servers = Servers::start();
    let system = servers.system("bright-pattern");
    let demo = system.demo_of("v3").unwrap();
    // The files end with a line break already; editors of other systems write two characters.
    let secret = &demo.values["client_secret"].value;
    Get::with_demo(system, demo).set("client_secret", &format!("{secret}\r")).run().result();
    let refused = Get::with_demo(system, demo).set("client_secret", &format!("{secret} ")).run();
    let said = refused.failure(3);
    assert!(said.contains("Something is odd in API secret"), "{said}");
}

#[test]
fn the_only_way_of_a_phone_system_need_not_be_named() {
    let servers = Servers::start();
    let system = servers.system("pexip-infinity");
    let mut command = dialkey_cli();
    command.args(["get", "--system", "pexip-infinity", "--secret", "private_key=env:KEY"]);
    for (key, demo) in &system.demo[0].values {
        if key == "private_key" {
            command.env("KEY", &demo.value);
        } else {
            command.args(["--set", &format!("{key}={}", demo.value)]);
        }
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_private_key_on_one_line_is_taken_as_it_was_pasted() {
    let servers = Servers::start();
    let system = servers.system("pexip-infinity");
    let key = &system.demo[0].values["private_key"].value;
    for pasted in [key.trim().replace('\n', "\\n"), key.trim().replace('\n', " "), key.replace('\n', "\n    ")] {
        Get::with_demo(system, &system.demo[0]).set("private_key", &pasted).run().result();
    }
}
