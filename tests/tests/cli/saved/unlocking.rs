//! The vault in every state but whole and closed.

use std::{
    fs::{self, File},
    os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _, chown},
        process::CommandExt as _,
    },
    path::Path,
    process::Command,
};

use super::{
    passphrases::with_token,
    world::{OLD, World},
};
use crate::program::Run;

/// A user who owns nothing. Permissions mean nothing to the one who administers the computer.
const NOBODY: u32 = 65_534;

#[test]
fn without_a_vault_it_is_said_that_nothing_is_saved_and_nothing_is_made() {
    let world = World::without_vault();
    for arguments in [&["get", "Munich"][..], &["list"], &["renew", "--all"], &["forget", "Munich"]] {
        let said = world.run(arguments).failure(6).to_owned();
        assert!(said.starts_with("Nothing is saved on this computer yet."), "{said}");
    }
    assert!(!world.path("data").exists());
}

#[test]
fn a_program_that_excludes_others_is_said() {
    let mut world = with_token();
    world.close();
    let alone = File::open(world.file("vault.lock")).unwrap();
    alone.lock().unwrap();
    let said = world.run(&["get", "Munich"]).failure(6).to_owned();
    assert!(said.starts_with("The vault is in use by another program. Close "), "{said}");
    drop(alone);
    assert_eq!(world.run(&["get", "Munich"]).result(), OLD);
}

#[test]
fn a_damaged_vault_without_a_backup_is_left_alone() {
    let mut world = with_token();
    world.close();
    fs::write(world.file("vault.db"), "no database").unwrap();
    let said = world.run(&["get", "Munich"]).failure(6).to_owned();
    assert!(said.starts_with("The vault is damaged, and there is no good backup of it. Open the window"), "{said}");
    assert_eq!(fs::read(world.file("vault.db")).unwrap(), b"no database");
}

#[test]
fn a_backup_takes_the_place_of_a_damaged_vault_and_that_is_said() {
    let mut world = with_token();
    world.vault_folder().back_up_if_due(world.vault()).unwrap().unwrap();
    world.close();
    fs::write(world.file("vault.db"), "no database").unwrap();
    let run = world.run(&["get", "Munich"]);
    assert_eq!((run.code, run.stdout.trim_end()), (Some(0), OLD), "{}", run.stderr);
    assert!(run.stderr.starts_with("What is saved was damaged. The backup from 2"), "{}", run.stderr);
    assert!(run.stderr.contains("UTC is used in its place; what came later is missing. The damaged file is kept as "));
    assert_eq!(world.run(&["get", "Munich"]).result(), OLD, "the next run is an ordinary one");
}

#[test]
fn a_vault_that_can_only_be_read_works_and_says_that_nothing_can_be_saved() {
    let mut world = World::new();
    let server = world.granting();
    for (name, way, ends_in, has_refresh_token) in [
        ("valid", "client_credentials", 1800, false),
        ("again", "client_credentials", -5, false),
        ("rotating", "authorization_code", -5, true),
    ] {
        let id = world.save(name, way, &server);
        world.give_token(&id, Some(ends_in), has_refresh_token);
    }
    world.close();
    for (file, mode) in [("vault.db", 0o400), ("vault.lock", 0o400), ("", 0o500)] {
        fs::set_permissions(world.file(file), fs::Permissions::from_mode(mode)).unwrap();
    }
    let says = "Changes cannot be saved: this computer does not let Dialkey write to its vault.\n";
    let valid = without_privileges(&world, &["get", "valid"]);
    assert_eq!((valid.stdout.trim_end(), valid.stderr.as_str()), (OLD, says));
    let again = without_privileges(&world, &["get", "again"]);
    assert_eq!((again.code, again.stdout.trim_end()), (Some(0), "new-token.1"));
    assert!(again.stderr.contains("The new token could not be saved: the vault cannot be written to."), "{again:?}");
    assert_eq!(server.requests().len(), 1);
    let rotating = without_privileges(&world, &["get", "rotating"]);
    assert!(rotating.failure(6).contains("the vault cannot be written to"), "{rotating:?}");
    for arguments in [&["renew", "again"][..], &["renew", "--all"], &["forget", "valid"]] {
        without_privileges(&world, arguments).failure(6);
    }
    assert_eq!(server.requests().len(), 1, "a refresh token is not sent where the next one cannot be saved");
}

/// Runs the program as somebody for whom permissions mean something.
fn without_privileges(world: &World, arguments: &[&str]) -> Run {
    let command = world.command(arguments);
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        return Run::from({ command }.output().unwrap());
    }
    // The program itself may lie where nobody else may look.
    let copy = world.path("dialkey-cli");
    if !copy.exists() {
        assert!(Command::new("cp").arg(command.get_program()).arg(&copy).status().unwrap().success());
        hand_over(&world.path(""));
    }
    let mut copied = Command::new(copy);
    copied.args(arguments).env_clear().current_dir(world.path("")).uid(NOBODY).gid(NOBODY);
    copied.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Run::from(copied.output().unwrap())
}

fn hand_over(path: &Path) {
    chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            hand_over(&entry.unwrap().path());
        }
    }
}
