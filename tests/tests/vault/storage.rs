//! The vault of a running program: what it tells, and what a person can do about it.

use std::{
    fs,
    sync::{
        Arc, Mutex,
        mpsc::{self, Receiver},
    },
};

use dialkey_adapters::{
    clock::SystemClock,
    storage::LockReason,
    vault::{Keychain, KeychainProblem, VaultFolder},
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

/// A keychain whose person is asked to unlock it and does not answer until the test says so.
struct SilentKeychain(Mutex<Receiver<()>>);

impl Keychain for SilentKeychain {
    fn read(&self, _: &str) -> Result<SecretString, KeychainProblem> {
        let _ = self.0.lock().unwrap().recv();
        Err(KeychainProblem::Locked)
    }

    fn write(&self, item: &str, _: &SecretString) -> Result<(), KeychainProblem> {
        self.read(item).map(drop)
    }

    fn delete(&self, _: &str) -> Result<(), KeychainProblem> {
        Ok(())
    }
}

fn id() -> ConnectionId {
    ConnectionId(ID.into())
}

fn phrase(text: &str) -> SecretString {
    SecretString::from(text)
}

#[test]
fn where_a_keychain_keeps_things_the_first_start_asks_nobody() {
    let place = Place::new();
    let program = Program::start(place.folder());
    assert_eq!(program.wait_until_open().key, KeyKept::Keychain);
    program.storage.vault().insert(step::record(ID)).unwrap();
    drop(program);

    let again = Program::start(place.folder());
    again.wait_until_open();
    assert_eq!(again.storage.vault().summaries().unwrap().len(), 1);
}

#[test]
fn f89_without_a_keychain_nothing_is_written_before_the_person_has_chosen() {
    let place = Place::new();
    let program = Program::start(place.folder_without_keychain());
    let (sentence, can_use_keychain) = program.wait_until_first_start();
    assert_eq!(sentence, "This computer has no keychain that Dialkey can use.");
    assert!(!can_use_keychain && !place.path().join("vault").exists());
    assert_eq!(program.storage.vault().insert(step::record(ID)), Err(VaultError::Locked));

    let refused = program.storage.begin(KeyKept::Passphrase, Some(&phrase("short"))).unwrap_err();
    assert_eq!(refused.to_string(), "Use at least 8 characters.");
    assert!(!place.path().join("vault").exists());

    program.storage.begin(KeyKept::Passphrase, Some(&phrase("long enough"))).unwrap();
    assert_eq!(program.wait_until_open().key, KeyKept::Passphrase);
    program.storage.vault().insert(step::record(ID)).unwrap();
}

#[test]
fn a_session_leaves_no_trace_unless_the_person_has_it_kept_after_all() {
    let place = Place::new();
    let program = Program::start(place.folder_without_keychain());
    program.wait_until_first_start();
    program.storage.begin(KeyKept::Session, None).unwrap();
    let open = program.wait_until_open();
    assert_eq!((open.key, open.folder), (KeyKept::Session, None));
    program.storage.vault().insert(step::record(ID)).unwrap();
    step::write(program.storage.vault(), ID, 3).unwrap();

    program.storage.lock(LockReason::Person);
    assert!(program.storage.vault().load(&id()).is_ok(), "nothing could open it again");
    assert!(program.storage.start_again().is_err() && !place.path().join("vault").exists());

    program.storage.use_passphrase(&phrase("long enough")).unwrap();
    assert_eq!(program.wait_until_open().key, KeyKept::Passphrase);
    assert_eq!(step::read(program.storage.vault(), ID), 3);
    program.storage.lock(LockReason::Person);
    program.storage.unlock(&phrase("long enough")).unwrap();
    assert_eq!(step::read(program.storage.vault(), ID), 3, "it came from the disk");
}

#[test]
fn f89_a_silent_keychain_is_said_and_waiting_for_it_can_be_stopped() {
    let place = Place::with_vault();
    let (answer, silence) = mpsc::channel();
    let keychain = Arc::new(SilentKeychain(Mutex::new(silence)));
    let program = Program::start(VaultFolder::new(place.path().join("vault"), keychain, Arc::new(SystemClock)));
    program.wait_for(|view| (view == StorageView::WaitingForKeychain).then_some(()));
    program.storage.stop_waiting();
    let by = program.wait_for(|view| match view {
        StorageView::Locked { opens_by, .. } => Some(opens_by),
        _ => None,
    });
    assert_eq!(by, KeyKept::Keychain);

    // Whoever answers now answers nobody; the next try asks anew.
    drop(answer);
    program.storage.open();
    let sentence = program.wait_for(|view| match view {
        StorageView::Locked { sentence, .. } => Some(sentence),
        _ => None,
    });
    assert_eq!(sentence, "The keychain is locked, or access to it was denied.");
    assert_eq!(place.ready().summaries().unwrap().len(), 1, "the vault is as it was");
}

#[test]
fn a_wrong_passphrase_is_said_and_changes_nothing() {
    let place = Place::new();
    place.folder().create_with_passphrase(&phrase("long enough"), &[]).unwrap();
    let program = Program::start(place.folder());
    program.wait_for(|view| matches!(view, StorageView::Locked { opens_by: KeyKept::Passphrase, .. }).then_some(()));
    let refused = program.storage.unlock(&phrase("another one")).unwrap_err();
    assert_eq!(refused.to_string(), "This is not the passphrase of the vault.");
    assert!(matches!(program.storage.view(), StorageView::Locked { .. }));
    program.storage.unlock(&phrase("long enough")).unwrap();
    program.wait_until_open();
}

#[test]
fn a_lock_says_why_and_closes_the_vault() {
    let place = Place::with_vault();
    let program = Program::start(place.folder());
    program.wait_until_open();
    program.storage.lock(LockReason::Idle { minutes: 15 });
    assert_eq!(program.storage.vault().load(&id()).unwrap_err(), VaultError::Locked);
    let StorageView::Locked { sentence, .. } = program.storage.view() else { panic!("it is locked") };
    assert_eq!(sentence, "It locked itself after 15 minutes without use.");
    program.storage.open();
    program.wait_for(|view| matches!(view, StorageView::Locked { .. }).then_some(()));
    program.wait_until_open();
    assert!(program.storage.vault().load(&id()).is_ok());
}

#[test]
fn f100_a_vault_that_was_locked_by_waking_up_says_so_and_opens_again() {
    let place = Place::with_vault();
    let program = Program::start(place.folder());
    program.wait_until_open();
    program.storage.lock(LockReason::Resume);
    assert_eq!(program.storage.vault().load(&id()).unwrap_err(), VaultError::Locked);
    let StorageView::Locked { sentence, .. } = program.storage.view() else { panic!("it is locked") };
    assert_eq!(sentence, "It locked itself when the computer woke up.");
    program.storage.open();
    program.wait_for(|view| matches!(view, StorageView::Open { .. }).then_some(()));
    assert!(program.storage.vault().load(&id()).is_ok(), "nothing is lost");
}

#[test]
fn the_key_moves_between_keychain_and_passphrase_and_back() {
    let place = Place::with_vault();
    let program = Program::start(place.folder());
    program.wait_until_open();
    let item = place.item();

    program.storage.use_passphrase(&phrase("long enough")).unwrap();
    assert!(!item.exists(), "the keychain has forgotten it");
    program.storage.lock(LockReason::Person);
    program.storage.unlock(&phrase("long enough")).unwrap();

    program.storage.use_keychain().unwrap();
    let StorageView::Open { storage } = program.storage.view() else { panic!("it stays open") };
    assert_eq!(storage.key, KeyKept::Keychain);
    drop(program);
    assert_eq!(place.ready().summaries().unwrap().len(), 1);
}

#[test]
fn f90_what_was_recovered_is_told_with_its_time() {
    let place = Place::with_vault();
    let program = Program::start(place.folder());
    let backup = program.wait_for_backup();
    drop(program);
    fs::write(place.file("vault.db"), vec![0; 4096]).unwrap();

    let again = Program::start(place.folder());
    let recovered = again.wait_until_open().recovered.unwrap();
    assert_eq!(recovered.from, backup);
    assert!(fs::exists(recovered.kept_as.unwrap()).unwrap(), "the damaged file is kept");
}

#[test]
fn a_backup_is_put_back_and_starting_again_deletes_nothing() {
    let place = Place::with_vault();
    let program = Program::start(place.folder());
    let backup = program.wait_for_backup();
    program.storage.vault().remove(&id()).unwrap();

    program.storage.restore(backup).unwrap();
    program.wait_until_open();
    assert!(program.storage.vault().load(&id()).is_ok());

    program.storage.start_again().unwrap();
    let (sentence, can_use_keychain) = program.wait_until_first_start();
    assert_eq!(sentence, "Its file is gone, but there are backups of it.");
    assert!(can_use_keychain);
    assert!(place.names().iter().filter(|name| name.starts_with("vault.db.replaced")).count() >= 2);
    program.storage.begin(KeyKept::Keychain, None).unwrap();
    program.wait_until_open();
    assert_eq!(program.storage.vault().summaries().unwrap(), []);
}

#[test]
fn what_another_program_writes_is_noticed_once() {
    let place = Place::with_vault();
    let program = Program::start(place.folder());
    program.wait_until_open();
    program.storage.was_changed_elsewhere();
    step::write(program.storage.vault(), ID, 1).unwrap();
    assert!(!program.storage.was_changed_elsewhere(), "its own changes are no news");
    step::write(&place.ready(), ID, 2).unwrap();
    assert!(program.storage.was_changed_elsewhere());
    assert!(!program.storage.was_changed_elsewhere());
}
