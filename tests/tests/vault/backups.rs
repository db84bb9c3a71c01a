//! Copies of the vault, how long they stay and how one comes back.

use std::fs;

use dialkey_adapters::vault::{LockedBy, Opening, Unusable, VaultFileError};
use dialkey_core::ports::Vault as _;
use secrecy::SecretString;

use crate::{
    place::{ID, Place, SetClock, ready},
    step,
};

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;
const NOON: i64 = 20_000 * DAY + 12 * HOUR;

#[test]
fn a_backup_is_made_when_an_hour_passed_and_something_changed() {
    let place = Place::with_vault();
    let clock = SetClock::at(NOON);
    let folder = place.folder_at(clock.clone());
    let vault = place.ready();
    assert!(folder.back_up_if_due(&vault).unwrap().is_some(), "there is none yet");
    step::write(&vault, ID, 1).unwrap();
    assert_eq!(folder.back_up_if_due(&vault).unwrap(), None, "an hour has not passed");
    clock.advance(HOUR);
    assert_eq!(folder.back_up_if_due(&vault).unwrap().unwrap().made_at.0, NOON + HOUR);
    clock.advance(5 * HOUR);
    assert_eq!(folder.back_up_if_due(&vault).unwrap(), None, "nothing changed");
    clock.advance(-DAY);
    step::write(&vault, ID, 2).unwrap();
    assert!(folder.back_up_if_due(&vault).unwrap().is_some(), "a clock set back does not end the backups");
}

#[test]
fn three_generations_and_one_a_day_for_seven_days_stay() {
    let place = Place::with_vault();
    let clock = SetClock::at(NOON);
    let folder = place.folder_at(clock.clone());
    let vault = place.ready();
    for step in 1..=40 {
        step::write(&vault, ID, step).unwrap();
        folder.back_up_if_due(&vault).unwrap().unwrap();
        clock.advance(8 * HOUR);
    }
    let last = NOON + 39 * 8 * HOUR;
    let hours: Vec<i64> = folder.backups().iter().map(|backup| (last - backup.made_at.0) / HOUR).collect();
    // The last one was made at noon; the days before end with the one at 20 o'clock.
    assert_eq!(hours, [0, 8, 16, 40, 64, 88, 112, 136]);
}

#[test]
fn a_restored_backup_keeps_what_was_there() {
    let place = Place::with_vault();
    let vault = place.ready();
    step::write(&vault, ID, 1).unwrap();
    let backup = place.folder().back_up_if_due(&vault).unwrap().unwrap();
    step::write(&vault, ID, 2).unwrap();
    let refused = place.folder().restore(&backup);
    assert_eq!(refused, Err(VaultFileError::Unusable(Unusable::InUse { by: None })), "this program has it open");
    vault.lock();
    let kept_as = place.folder().restore(&backup).unwrap().unwrap();
    vault.resume(place.ready());
    assert_eq!(step::read(&vault, ID), 1);
    vault.lock();

    fs::rename(kept_as, place.file("vault.db")).unwrap();
    assert_eq!(step::read(&place.ready(), ID), 2, "what was there can come back in its turn");
}

#[test]
fn a_backup_of_another_vault_comes_back_with_its_own_key() {
    let place = Place::new();
    let vault = place.folder().create_with_passphrase(&SecretString::from("of the first"), &[]).unwrap();
    vault.insert(step::record(ID)).unwrap();
    let backup = place.folder_at(SetClock::at(NOON)).back_up_if_due(&vault).unwrap().unwrap();
    vault.lock();
    assert_eq!(place.folder().start_again().unwrap().len(), 2, "database and key file are renamed");
    assert!(matches!(place.open(), Opening::FirstStart { .. }));
    let other = place.create();
    assert!(other.summaries().unwrap().is_empty());
    let folder = place.folder_at(SetClock::at(NOON + DAY));
    assert!(folder.back_up_if_due(&other).unwrap().is_some());
    assert_eq!(folder.backups().len(), 2, "those of the first vault stay");
    drop(other);

    folder.restore(&backup).unwrap();
    assert!(matches!(place.open(), Opening::Locked(LockedBy::Passphrase)));
    assert_eq!(step::read(&ready(folder.unlock(&SecretString::from("of the first"))), ID), 0);
}

#[test]
fn a_backup_is_nobody_elses_business() {
    let place = Place::with_vault();
    place.folder_at(SetClock::at(NOON)).back_up_if_due(&place.ready()).unwrap().unwrap();
    let stamp = "2024-10-04T120000Z";
    let mut names: Vec<String> = fs::read_dir(place.file("backups").join(stamp))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["vault.db", "vault.json"]);
    #[cfg(unix)]
    for file in ["", "backups", "vault.db", "vault.json", "vault.lock", "backups/2024-10-04T120000Z/vault.db"] {
        use std::os::unix::fs::PermissionsExt as _;

        let mode = fs::metadata(place.file(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{file} is for its owner only");
    }
}
