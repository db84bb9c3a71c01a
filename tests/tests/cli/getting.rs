//! A token from every phone system.

use crate::{
    program::{Get, Source, dialkey_cli},
    servers::Servers,
};

#[test]
fn every_way_yields_a_token_wherever_its_secrets_come_from() {
    let servers = Servers::start();
    for system in servers.practice.systems() {
        for demo in &system.demo {
            for source in Source::ALL {
                let before = servers.practice.received(&system.id).len();
                let run = Get::with_demo(system, demo).secrets_from(source).run();
                let what = format!("{} · {} · {source:?}: {run:?}", system.id, demo.title);
                assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{what}");
                let token = run.stdout.strip_suffix('\n').expect(&what);
                assert!(token.len() > 20 && token.chars().all(|character| character.is_ascii_graphic()), "{what}");
                assert_eq!(servers.practice.received(&system.id).len(), before + 1, "one run is one request: {what}");
            }
        }
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
