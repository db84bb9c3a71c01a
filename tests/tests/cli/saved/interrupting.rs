//! Stopping a renewal in the middle of its wait, and what others see of it meanwhile.

use std::{
    fs,
    io::Read as _,
    process::Child,
    sync::{Mutex, mpsc},
};

use dialkey_tests::raw_server::{RawServer, Reply};

use super::world::{OLD, PASSPHRASE, REFRESH_TOKEN, World};
use crate::{program::Run, stopping::send};

/// The next line that a program says.
pub(super) fn line_of(child: &mut Child) -> String {
    // Byte by byte, so that nothing that comes later is taken along.
    let stderr = child.stderr.as_mut().unwrap();
    let mut line = Vec::new();
    let mut byte = [0];
    while line.last() != Some(&b'\n') && stderr.read(&mut byte).unwrap() == 1 {
        line.push(byte[0]);
    }
    String::from_utf8(line).unwrap()
}

/// A server that never answers, and what tells that it was asked.
fn silent(world: &World) -> (RawServer, mpsc::Receiver<()>) {
    let (sender, asked) = mpsc::channel();
    let sender = Mutex::new(sender);
    let server = world.server(move || {
        let _ = sender.lock().unwrap().send(());
        Reply::Stall(Vec::new())
    });
    (server, asked)
}

#[test]
fn a_renewal_that_is_stopped_is_uncertain_where_a_refresh_token_was_sent() {
    let world = World::new();
    for (way, has_refresh_token) in [("authorization_code", true), ("client_credentials", false)] {
        for signal in ["INT", "TERM"] {
            let (server, asked) = silent(&world);
            let name = format!("{way} {signal}");
            let id = world.save(&name, way, &server);
            world.give_token(&id, Some(-5), has_refresh_token);
            let child = world.start(&["get", &name]);
            asked.recv().unwrap();
            assert!(world.record(&id).renewal.is_some(), "it is marked before it is sent");
            send(signal, &child);
            let said = Run::of(child).failure(5).to_owned();
            assert_eq!(said.contains("Whether the token was renewed is not known."), has_refresh_token, "{said}");
            assert!(said.starts_with("Cancelled. "), "{said}");
            assert_eq!(world.record(&id).renewal.is_some(), has_refresh_token);
            assert_eq!(world.saved_token(&id), OLD);
        }
    }
}

#[test]
fn while_a_renewal_waits_other_programs_see_no_secret_of_it() {
    let world = World::new();
    let (server, asked) = silent(&world);
    let id = world.save("Munich", "authorization_code", &server);
    world.give_token(&id, Some(200), true);
    let child = world.start(&["get", "Munich"]);
    asked.recv().unwrap();
    let process = format!("/proc/{}", child.id());
    let seen = ["cmdline", "environ", "comm"].map(|file| fs::read(format!("{process}/{file}")).unwrap()).concat();
    let seen = String::from_utf8(seen).unwrap();
    assert!(seen.contains("Munich") && seen.contains("DIALKEY_PASSPHRASE_FILE"), "{seen}");
    for secret in [OLD, REFRESH_TOKEN, PASSPHRASE, "the client's secret"] {
        assert!(!seen.contains(secret), "{secret} can be read by other programs");
    }
    send("INT", &child);
    Run::of(child).failure(5);
}
