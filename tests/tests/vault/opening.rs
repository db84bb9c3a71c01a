//! The first start and the later ones.

use std::fs;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use dialkey_adapters::vault::{
    KeyWay, KeychainProblem, LockedBy, Opening, ReadOnly, SqlVault, Unusable, VaultFileError,
};
use dialkey_core::ports::{Vault as _, vault::VaultError};
use rusqlite::Connection;

use crate::{
    place::{ID, LONG, Place},
    step,
};

#[test]
fn a_first_start_leaves_nothing_behind_until_a_vault_is_made() {
    let place = Place::new();
    assert!(matches!(place.open(), Opening::FirstStart { keychain: Ok(()) }));
    assert!(!place.file("").exists());
    assert_eq!(place.folder().key_way(), None);
}

#[test]
fn what_was_kept_is_there_when_the_vault_is_opened_again() {
    let place = Place::with_vault();
    let vault = place.ready();
    step::write(&vault, ID, 1).unwrap();
    drop(vault);
    assert_eq!(step::read(&place.ready(), ID), 1);
    assert_eq!(place.folder().key_way(), Some(KeyWay::Keychain));
    assert_eq!(place.names(), ["vault.db", "vault.json", "vault.lock"]);
}

#[test]
fn a_new_vault_is_never_made_over_another_one() {
    let place = Place::with_vault();
    let refused = place.folder().create_with_keychain(Vec::new()).wait(LONG).unwrap();
    assert_eq!(refused.unwrap_err(), VaultFileError::AlreadyThere);
    assert!(matches!(place.open(), Opening::Ready(_)));
}

#[test]
fn a_beginning_that_was_interrupted_is_begun_again() {
    let place = Place::with_vault();
    fs::remove_file(place.file("vault.db")).unwrap();
    fs::write(place.file("vault.db.new"), "half a database").unwrap();
    assert!(matches!(place.open(), Opening::FirstStart { .. }));
    drop(place.create());
    assert!(matches!(place.open(), Opening::Ready(_)));
    assert!(place.names().iter().any(|name| name.starts_with("vault.json.replaced-")), "{:?}", place.names());
}

/// The smallest store takes 2560 bytes, two for each character.
#[test]
fn f89_what_the_keychain_keeps_fits_into_the_smallest() {
    let place = Place::with_vault();
    for number in 0..50 {
        place.ready().insert(step::record(&format!("{number}{}", "x".repeat(1000)))).unwrap();
    }
    let kept = fs::read_to_string(place.item()).unwrap();
    assert_eq!(kept.encode_utf16().count(), 44, "a key and nothing that grows with the vault");
}

#[test]
fn f89_a_missing_item_is_no_first_start() {
    let place = Place::with_vault();
    let item = place.item();
    let key = fs::read(&item).unwrap();
    fs::remove_file(&item).unwrap();
    assert!(matches!(place.open(), Opening::Locked(LockedBy::Keychain(KeychainProblem::NoItem))));
    fs::write(&item, key).unwrap();
    assert!(matches!(place.open(), Opening::Ready(_)), "trying again helps");
}

#[test]
fn f89_an_altered_item_is_not_taken_for_a_damaged_vault() {
    let place = Place::with_vault();
    let item = place.item();
    let other = Place::with_vault();
    for altered in [fs::read(other.item()).unwrap(), b"no key".to_vec(), Vec::new()] {
        fs::write(&item, altered).unwrap();
        assert!(matches!(place.open(), Opening::Locked(LockedBy::Keychain(KeychainProblem::Altered))));
    }
    assert_eq!(place.names(), ["vault.db", "vault.json", "vault.lock"], "nothing was renamed");
}

#[test]
fn a_locked_vault_answers_nothing_until_it_is_opened_again() {
    let place = Place::with_vault();
    let vault = place.ready();
    vault.lock();
    assert!(vault.is_locked());
    assert_eq!(vault.summaries(), Err(VaultError::Locked));
    assert_eq!(step::write(&vault, ID, 1), Err(VaultError::Locked));
    vault.resume(place.ready());
    step::write(&vault, ID, 2).unwrap();
    assert_eq!(step::read(&vault, ID), 2);
}

#[test]
fn f90_a_vault_of_a_newer_version_can_be_read_and_not_changed() {
    let place = Place::with_vault();
    raise_version(&place);
    let vault = place.ready();
    assert_eq!(vault.read_only(), Some(ReadOnly::NewerVersion));
    assert_eq!(vault.summaries().unwrap().len(), 1);
    assert_eq!(step::write(&vault, ID, 1), Err(VaultError::NewerVersion));
}

#[test]
fn f90_a_key_file_of_a_newer_version_is_left_alone() {
    let place = Place::with_vault();
    fs::write(place.file("vault.json"), r#"{"version":7}"#).unwrap();
    assert!(matches!(place.open(), Opening::Unusable(Unusable::NewerVersion)));
    assert_eq!(fs::read_to_string(place.file("vault.json")).unwrap(), r#"{"version":7}"#);
}

#[test]
fn a_vault_of_this_session_is_written_nowhere() {
    let place = Place::new();
    let vault = SqlVault::for_this_session().unwrap();
    vault.insert(step::record(ID)).unwrap();
    step::write(&vault, ID, 1).unwrap();
    assert_eq!(step::read(&vault, ID), 1);
    assert!(place.folder().back_up_if_due(&vault).is_err(), "there is nothing to back up");
    assert!(!place.file("").exists());
}

/// Writes what a program of the next version would.
fn raise_version(place: &Place) {
    let key = STANDARD.decode(fs::read(place.item()).unwrap()).unwrap();
    let digits: String = Connection::open_in_memory()
        .and_then(|calculator| calculator.query_row("SELECT hex(?1)", [key], |row| row.get(0)))
        .unwrap();
    let database = Connection::open(place.file("vault.db")).unwrap();
    database.pragma_update(None, "key", format!("x'{digits}'")).unwrap();
    database.pragma_update(None, "user_version", 99).unwrap();
}
