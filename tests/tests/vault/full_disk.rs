//! No room left: what was acknowledged stays, what was not is refused, and the vault still opens.

use std::{
    fs,
    process::{Command, Stdio},
};

use dialkey_core::{
    domain::{
        connection::ConnectionId,
        storage::{KeyKept, StorageView},
    },
    ports::{Vault as _, vault::VaultError},
};
use secrecy::SecretString;

use crate::{
    place::{ID, Place},
    program::Program,
    step,
};

/// Mounts a small file system where the vault will be, which takes a name space of its own, and becomes the test.
const ON_A_SMALL_DISK: &str =
    r#"mount -t tmpfs -o size=1m,mode=700 tmpfs "$DIALKEY_TEST_PLACE/vault" && exec "$0" "$@""#;
/// Where that is not allowed: files may not grow beyond 512 KiB, which refuses writes in the same places.
const WITH_SMALL_FILES: &str = r#"trap "" XFSZ; ulimit -f 1024; exec "$0" "$@""#;

#[test]
fn f91_a_full_disk_loses_nothing_that_was_acknowledged() {
    run_on_a_small_disk("full_disk::fills_the_disk");
}

#[test]
fn f91_a_token_that_is_only_in_memory_is_not_lost_by_putting_another_vault_in_place() {
    run_on_a_small_disk("full_disk::replaces_the_vault_while_a_token_is_held");
}

#[test]
fn a_session_that_found_no_room_on_the_disk_can_be_kept_later() {
    run_on_a_small_disk("full_disk::keeps_a_session_that_has_no_room");
}

/// Runs a test of this program where the vault has one megabyte.
fn run_on_a_small_disk(test: &str) {
    let place = Place::new();
    fs::create_dir(place.file("")).unwrap();
    let may_mount = Command::new("unshare").args(["-rm", "true"]).stderr(Stdio::null()).status();
    let test = place.program(test);
    let mut command = if may_mount.is_ok_and(|status| status.success()) {
        let mut command = Command::new("unshare");
        command.args(["-rm", "sh", "-c", ON_A_SMALL_DISK]);
        command
    } else {
        let mut command = Command::new("sh");
        command.args(["-c", WITH_SMALL_FILES]);
        command
    };
    command.arg(test.get_program()).args(test.get_args());
    command.envs(test.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("1 passed"), "{said}");
}

#[test]
#[ignore = "another test starts it"]
fn fills_the_disk() {
    let Some(place) = Place::of_parent() else { return };
    let vault = place.create();
    vault.insert(step::record(ID)).unwrap();
    let mut kept = 1;
    let refused = loop {
        let id = kept.to_string();
        let written = vault.insert(step::record(&id)).and_then(|()| step::write(&vault, &id, 7));
        match written {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
        assert!(kept < 10_000, "the disk fills up");
    };
    assert!([VaultError::DiskFull, VaultError::NotWritable].contains(&refused), "{refused:?}");
    assert!(kept > 10, "there was room to begin with");

    let all_is_there = |vault: &dyn dialkey_core::ports::Vault| {
        for number in 1..kept {
            assert_eq!(step::read(vault, &number.to_string()), 7);
        }
        assert_eq!(step::read(vault, ID), 0);
    };
    all_is_there(&vault);
    assert!(place.folder().back_up_if_due(&vault).is_err(), "a second copy has no room");
    assert!(place.folder().backups().is_empty() && !place.file("backups/unfinished").exists());
    all_is_there(&vault);
    drop(vault);
    all_is_there(&place.ready());
}

#[test]
#[ignore = "another test starts it"]
fn replaces_the_vault_while_a_token_is_held() {
    let Some(place) = Place::of_parent() else { return };
    place.create().insert(step::record(ID)).unwrap();
    let program = Program::start(place.folder());
    let backup = program.wait_for_backup();
    let vault = program.storage.vault();
    let long = "x".repeat(2_000_000);
    let id = ConnectionId(ID.into());
    vault.keep(&id, &mut |record| record.connection.name.clone_from(&long)).unwrap();
    assert!(vault.held().is_some(), "it has no room");

    for refused in [program.storage.restore(backup), program.storage.start_again()] {
        let sentence = refused.unwrap_err().to_string();
        assert!(sentence.ends_with("Another vault in place of this one would lose them."), "{sentence}");
    }
    program.storage.open();
    let StorageView::Open { .. } = program.storage.view() else { panic!("it stays open") };
    assert_eq!(vault.load(&id).unwrap().connection.name, long, "it is still held");
    assert!(!place.names().iter().any(|name| name.contains("replaced")), "no file was touched");
}

#[test]
#[ignore = "another test starts it"]
fn keeps_a_session_that_has_no_room() {
    let Some(place) = Place::of_parent() else { return };
    let program = Program::start(place.folder_without_keychain());
    program.wait_until_first_start();
    program.storage.begin(KeyKept::Session, None).unwrap();
    let vault = program.storage.vault();
    vault.insert(step::record(ID)).unwrap();
    let id = ConnectionId(ID.into());
    vault.change(&id, &mut |record| record.connection.name = "x".repeat(2_000_000)).unwrap();

    let phrase = SecretString::from("long enough");
    program.storage.use_passphrase(&phrase).unwrap_err();
    assert!(!place.folder().has_vault() && vault.is_for_this_session(), "nothing was begun");
    vault.change(&id, &mut |record| record.connection.name = "short".into()).unwrap();
    program.storage.use_passphrase(&phrase).unwrap();
    assert_eq!(vault.load(&id).unwrap().connection.name, "short");
    assert!(!vault.is_for_this_session());
}
