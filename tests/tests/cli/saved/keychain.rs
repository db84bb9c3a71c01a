//! A vault whose key is in a real keychain: `gnome-keyring` on a session bus of its own, without a screen.

use std::{
    env, fs,
    os::unix::fs::PermissionsExt as _,
    path::PathBuf,
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use dialkey_adapters::{
    clock::SystemClock,
    vault::{OsKeychain, VaultFolder},
};
use tempfile::TempDir;

use super::interrupting::line_of;
use crate::{
    program::{Run, dialkey_cli},
    stopping::send,
};

/// Unlocks a keyring, which makes it where there is none, and becomes the test.
const WITH_KEYRING: &str =
    r#"printf sesame | gnome-keyring-daemon --replace --unlock --components=secrets >/dev/null && exec "$0" "$@""#;
/// In place of the window that asks for the password: says its process number to whoever listens, and never asks.
const SILENT_PROMPTER: &str = "#!/bin/sh\necho $$ > \"$(dirname \"$0\")/asked\"\nexec tail -f /dev/null\n";
const PROMPTER_SERVICE: &str = "dbus-1/services/org.gnome.keyring.SystemPrompter.service";
/// Tells a test that another one started it, and where its files are.
const PLACE: &str = "DIALKEY_TEST_PLACE";
const LONG: Duration = Duration::from_mins(1);

/// Runs another test of this file in a session of its own.
fn run_in_session(test: &str, prompter: bool) {
    let place = TempDir::with_prefix("dialkey-cli-").unwrap();
    let mut session = Command::new("dbus-run-session");
    session.args(["--", "sh", "-c", WITH_KEYRING]).arg(env::current_exe().unwrap());
    session.args([&format!("saved::keychain::{test}"), "--exact", "--ignored", "--nocapture", "--test-threads=1"]);
    for (variable, folder) in [("HOME", "home"), ("XDG_RUNTIME_DIR", "runtime"), ("XDG_DATA_HOME", "data")] {
        let folder = place.path().join(folder);
        fs::create_dir_all(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
        session.env(variable, folder);
    }
    if prompter {
        // The bus looks for programs it may start when it starts itself.
        let service = place.path().join("data").join(PROMPTER_SERVICE);
        fs::create_dir_all(service.parent().unwrap()).unwrap();
        let program = place.path().join("prompter");
        fs::write(&program, SILENT_PROMPTER).unwrap();
        assert!(Command::new("mkfifo").arg(place.path().join("asked")).status().unwrap().success());
        let exec = format!("/bin/sh {}", program.display());
        fs::write(service, format!("[D-BUS Service]\nName=org.gnome.keyring.SystemPrompter\nExec={exec}\n")).unwrap();
    }
    session.env(PLACE, place.path()).env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").stdin(Stdio::null());
    let output = session.output().expect("dbus-run-session is installed");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

/// Makes an empty vault with its key in the keychain; none where nobody started this test.
fn create() -> Option<()> {
    let path = PathBuf::from(env::var_os(PLACE)?).join("data/dev.dialkey.desktop");
    let folder = VaultFolder::new(path, Arc::new(OsKeychain), Arc::new(SystemClock));
    folder.create_with_keychain(Vec::new()).wait(LONG).unwrap().unwrap();
    Some(())
}

/// The program in this session.
fn list() -> Command {
    let mut command = dialkey_cli();
    command.arg("list");
    for variable in ["XDG_DATA_HOME", "XDG_RUNTIME_DIR", "HOME", "DBUS_SESSION_BUS_ADDRESS"] {
        command.env(variable, env::var_os(variable).unwrap_or_default());
    }
    command
}

fn lock_keyring() {
    let service = ["--dest=org.freedesktop.secrets", "/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock"];
    let locked = Command::new("dbus-send")
        .args(["--session", "--print-reply"])
        .args(service)
        .arg("array:objpath:/org/freedesktop/secrets/collection/login")
        .stdout(Stdio::null())
        .status();
    assert!(locked.unwrap().success());
}

#[test]
fn the_keychain_opens_the_vault_and_nobody_is_asked() {
    run_in_session("opens", false);
}

#[test]
#[ignore = "another test starts it"]
fn opens() {
    let Some(()) = create() else { return };
    let run = Run::from(list().output().unwrap());
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), "No connection is saved yet.\n"));
    lock_keyring();
    let run = Run::from(list().output().unwrap());
    // Before it a slow computer may say that it waits.
    let said = "The keychain is locked, or access to it was denied. Unlock it and run this again.\n";
    assert!(run.failure(6).ends_with(said), "{run:?}");
    let mut without = list();
    without.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    let run = Run::from(without.output().unwrap());
    assert!(run.failure(6).starts_with("This computer has no keychain that Dialkey can use."), "{run:?}");
}

#[test]
fn a_keychain_that_asks_its_person_is_waited_for_until_that_is_stopped() {
    run_in_session("asks", true);
}

#[test]
#[ignore = "another test starts it"]
fn asks() {
    let Some(()) = create() else { return };
    lock_keyring();
    let mut child = list().spawn().unwrap();
    let said = line_of(&mut child);
    let asked = PathBuf::from(env::var_os(PLACE).unwrap()).join("asked");
    let prompter = fs::read_to_string(asked).unwrap();
    send("INT", &child);
    let run = Run::of(child);
    // It would keep the session from ending.
    assert!(Command::new("kill").arg(prompter.trim()).status().unwrap().success(), "it was still asking");
    assert!(said.starts_with("Waiting for your keychain. "), "{said}");
    assert_eq!(run.failure(5), "Cancelled. Nothing was changed.\n");
}
