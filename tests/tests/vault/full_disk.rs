//! No room left: what was acknowledged stays, what was not is refused, and the vault still opens.

use std::{
    fs,
    process::{Command, Stdio},
};

use dialkey_core::ports::{Vault as _, vault::VaultError};

use crate::{
    place::{ID, Place},
    step,
};

/// Mounts a small file system where the vault will be, which takes a name space of its own, and becomes the test.
const ON_A_SMALL_DISK: &str =
    r#"mount -t tmpfs -o size=1m,mode=700 tmpfs "$DIALKEY_TEST_PLACE/vault" && exec "$0" "$@""#;
/// Where that is not allowed: files may not grow beyond 512 KiB, which refuses writes in the same places.
const WITH_SMALL_FILES: &str = r#"trap "" XFSZ; ulimit -f 1024; exec "$0" "$@""#;

#[test]
fn a_full_disk_loses_nothing_that_was_acknowledged() {
    let place = Place::new();
    fs::create_dir(place.file("")).unwrap();
    let may_mount = Command::new("unshare").args(["-rm", "true"]).stderr(Stdio::null()).status();
    let test = place.program("full_disk::fills_the_disk");
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
