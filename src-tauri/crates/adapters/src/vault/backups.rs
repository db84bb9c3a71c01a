//! `backups/`: copies of the vault, each with its `vault.json`. The three newest stay, and the newest of each of the last
//! seven days.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use dialkey_core::{domain::time::Timestamp, ports::vault::VaultError};
use rusqlite::{Connection, backup};

use super::{
    database::{self, not_written, vault_error},
    files,
    key::VaultKey,
    key_file::KeyFile,
    rows,
};

/// Copies that stay whatever their age.
const GENERATIONS: usize = 3;
/// Days of which the newest copy stays.
const DAYS: i64 = 7;
const SECONDS_A_DAY: i64 = 24 * 60 * 60;
/// How much older the newest copy must be before another is due.
const SECONDS_BETWEEN: i64 = 60 * 60;
/// Where a copy is made before it has its name.
const UNFINISHED: &str = "unfinished";

/// A copy of the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// When it was made.
    pub made_at: Timestamp,
    folder: PathBuf,
}

impl Backup {
    /// The copied database.
    pub(super) fn database(&self) -> PathBuf {
        self.folder.join(super::DATABASE)
    }

    /// The copied key file.
    pub(super) fn key_file(&self) -> PathBuf {
        self.folder.join(super::KEY_FILE)
    }

    fn is_of(&self, vault_id: &str) -> bool {
        KeyFile::read(&self.key_file()).is_ok_and(|file| file.vault_id == vault_id)
    }
}

/// Every copy in `folder`, the newest first.
pub(super) fn list(folder: &Path) -> Vec<Backup> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let backup = |entry: fs::DirEntry| {
        let made_at = files::from_stamp(entry.file_name().to_str()?)?;
        Some(Backup { made_at, folder: entry.path() })
    };
    let mut backups: Vec<Backup> = entries.filter_map(backup).collect();
    backups.sort_by_key(|backup| std::cmp::Reverse(backup.made_at));
    backups
}

/// The copies in `folder` of one vault, the newest first.
pub(super) fn list_of(folder: &Path, vault_id: &str) -> Vec<Backup> {
    list(folder).into_iter().filter(|backup| backup.is_of(vault_id)).collect()
}

/// Whether it is time for a copy that would hold something new.
pub(super) fn is_due(
    folder: &Path,
    database: &Connection,
    key: &VaultKey,
    key_file: &KeyFile,
    now: Timestamp,
) -> Result<bool, VaultError> {
    let backups = list_of(folder, &key_file.vault_id);
    let Some(newest) = backups.first() else { return Ok(true) };
    // A clock that was set back must not end the copies.
    let age = now.seconds_since(newest.made_at);
    if (0..SECONDS_BETWEEN).contains(&age) {
        return Ok(false);
    }
    let Ok(copy) = database::open_unchanging(&newest.database(), key) else { return Ok(true) };
    let count = |database: &Connection| rows::changes(database).map_err(vault_error);
    Ok(count(&copy).ok() != Some(count(database)?))
}

/// Copies `database` into `folder`, looks whether the copy is good, and removes the copies that are no longer wanted.
/// None where another program is making one just now.
pub(super) fn make(
    folder: &Path,
    database: &Connection,
    key: &VaultKey,
    key_file: &KeyFile,
    now: Timestamp,
) -> Result<Option<Backup>, VaultError> {
    files::make_folder(folder).map_err(not_written)?;
    let unfinished = folder.join(UNFINISHED);
    let lock = fs::File::options().create(true).append(true).open(folder.join("backups.lock"));
    let lock = lock.map_err(not_written)?;
    if lock.try_lock().is_err() {
        return Ok(None);
    }
    let backup = Backup { made_at: now, folder: folder.join(files::to_stamp(now)) };
    if backup.folder.exists() {
        return Ok(Some(backup));
    }
    remove_folder(&unfinished).map_err(not_written)?;
    let made = copy_into(&unfinished, database, key, key_file);
    if let Err(error) = made {
        // Half a copy is of no use, and takes room that may be what is missing.
        let _ = remove_folder(&unfinished);
        return Err(error);
    }
    fs::rename(&unfinished, &backup.folder).and_then(|()| files::sync_folder(folder)).map_err(not_written)?;
    for old in unwanted(&list_of(folder, &key_file.vault_id), now) {
        remove_folder(&old.folder).map_err(not_written)?;
    }
    Ok(Some(backup))
}

fn copy_into(folder: &Path, database: &Connection, key: &VaultKey, key_file: &KeyFile) -> Result<(), VaultError> {
    files::make_folder(folder).map_err(not_written)?;
    let path = folder.join(super::DATABASE);
    files::make_file(&path).map_err(not_written)?;
    copy_database(database, &path, key).map_err(vault_error)?;
    database::open_unchanging(&path, key).map_err(|_| VaultError::NotWritable)?;
    key_file.write(&folder.join(super::KEY_FILE)).map_err(not_written)
}

fn copy_database(from: &Connection, to: &Path, key: &VaultKey) -> rusqlite::Result<()> {
    let mut to = database::open_empty(to, key)?;
    let copy = backup::Backup::new(from, &mut to)?;
    // All pages in one go: writers go on meanwhile, and no change makes it begin again.
    let result = copy.step(-1)?;
    drop(copy);
    if result != backup::StepResult::Done {
        return Err(database::busy());
    }
    to.close().map_err(|(_, error)| error)
}

fn remove_folder(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Those of `backups`, the newest first, that are neither among the newest nor the newest of one of the last days.
fn unwanted(backups: &[Backup], now: Timestamp) -> Vec<&Backup> {
    let day = |at: Timestamp| at.0.div_euclid(SECONDS_A_DAY);
    let is_newest_of_its_day =
        |index: usize| index == 0 || day(backups[index - 1].made_at) != day(backups[index].made_at);
    let is_recent = |backup: &Backup| day(backup.made_at) > day(now) - DAYS;
    let unwanted = backups.iter().enumerate().skip(GENERATIONS);
    unwanted
        .filter(|(index, backup)| !(is_newest_of_its_day(*index) && is_recent(backup)))
        .map(|(_, old)| old)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 60 * 60;
    const NOON: i64 = 20_000 * SECONDS_A_DAY + 12 * HOUR;

    fn kept(hours_ago: &[i64]) -> Vec<i64> {
        let backups: Vec<Backup> = hours_ago
            .iter()
            .map(|hours| Backup { made_at: Timestamp(NOON - hours * HOUR), folder: PathBuf::from(hours.to_string()) })
            .collect();
        let unwanted = unwanted(&backups, Timestamp(NOON));
        let kept = backups.iter().filter(|backup| !unwanted.contains(backup));
        kept.map(|backup| (NOON - backup.made_at.0) / HOUR).collect()
    }

    #[test]
    fn three_generations_stay_whatever_their_age() {
        assert_eq!(kept(&[1, 2, 3, 4, 5]), [1, 2, 3]);
        assert_eq!(kept(&[10_000, 20_000, 30_000, 40_000]), [10_000, 20_000, 30_000]);
    }

    #[test]
    fn the_newest_of_each_of_seven_days_stays() {
        let daily: Vec<i64> = (0..12).map(|day| day * 24).collect();
        assert_eq!(kept(&daily), [0, 24, 48, 72, 96, 120, 144]);
        assert_eq!(kept(&[0, 1, 2, 14, 20, 38, 40]), [0, 1, 2, 14, 38]);
    }
}
