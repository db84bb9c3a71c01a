//! A real Secret Service: `gnome-keyring` on a session bus of its own, without a screen.

use std::{
    fs,
    process::{Command, Stdio},
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use dialkey_adapters::{
    clock::SystemClock,
    vault::{Keychain as _, KeychainProblem, LockedBy, Opening, OsKeychain, VaultFolder},
};
use dialkey_core::ports::Vault as _;
use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    place::{ID, LONG, Place, ready},
    step,
};

/// Unlocks a keyring, which makes it where there is none, and becomes the test.
const WITH_KEYRING: &str =
    r#"printf sesame | gnome-keyring-daemon --replace --unlock --components=secrets >/dev/null && exec "$0" "$@""#;
const WITHOUT_KEYRING: &str = r#"exec "$0" "$@""#;

/// A bus with nobody on it who could be started by asking.
const EMPTY_BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"#;

/// In place of the window that asks for the password: says its process number to whoever listens, and never asks.
const SILENT_PROMPTER: &str = "#!/bin/sh\necho $$ > \"$(dirname \"$0\")/asked\"\nexec tail -f /dev/null\n";
const PROMPTER_SERVICE: &str = "dbus-1/services/org.gnome.keyring.SystemPrompter.service";

/// Runs another test of this file in a session of its own.
fn run_in_session(test: &str, script: &str, with_services: bool) {
    run_in(&Place::new(), test, script, with_services);
}

fn run_in(place: &Place, test: &str, script: &str, with_services: bool) {
    let test = place.program(&format!("secret_service::{test}"));
    let mut session = Command::new("dbus-run-session");
    if !with_services {
        let configuration = place.path().join("bus.conf");
        fs::write(&configuration, EMPTY_BUS).unwrap();
        session.arg("--config-file").arg(configuration);
    }
    session.args(["--", "sh", "-c", script]).arg(test.get_program()).args(test.get_args());
    session.envs(test.get_envs().filter_map(|(name, value)| Some((name, value?))));
    // Each session has its own keyrings, and no screen to ask on.
    for (variable, folder) in [("HOME", "home"), ("XDG_RUNTIME_DIR", "runtime"), ("XDG_DATA_HOME", "data")] {
        let folder = place.path().join(folder);
        fs::create_dir_all(&folder).unwrap();
        fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        session.env(variable, folder);
    }
    session.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").stdin(Stdio::null());
    let output = session.output().expect("dbus-run-session is installed");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

/// The vault of the test that started this one, with the keychain of the session.
fn folder(place: &Place) -> VaultFolder {
    VaultFolder::new(place.file(""), Arc::new(OsKeychain), Arc::new(SystemClock))
}

fn open(place: &Place) -> Opening {
    folder(place).open().wait(LONG).unwrap()
}

/// Makes a vault with one connection, and says which item its key is in.
fn create(place: &Place) -> String {
    let vault = folder(place).create_with_keychain(Vec::new()).wait(LONG).unwrap().unwrap();
    vault.insert(step::record(ID)).unwrap();
    let key_file: serde_json::Value = serde_json::from_slice(&fs::read(place.file("vault.json")).unwrap()).unwrap();
    key_file["key"]["item"].as_str().unwrap().to_owned()
}

#[test]
fn a_keyring_carries_the_vault_from_the_first_start_on() {
    run_in_session("first_use", WITH_KEYRING, true);
}

#[test]
#[ignore = "another test starts it"]
fn first_use() {
    let Some(place) = Place::of_parent() else { return };
    assert!(matches!(open(&place), Opening::FirstStart { keychain: Ok(()) }));
    let item = create(&place);
    assert_eq!(step::read(&ready(open(&place)), ID), 0);

    let vault = ready(open(&place));
    folder(&place).use_passphrase(&vault, &SecretString::from("sesame")).unwrap();
    folder(&place).forget_keychain_item().wait(LONG).unwrap().unwrap();
    assert_eq!(OsKeychain.read(&item).unwrap_err(), KeychainProblem::NoItem);
    folder(&place).use_keychain(&vault).wait(LONG).unwrap().unwrap();
    drop(vault);
    ready(open(&place));
}

#[test]
fn f89_an_item_that_somebody_deleted_or_altered_locks_the_vault() {
    run_in_session("deleted_and_altered", WITH_KEYRING, true);
}

#[test]
#[ignore = "another test starts it"]
fn deleted_and_altered() {
    let Some(place) = Place::of_parent() else { return };
    let item = create(&place);
    let key = OsKeychain.read(&item).unwrap();
    OsKeychain.delete(&item).unwrap();
    OsKeychain.delete(&item).unwrap();
    assert!(matches!(open(&place), Opening::Locked(LockedBy::Keychain(KeychainProblem::NoItem))));
    for altered in ["", "something else", &key.expose_secret().to_lowercase()] {
        OsKeychain.write(&item, &SecretString::from(altered)).unwrap();
        let opening = open(&place);
        assert!(matches!(opening, Opening::Locked(LockedBy::Keychain(KeychainProblem::Altered))), "{opening:?}");
    }
    OsKeychain.write(&item, &key).unwrap();
    ready(open(&place));
}

#[test]
fn f89_a_locked_keyring_locks_the_vault_until_it_is_unlocked() {
    run_in_session("locked_keyring", WITH_KEYRING, true);
}

#[test]
#[ignore = "another test starts it"]
fn locked_keyring() {
    let Some(place) = Place::of_parent() else { return };
    create(&place);
    lock_keyring();
    let opening = open(&place);
    assert!(matches!(opening, Opening::Locked(LockedBy::Keychain(KeychainProblem::Locked))), "{opening:?}");
    let unlocked = Command::new("sh").args(["-c", WITH_KEYRING, "true"]).stderr(Stdio::null()).status();
    assert!(unlocked.unwrap().success());
    ready(open(&place));
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
fn f89_a_keyring_that_asks_its_person_is_waited_for_only_as_long_as_said() {
    let place = Place::new();
    // The bus looks for programs it may start when it starts itself.
    let service = place.path().join("data").join(PROMPTER_SERVICE);
    fs::create_dir_all(service.parent().unwrap()).unwrap();
    let prompter = place.path().join("prompter");
    fs::write(&prompter, SILENT_PROMPTER).unwrap();
    let exec = format!("/bin/sh {}", prompter.display());
    fs::write(service, format!("[D-BUS Service]\nName=org.gnome.keyring.SystemPrompter\nExec={exec}\n")).unwrap();
    assert!(Command::new("mkfifo").arg(place.path().join("asked")).status().unwrap().success());
    run_in(&place, "prompted", WITH_KEYRING, true);
}

#[test]
#[ignore = "another test starts it"]
fn prompted() {
    let Some(place) = Place::of_parent() else { return };
    create(&place);
    lock_keyring();
    let waiting = folder(&place).open();
    let (sender, receiver) = mpsc::channel();
    let asked = place.path().join("asked");
    thread::spawn(move || sender.send(fs::read_to_string(asked).unwrap()));
    let prompter = receiver.recv_timeout(LONG).expect("the keyring asks its person");
    let waiting = waiting.wait(Duration::ZERO).unwrap_err();
    drop(waiting);
    assert!(Command::new("kill").arg(prompter.trim()).status().unwrap().success(), "it was still asking");
}

#[test]
fn f89_a_keyring_without_a_collection_is_no_place_for_a_key() {
    run_in_session("no_collection", WITHOUT_KEYRING, true);
}

#[test]
#[ignore = "another test starts it"]
fn no_collection() {
    let Some(place) = Place::of_parent() else { return };
    let Opening::FirstStart { keychain: Err(problem) } = open(&place) else { panic!("it has no collection") };
    assert_ne!(problem, KeychainProblem::NoItem);
    let refused = folder(&place).create_with_keychain(Vec::new()).wait(LONG).unwrap();
    assert!(refused.is_err() && !place.file("").exists(), "nothing was made");
}

#[test]
fn f89_a_session_without_a_keyring_says_so() {
    run_in_session("no_service", WITHOUT_KEYRING, false);
}

#[test]
#[ignore = "another test starts it"]
fn no_service() {
    let Some(place) = Place::of_parent() else { return };
    assert!(matches!(open(&place), Opening::FirstStart { keychain: Err(KeychainProblem::Absent) }));
    assert!(folder(&place).create_with_keychain(Vec::new()).wait(LONG).unwrap().is_err());
    assert!(!place.file("").exists(), "nothing was made");

    // A vault that was made where there was one.
    drop(place.create());
    let opening = open(&place);
    assert!(matches!(opening, Opening::Locked(LockedBy::Keychain(KeychainProblem::Absent))), "{opening:?}");
}

#[test]
fn f89_no_session_bus_is_no_keychain() {
    let place = Place::new();
    let mut test = place.program("secret_service::no_service");
    test.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", place.path().join("no-bus").display()));
    let output = test.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
}
