//! A new token that finds no room on the disk.

use std::process::{Command, Stdio};

use dialkey_tests::raw_server::Reply;

use super::world::{OLD, World};
use crate::program::Run;

/// Files may not grow beyond 128 KiB, which refuses writes as a full disk does.
const WITH_SMALL_FILES: &str = r#"trap "" XFSZ; ulimit -f 256; exec "$0" "$@""#;
/// Room for the mark of a renewal, and none for this token.
const CHARACTERS: usize = 200_000;

fn with_small_files(world: &World, arguments: &[&str]) -> Run {
    let command = world.command(arguments);
    let mut limited = Command::new("sh");
    limited.args(["-c", WITH_SMALL_FILES]).arg(command.get_program()).args(command.get_args());
    limited.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    limited.stdin(Stdio::null());
    Run::from(limited.output().unwrap())
}

/// A world whose only token is over, and the server that has a long one.
fn with_long_token() -> (World, dialkey_tests::raw_server::RawServer) {
    let mut world = World::new();
    let token = "n".repeat(CHARACTERS);
    let body = format!(r#"{{"access_token":"{token}","expires_in":3600,"refresh_token":"next-refresh"}}"#);
    let server = world.server(move || Reply::json(200, &body));
    let id = world.save("Munich", "authorization_code", &server);
    world.give_token(&id, Some(-5), true);
    // The log of the database is emptied with it.
    world.close();
    (world, server)
}

#[test]
fn f91_a_new_token_that_cannot_be_saved_is_printed_all_the_same() {
    let (world, server) = with_long_token();
    let run = with_small_files(&world, &["get", "Munich"]);
    assert_eq!((run.code, run.stdout.trim_end().len()), (Some(0), CHARACTERS), "{}", run.stderr);
    assert!(run.stderr.starts_with("The new token could not be saved: "), "{}", run.stderr);
    assert!(run.stderr.ends_with("It is printed all the same; keep it.\n"), "{}", run.stderr);
    assert_eq!(server.requests().len(), 1);
    // What is saved says that a renewal was begun, and nothing is sent before somebody looks at it.
    let next = world.run(&["list"]);
    assert!(!next.stdout.contains(OLD) && next.code == Some(0));
}

#[test]
fn f91_a_renewal_that_cannot_be_saved_is_a_failure() {
    let (world, server) = with_long_token();
    let run = with_small_files(&world, &["renew", "Munich"]);
    assert!(run.failure(6).starts_with("What came of the renewal could not be saved: "), "{run:?}");
    assert_eq!(server.requests().len(), 1);
}
