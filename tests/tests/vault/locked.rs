//! The key under a passphrase, and from one way to the other.

use std::fs;

use dialkey_adapters::vault::{KeyWay, LockedBy, Opening, VaultFileError};
use dialkey_core::ports::Vault as _;
use secrecy::SecretString;

use crate::{
    place::{ID, LONG, Place, ready},
    step,
};

fn phrase(text: &str) -> SecretString {
    SecretString::from(text)
}

#[test]
fn only_the_passphrase_opens_the_vault() {
    let place = Place::new();
    place.folder().create_with_passphrase(&phrase("correct horse"), &[]).unwrap().insert(step::record(ID)).unwrap();
    assert_eq!(place.folder().key_way(), Some(KeyWay::Passphrase));
    assert!(matches!(place.open(), Opening::Locked(LockedBy::Passphrase)));
    let wrong = place.folder().unlock(&phrase("correct horse "));
    assert!(matches!(wrong, Opening::Locked(LockedBy::WrongPassphrase)));
    assert_eq!(step::read(&ready(place.folder().unlock(&phrase("correct horse"))), ID), 0);
}

#[test]
fn a_changed_passphrase_ends_the_old_one() {
    let place = Place::new();
    let vault = place.folder().create_with_passphrase(&phrase("old"), &[]).unwrap();
    place.folder().use_passphrase(&vault, &phrase("new")).unwrap();
    drop(vault);
    assert!(matches!(place.folder().unlock(&phrase("old")), Opening::Locked(LockedBy::WrongPassphrase)));
    ready(place.folder().unlock(&phrase("new")));
}

#[test]
fn the_key_moves_to_a_passphrase_and_back() {
    let place = Place::with_vault();
    let item = place.item();
    let vault = place.ready();
    place.folder().use_passphrase(&vault, &phrase("sesame")).unwrap();
    place.folder().forget_keychain_item().wait(LONG).unwrap().unwrap();
    assert!(!item.exists());
    step::write(&vault, ID, 1).unwrap();
    drop(vault);
    assert!(matches!(place.open(), Opening::Locked(LockedBy::Passphrase)));

    let vault = ready(place.folder().unlock(&phrase("sesame")));
    place.folder().use_keychain(&vault).wait(LONG).unwrap().unwrap();
    assert!(item.exists());
    drop(vault);
    assert_eq!(step::read(&place.ready(), ID), 1);
    assert_eq!(place.folder().key_way(), Some(KeyWay::Keychain));
}

#[test]
fn the_item_that_opens_the_vault_is_not_forgotten() {
    let place = Place::with_vault();
    let refused = place.folder().forget_keychain_item().wait(LONG).unwrap();
    assert_eq!(refused, Err(VaultFileError::NotOpen));
    assert!(matches!(place.open(), Opening::Ready(_)));
}

#[test]
fn a_locked_vault_changes_no_key() {
    let place = Place::with_vault();
    let vault = place.ready();
    vault.lock();
    let before = fs::read(place.file("vault.json")).unwrap();
    assert_eq!(place.folder().use_passphrase(&vault, &phrase("any")), Err(VaultFileError::NotOpen));
    assert_eq!(place.folder().use_keychain(&vault).wait(LONG).unwrap(), Err(VaultFileError::NotOpen));
    assert_eq!(fs::read(place.file("vault.json")).unwrap(), before);
}
