//! Planted secrets through every command that uses a saved connection, good and bad: only what was asked for is
//! printed, and nothing else of them is said, handed over or kept in the clear.

use std::{
    fs,
    path::Path,
    process::Command,
    sync::{
        Mutex,
        mpsc::{self, Receiver},
    },
};

use base64::{Engine, engine::general_purpose::STANDARD};
use dialkey_core::{domain::connection::ConnectionId, ports::Vault as _};
use dialkey_tests::{
    forbidden::Forbidden,
    raw_server::{RawServer, Reply},
    request::Request,
};
use secrecy::SecretString;
use serde_json::json;

use super::world::{PASSPHRASE, World};
use crate::program::Run;

const CLIENT_SECRET: &str = "Zq7%k@V!x#M2+w:R&9~p'L";
const HEADER_VALUE: &str = "hv-81c2;e4=\"Xw9\"";
const PASSWORD: &str = "c0rrect h0rse\"bättery/staple";
const ACCESS_TOKEN: &str = "at.Kd83hw+PQ/zm=71-vT_x";
const REFRESH_TOKEN: &str = "rt~N5c!0Lw&bY2/q=9";
const WRONG_PASSPHRASE: &str = "not this one & 8 others";

/// What must never be said.
fn secrets() -> Forbidden {
    Forbidden::of(&[
        ("client secret", CLIENT_SECRET),
        ("header value", HEADER_VALUE),
        ("password", PASSWORD),
        ("passphrase", PASSPHRASE),
        ("wrong passphrase", WRONG_PASSPHRASE),
        ("refresh token", REFRESH_TOKEN),
    ])
}

/// What must not be said unasked.
fn tokens() -> Forbidden {
    Forbidden::of(&[("access token", ACCESS_TOKEN)])
}

/// Does what the path says, and repeats what it was sent.
fn answer(bytes: &[u8]) -> Reply {
    let everything = format!("{} {}", String::from_utf8_lossy(bytes), STANDARD.encode(bytes));
    match Request::parse(bytes).path() {
        "/token" => {
            let members = json!({
                "access_token": ACCESS_TOKEN, "refresh_token": REFRESH_TOKEN, "token_type": "Bearer", "expires_in": 3600,
                "scope": everything, "note": everything,
            });
            Reply::answer(200, &[("Content-Type", "application/json"), ("X-Debug", ACCESS_TOKEN)], members.to_string())
        }
        "/lost" => Reply::Bytes(Vec::new()),
        "/broken" => Reply::answer(500, &[("X-Debug", "1")], everything),
        _ => Reply::json(401, json!({ "error": "invalid_client", "error_description": everything }).to_string()),
    }
}

/// A connection with everything planted, whose tokens come with a password.
fn plant(world: &World, server: &RawServer) -> ConnectionId {
    let id = world.save("Munich", "password", server);
    for (field, text) in [
        ("client_secret", CLIENT_SECRET),
        ("password", PASSWORD),
        ("headers", &format!("X-Api-Key: {HEADER_VALUE}")),
        ("test_address", &server.url("/api")),
    ] {
        assert_eq!(world.desk().enter(&id, field, &SecretString::from(text)).unwrap(), None);
    }
    world.desk().keep_password(&id, true).unwrap();
    id
}

/// Everything is said that can be.
fn run(mut command: Command) -> Run {
    command.envs([("RUST_LOG", "trace"), ("RUST_BACKTRACE", "full")]);
    Run::of(command.spawn().unwrap())
}

fn ask(world: &World, arguments: &[&str]) -> Run {
    let run = run(world.command(arguments));
    secrets().assert_not_in(&format!("{} {}", run.stdout, run.stderr), &format!("what {arguments:?} says"));
    tokens().assert_not_in(&run.stderr, &format!("what {arguments:?} says beside its result"));
    run
}

/// Everything but the file that the passphrase is given in.
fn files_below(folder: &Path) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.filter(|path| path.file_name().is_none_or(|name| name != "passphrase")).flat_map(|path| {
        if path.is_dir() {
            return files_below(&path);
        }
        let bytes = fs::read(&path).unwrap();
        vec![(path.display().to_string(), String::from_utf8_lossy(&bytes).into_owned())]
    });
    files.collect()
}

fn found_in_files(world: &World) -> Vec<String> {
    let files = files_below(&world.path(""));
    assert!(files.iter().any(|(path, _)| path.ends_with("vault.db")), "there is a vault to look at");
    let is_leak = |text: &str| secrets().found_in(text).or(tokens().found_in(text)).is_some();
    files.into_iter().filter(|(path, text)| is_leak(path) || is_leak(text)).map(|(path, _)| path).collect()
}

#[test]
fn only_the_token_that_was_asked_for_is_printed_and_nothing_is_said_or_left() {
    let world = World::new();
    let server = world.runtime.block_on(RawServer::start(answer));
    let id = plant(&world, &server);
    for output in ["token", "header", "env", "json", "curl"] {
        let run = ask(&world, &["get", "Munich", "--output", output]);
        assert!(run.code == Some(0) && run.stdout.contains(ACCESS_TOKEN), "{output}: {run:?}");
        if output != "json" {
            let rest = run.stdout.replace(ACCESS_TOKEN, "");
            tokens().assert_not_in(&rest, &format!("what stands around the token in {output}"));
        }
    }
    let quiet: [&[&str]; 4] = [&["list"], &["list", "--json"], &["renew", "Munich"], &["renew", "--all"]];
    for path in ["/token", "/refused", "/broken", "/lost"] {
        world.desk().enter(&id, "token_address", &server.url(path).into()).unwrap();
        for arguments in quiet {
            let run = ask(&world, arguments);
            tokens().assert_not_in(&run.stdout, &format!("the result of {arguments:?} at {path}"));
        }
        world.vault().change(&id, &mut |record| record.token = None).unwrap();
        let asked = server.requests().len();
        let run = ask(&world, &["get", "Munich", "--output", "json"]);
        assert_eq!(run.code == Some(0), path == "/token", "{path}: {run:?}");
        assert!(server.requests().len() > asked, "{path} was asked");
    }
    ask(&world, &["forget", "Munich"]);
    world.vault_folder().back_up_if_due(world.vault()).unwrap().unwrap();
    assert_eq!(found_in_files(&world), [] as [String; 0]);
    fs::write(world.path("written"), STANDARD.encode(format!("x{CLIENT_SECRET}"))).unwrap();
    assert_eq!(found_in_files(&world).len(), 1, "what is written is found");
}

#[test]
fn no_way_to_give_a_passphrase_repeats_it() {
    let mut world = World::new();
    let server = world.runtime.block_on(RawServer::start(answer));
    plant(&world, &server);
    world.close();
    let wrong = world.path("wrong");
    fs::write(&wrong, WRONG_PASSPHRASE).unwrap();
    for arguments in [&["list"][..], &["get", "Munich"], &["renew", "--all"]] {
        let mut by_variable = world.locked(arguments);
        by_variable.env("DIALKEY_PASSPHRASE_FILE", &wrong);
        let mut by_option = world.locked(arguments);
        by_option.arg("--passphrase-file").arg(&wrong);
        let mut in_place_of_file = world.locked(arguments);
        in_place_of_file.env("DIALKEY_PASSPHRASE_FILE", PASSPHRASE);
        let mut by_mistake = world.locked(arguments);
        by_mistake.args(["--passphrase-file", PASSPHRASE]);
        for command in [by_variable, by_option, in_place_of_file, by_mistake] {
            let run = run(command);
            secrets().assert_not_in(run.failure(6), "what is said of a passphrase that opens nothing");
        }
    }
}

/// A server that never answers, and what tells that it was asked.
fn silent(world: &World) -> (RawServer, Receiver<()>) {
    let (sender, asked) = mpsc::channel();
    let sender = Mutex::new(sender);
    let server = world.server(move || {
        let _ = sender.lock().unwrap().send(());
        Reply::Stall(Vec::new())
    });
    (server, asked)
}

/// Every program of this computer sees what another one is started with.
#[test]
fn the_arguments_of_a_running_program_hold_no_secret() {
    let world = World::new();
    let (server, asked) = silent(&world);
    plant(&world, &server);
    let mut child = world.start(&["get", "Munich", "--timeout", "20"]);
    asked.recv().unwrap();
    let process = Path::new("/proc").join(child.id().to_string());
    for (what, file) in [("arguments", "cmdline"), ("environment", "environ")] {
        let bytes = fs::read(process.join(file)).unwrap();
        let text = String::from_utf8_lossy(&bytes).replace('\0', "\n");
        assert!(text.contains("Munich") || text.contains("DIALKEY_PASSPHRASE_FILE"), "{text}");
        secrets().assert_not_in(&text, what);
    }
    child.kill().unwrap();
    child.wait().unwrap();
}
