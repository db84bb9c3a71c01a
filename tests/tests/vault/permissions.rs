//! Files that the system keeps from us.

use std::{
    fs,
    os::unix::{
        fs::{PermissionsExt as _, chown},
        process::CommandExt as _,
    },
    path::Path,
};

use dialkey_adapters::vault::{Opening, ReadOnly, Unusable};
use dialkey_core::ports::{Vault as _, vault::VaultError};

use crate::{
    place::{ID, Place},
    step,
};

/// A user who owns nothing. Permissions mean nothing to the one who administers the computer.
const NOBODY: u32 = 65_534;

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Hands a place to somebody without privileges, where this test has them, and runs another test there.
fn run_without_privileges(place: &Place, test: &str) {
    let mut command = place.program(test);
    if fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0) {
        hand_over(place.path());
        // The test itself may lie where nobody else may look.
        let copy = place.path().join("test");
        // By another program: a file that this one has open for writing while another thread starts something is "busy".
        let copied = std::process::Command::new("cp").arg(std::env::current_exe().unwrap()).arg(&copy).status();
        assert!(copied.unwrap().success());
        let mut copied = std::process::Command::new(copy);
        copied.args(command.get_args()).envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        copied.current_dir(place.path()).uid(NOBODY).gid(NOBODY);
        command = copied;
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
}

fn hand_over(path: &Path) {
    chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            hand_over(&entry.unwrap().path());
        }
    }
}

#[test]
fn f90_a_vault_that_may_not_be_read_is_not_taken_for_damaged() {
    run_without_privileges(&Place::with_vault(), "permissions::may_not_read_the_vault");
}

#[test]
#[ignore = "another test starts it"]
fn may_not_read_the_vault() {
    let Some(place) = Place::of_parent() else { return };
    for file in ["vault.db", "vault.json"] {
        set_mode(&place.file(file), 0o000);
        let opening = place.open();
        assert!(matches!(opening, Opening::Unusable(Unusable::NotAllowed(_))), "{file}: {opening:?}");
        set_mode(&place.file(file), 0o600);
    }
    set_mode(&place.file(""), 0o000);
    assert!(matches!(place.open(), Opening::Unusable(Unusable::NotAllowed(_))));
    set_mode(&place.file(""), 0o700);
    assert_eq!(place.names(), ["vault.db", "vault.json", "vault.lock"], "nothing was renamed");
    place.ready();
}

#[test]
fn f91_a_vault_that_may_not_be_written_can_be_read() {
    run_without_privileges(&Place::with_vault(), "permissions::may_not_write_the_vault");
}

#[test]
#[ignore = "another test starts it"]
fn may_not_write_the_vault() {
    let Some(place) = Place::of_parent() else { return };
    let modes = [("vault.db", 0o400), ("vault.lock", 0o400), ("", 0o500)];
    for (file, mode) in modes {
        set_mode(&place.file(file), mode);
    }
    let vault = place.ready();
    assert_eq!(vault.read_only(), Some(ReadOnly::NotWritable));
    assert_eq!(vault.summaries().unwrap().len(), 1);
    assert_eq!(step::write(&vault, ID, 1), Err(VaultError::NotWritable));
    drop(vault);
    for (file, mode) in [("", 0o700), ("vault.db", 0o600), ("vault.lock", 0o600)] {
        set_mode(&place.file(file), mode);
    }
    step::write(&place.ready(), ID, 1).unwrap();
}
