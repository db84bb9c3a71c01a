//! Where the passphrase comes from, and what is said where it does not open the vault: exit code 6.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    process::{Command, Stdio},
};

use super::world::{OLD, PASSPHRASE, World};
use crate::program::Run;

/// A world with one connection, whose token is valid.
pub(super) fn with_token() -> World {
    let world = World::new();
    let server = world.granting();
    let id = world.save("Munich", "client_credentials", &server);
    world.give_token(&id, Some(1800), false);
    world
}

#[track_caller]
fn run(mut command: Command) -> Run {
    let run = Run::from(command.output().unwrap());
    assert!(!run.stderr.contains(PASSPHRASE), "{}", run.stderr);
    run
}

#[test]
fn the_option_comes_before_the_variable_and_one_line_break_at_the_end_is_no_part_of_it() {
    let world = with_token();
    let wrong = world.path("wrong");
    fs::write(&wrong, "something else").unwrap();
    let right = world.path("right");
    for end in ["", "\n", "\r\n"] {
        fs::write(&right, format!("{PASSPHRASE}{end}")).unwrap();
        let mut command = world.locked(&["get", "Munich", "--passphrase-file"]);
        command.arg(&right).env("DIALKEY_PASSPHRASE_FILE", &wrong);
        assert_eq!(run(command).result(), OLD, "{end:?}");
    }
    fs::write(&right, format!("{PASSPHRASE}\n\n")).unwrap();
    let mut command = world.locked(&["get", "Munich"]);
    command.env("DIALKEY_PASSPHRASE_FILE", &right);
    run(command).failure(6);
}

#[test]
fn a_passphrase_that_does_not_open_it_or_is_not_there_is_said() {
    let world = with_token();
    let wrong = world.path("wrong");
    fs::write(&wrong, "something else").unwrap();
    let missing = world.path("missing");
    for (file, sentence) in [(&wrong, "This is not the passphrase of the vault."), (&missing, "could not be read from")]
    {
        for command in [&["get", "Munich"][..], &["list"], &["renew", "--all"], &["forget", "Munich"]] {
            let mut command = world.locked(command);
            command.arg("--passphrase-file").arg(file);
            let run = run(command);
            assert!(run.failure(6).contains(sentence), "{run:?}");
        }
    }
    let nobody_to_ask = run(world.locked(&["get", "Munich"]));
    let said = nobody_to_ask.failure(6);
    assert!(
        said.contains("locked by your passphrase") && said.contains("There is no terminal to ask for it."),
        "{said}"
    );
    assert!(said.contains("--passphrase-file FILE") && said.contains("DIALKEY_PASSPHRASE_FILE"), "{said}");
    let json = run(world.locked(&["list", "--json"]));
    assert_eq!(json.failure_as_json(6)["code"], "vault_unavailable");
}

#[test]
fn somebody_at_a_terminal_is_asked_and_what_is_typed_is_not_shown() {
    let world = with_token();
    for (typed, code, expected) in [(PASSPHRASE, 0, OLD), ("something else", 6, "This is not the passphrase")] {
        let command = world.locked(&["get", "Munich"]);
        let words = std::iter::once(command.get_program()).chain(command.get_args());
        let line = words.map(|word| format!("'{}'", word.to_str().unwrap())).collect::<Vec<_>>().join(" ");
        // `script` runs a command in a terminal of its own.
        let mut terminal = Command::new("script")
            .args(["--quiet", "--return", "--command", &line, "/dev/null"])
            .env("XDG_DATA_HOME", world.path("data"))
            .env_remove("DIALKEY_PASSPHRASE_FILE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut screen = BufReader::new(terminal.stdout.take().unwrap());
        let mut question = Vec::new();
        screen.read_until(b':', &mut question).unwrap();
        assert_eq!(String::from_utf8(question).unwrap(), "Passphrase of the saved connections:");
        writeln!(terminal.stdin.as_mut().unwrap(), "{typed}").unwrap();
        let mut rest = String::new();
        screen.read_to_string(&mut rest).unwrap();
        assert_eq!(terminal.wait().unwrap().code(), Some(code), "{rest}");
        assert!(rest.contains(expected) && !rest.contains(typed), "{rest}");
    }
}
