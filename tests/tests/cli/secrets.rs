//! A secret on the command line is refused with the reason, and never repeated.

use crate::program::{Run, dialkey_cli};

const PLANTED: &str = "planted-7Zq4-secret";

/// What is said of `get` for a way that has a secret, with one more argument or two.
#[track_caller]
fn said_of(arguments: &[&str]) -> String {
    let ways: [&[&str]; 2] = [&[], &["--output", "json"]];
    let said = ways.map(|output| {
        let mut command = dialkey_cli();
        command.args(["get", "--system", "ringme", "--way", "trusted"]).args(output).args(arguments);
        let run = Run::from(command.output().unwrap());
        let said = run.failure(2).to_owned();
        assert!(!said.contains(PLANTED), "the secret is repeated: {said}");
        said
    });
    said[0].clone()
}

#[test]
fn a_secret_as_a_plain_argument_is_refused_with_the_reason() {
    let said = said_of(&["--secret", &format!("client_secret={PLANTED}")]);
    assert!(said.contains("must not stand on the command line, where other programs"), "{said}");
    for source in ["client_secret=@FILE", "client_secret=env:NAME", "client_secret=-"] {
        assert!(said.contains(source), "{source} in {said}");
    }
}

#[test]
fn a_secret_given_as_a_plain_value_is_refused_with_the_reason() {
    let said = said_of(&["--set", &format!("client_secret={PLANTED}")]);
    assert!(said.contains("client_secret is a secret and must not stand on the command line"), "{said}");
    assert!(said.contains("--secret client_secret=@FILE"), "{said}");
}

#[test]
fn a_slip_in_the_command_line_does_not_show_the_secret_either() {
    for slip in [
        &["--secret", PLANTED][..],
        &["--set", PLANTED],
        &["--secret", "client_secret", PLANTED],
        &["--secret", "client_secret=-", PLANTED],
        &[PLANTED],
    ] {
        said_of(slip);
    }
}
