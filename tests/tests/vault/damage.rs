//! Files that are not what they were. Nothing is lost that could be kept, and what was there is kept beside it.

use std::{fs, path::Path};

use dialkey_adapters::vault::{Opening, Recovery, SqlVault, Unusable};

use crate::{
    place::{ID, Place, SetClock},
    step,
};

/// Does something to a file.
type Damage = (&'static str, fn(&Path));

/// What a database goes through.
const DAMAGES: [Damage; 8] = [
    ("empty", |path| fs::write(path, "").unwrap()),
    ("full of NUL", |path| fs::write(path, vec![0; fs::read(path).unwrap().len()]).unwrap()),
    ("cut in the middle of a page", |path| keep(path, |length| length / 2 + 17)),
    ("cut after a page", |path| keep(path, |_| 4096)),
    ("cut within the header", |path| keep(path, |_| 50)),
    ("flipped in the first page", |path| flip(path, 100)),
    ("flipped in the last page", |path| flip(path, fs::read(path).unwrap().len() - 2000)),
    ("a folder", |path| {
        fs::remove_file(path).unwrap();
        fs::create_dir(path).unwrap();
    }),
];

fn keep(path: &Path, length: fn(usize) -> usize) {
    let bytes = fs::read(path).unwrap();
    fs::write(path, &bytes[..length(bytes.len())]).unwrap();
}

fn flip(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[at] ^= 0b0001_0000;
    fs::write(path, bytes).unwrap();
}

/// A vault with a backup of step 1, and step 2 written since.
fn with_backup() -> Place {
    let place = Place::with_vault();
    let vault = place.ready();
    step::write(&vault, ID, 1).unwrap();
    place.folder_at(SetClock::at(1_000_000)).back_up_if_due(&vault).unwrap().unwrap();
    step::write(&vault, ID, 2).unwrap();
    place
}

#[track_caller]
fn recovered(opening: Opening) -> (SqlVault, Recovery) {
    match opening {
        Opening::Recovered { vault, recovery } => (vault, recovery),
        other => panic!("{other:?}"),
    }
}

#[test]
fn f90_a_damaged_vault_is_kept_and_the_newest_backup_opened() {
    for (name, damage) in DAMAGES {
        let place = with_backup();
        damage(&place.file("vault.db"));
        let damaged = fs::read(place.file("vault.db")).ok();
        let (vault, recovery) = recovered(place.open());
        assert_eq!(step::read(&vault, ID), 1, "{name}");
        assert_eq!(recovery.from.0, 1_000_000, "{name}");
        let kept_as = recovery.kept_as.unwrap();
        assert!(kept_as.file_name().unwrap().to_str().unwrap().starts_with("vault.db.corrupt-"), "{name}");
        assert_eq!(fs::read(kept_as).ok(), damaged, "{name}: kept as it was");
        drop(vault);
        assert_eq!(step::read(&place.ready(), ID), 1, "{name}: the next start is an ordinary one");
    }
}

#[test]
fn a_vault_that_is_gone_is_recovered_too() {
    let place = with_backup();
    fs::remove_file(place.file("vault.db")).unwrap();
    let (vault, recovery) = recovered(place.open());
    assert_eq!((step::read(&vault, ID), recovery.kept_as), (1, None));
}

#[test]
fn f90_a_damaged_vault_without_a_backup_stays_where_it_is() {
    for (name, damage) in DAMAGES {
        let place = Place::with_vault();
        damage(&place.file("vault.db"));
        let Opening::Unusable(unusable) = place.open() else { panic!("{name}: there is nothing to open") };
        assert_eq!(unusable, Unusable::Damaged, "{name}");
        assert_eq!(unusable.sentence(), "The vault is damaged, and there is no good backup of it.");
        assert_eq!(place.names(), ["vault.db", "vault.json", "vault.lock"], "{name}");
    }
}

#[test]
fn a_damaged_backup_is_passed_over() {
    let place = with_backup();
    let vault = place.ready();
    step::write(&vault, ID, 3).unwrap();
    let newer = place.folder_at(SetClock::at(2_000_000)).back_up_if_due(&vault).unwrap().unwrap();
    drop(vault);
    assert_eq!(newer.made_at.0, 2_000_000);
    flip(&place.file("backups/1970-01-24T033320Z/vault.db"), 5000);
    fs::write(place.file("vault.db"), "").unwrap();
    let (vault, recovery) = recovered(place.open());
    assert_eq!((step::read(&vault, ID), recovery.from.0), (1, 1_000_000));
}

#[test]
fn f90_a_log_that_is_damaged_loses_at_most_what_it_held() {
    let place = with_backup();
    let vault = place.ready();
    step::write(&vault, ID, 3).unwrap();
    // As a crash leaves it: the log not yet taken over into the database.
    let files = ["vault.db", "vault.db-wal"];
    let crashed = files.map(|name| fs::read(place.file(name)).unwrap());
    drop(vault);
    for at in [0, 40, 60, 3000, crashed[1].len() - 1] {
        for (name, bytes) in files.iter().zip(&crashed) {
            fs::write(place.file(name), bytes).unwrap();
        }
        flip(&place.file("vault.db-wal"), at);
        assert!([2, 3].contains(&step::read(&place.ready(), ID)), "bit {at}");
    }
}

#[test]
fn a_log_that_is_left_alone_is_not_played_into_a_backup() {
    let place = with_backup();
    let vault = place.ready();
    step::write(&vault, ID, 3).unwrap();
    let log = fs::read(place.file("vault.db-wal")).unwrap();
    drop(vault);
    fs::remove_file(place.file("vault.db")).unwrap();
    fs::write(place.file("vault.db-wal"), &log).unwrap();
    let (vault, _) = recovered(place.open());
    assert_eq!(step::read(&vault, ID), 1);
    let kept = place.names().into_iter().find(|name| name.starts_with("vault.db.corrupt-") && name.ends_with("-wal"));
    assert_eq!(fs::read(place.file(&kept.unwrap())).unwrap(), log);
}

#[test]
fn f90_a_damaged_key_file_is_taken_from_a_backup() {
    for damaged in ["", "\0\0\0\0\0\0", "{\"version\":1,\"vau"] {
        let place = with_backup();
        fs::write(place.file("vault.json"), damaged).unwrap();
        assert_eq!(step::read(&place.ready(), ID), 2, "{damaged:?}");
        let kept = place.names().into_iter().find(|name| name.starts_with("vault.json.corrupt-"));
        assert_eq!(fs::read_to_string(place.file(&kept.unwrap())).unwrap(), damaged);
        assert_eq!(step::read(&place.ready(), ID), 2, "the next start is an ordinary one");
    }
}

#[test]
fn a_key_file_that_is_gone_without_a_backup_makes_no_new_key() {
    let place = Place::with_vault();
    let before = fs::read(place.file("vault.db")).unwrap();
    fs::remove_file(place.file("vault.json")).unwrap();
    assert!(matches!(place.open(), Opening::Unusable(Unusable::KeyFileMissing)));
    assert_eq!(fs::read(place.file("vault.db")).unwrap(), before);
}

#[test]
fn the_key_file_of_another_vault_does_not_make_a_whole_one_look_damaged() {
    let place = with_backup();
    place.folder().start_again().unwrap();
    fs::remove_file(place.file("vault.lock")).unwrap();
    drop(place.create());
    let before = fs::read(place.file("vault.db")).unwrap();
    fs::remove_file(place.file("vault.json")).unwrap();
    assert!(matches!(place.open(), Opening::Unusable(Unusable::KeyFileMissing)));
    assert_eq!(fs::read(place.file("vault.db")).unwrap(), before);
}
