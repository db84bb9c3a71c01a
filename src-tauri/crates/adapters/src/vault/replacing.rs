//! Whatever puts another file in place of the database. It happens under the exclusive lock, the new file is whole before
//! the old one is renamed, and the old one is never deleted.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use rusqlite_migration::Migrations;

use super::{
    BACKUPS, KEY_FILE, LOCK,
    backups::{self, Backup},
    database, files,
    folder::{KnownKey, VaultFolder},
    key::VaultKey,
    key_file::KeyFile,
    lock::VaultLock,
    opening::{Opening, Recovery, Unusable, VaultFileError},
    schema,
};

/// A database that is made before it is put in place.
const NEW_DATABASE: &str = "vault.db.new";

impl VaultFolder {
    /// Puts a backup in place of the vault, which must be closed, and says what the vault that was there is called now.
    /// Open it then as ever: a backup may need another passphrase.
    pub fn restore(&self, backup: &Backup) -> Result<Option<PathBuf>, VaultFileError> {
        let _lock = VaultLock::exclusive(&self.file(LOCK))?;
        let key_file = KeyFile::read(&backup.key_file()).map_err(|_| Unusable::KeyFileMissing)?;
        let kept_as = self.replace_database(&backup.database(), "replaced")?;
        let is_same = KeyFile::read(&self.file(KEY_FILE)).is_ok_and(|file| file.vault_id == key_file.vault_id);
        if !is_same {
            files::move_aside(&self.file(KEY_FILE), "replaced", self.now())?;
            key_file.write(&self.file(KEY_FILE))?;
        }
        Ok(kept_as)
    }

    /// Renames the vault and its key file, so that the next opening is a first start. Backups stay.
    pub fn start_again(&self) -> Result<Vec<PathBuf>, VaultFileError> {
        let _lock = VaultLock::exclusive(&self.file(LOCK))?;
        let mut kept_as = Vec::new();
        for file in [self.database(), self.file(KEY_FILE)] {
            if file.try_exists()? {
                kept_as.push(files::move_aside(&file, "replaced", self.now())?);
            }
        }
        Ok(kept_as)
    }

    /// Opens the newest good copy in place of a damaged database.
    pub(super) fn recover(&self, known: &KnownKey, key: &VaultKey) -> Opening {
        let recovery = match self.put_copy_in_place(known, key) {
            Ok(recovery) => recovery,
            Err(unusable) => return Opening::Unusable(unusable),
        };
        match (self.try_open(known, key), recovery) {
            (Ok(vault), Some(recovery)) => Opening::Recovered { vault, recovery },
            (Ok(vault), None) => Opening::Ready(vault),
            (Err(problem), _) => Opening::Unusable(problem.into_unusable()),
        }
    }

    /// None where the database turned out to be whole.
    fn put_copy_in_place(&self, known: &KnownKey, key: &VaultKey) -> Result<Option<Recovery>, Unusable> {
        let _lock = VaultLock::exclusive(&self.file(LOCK))?;
        // Another program may have done it meanwhile.
        if database::open(&self.database(), key).is_ok() {
            return Ok(None);
        }
        let mut copies = backups::list_of(&self.file(BACKUPS), &known.file.vault_id).into_iter();
        let is_good = |copy: &Backup| database::open_unchanging(&copy.database(), key).is_ok();
        let copy = copies.find(is_good).ok_or(Unusable::Damaged)?;
        let kept_as =
            self.replace_database(&copy.database(), "corrupt").map_err(|error| Unusable::Failed(error.to_string()))?;
        Ok(Some(Recovery { from: copy.made_at, kept_as }))
    }

    /// Backs the vault up and brings its tables up to date.
    pub(super) fn migrate(
        &self,
        key_file: &KeyFile,
        key: &VaultKey,
        migrations: &Migrations<'_>,
    ) -> Result<(), Unusable> {
        let _lock = VaultLock::exclusive(&self.file(LOCK))?;
        let (mut database, _) = database::open(&self.database(), key)?;
        // Another program may have done it meanwhile.
        if !schema::is_older(&database, migrations) {
            return Ok(());
        }
        let failed = |error: &dyn std::error::Error| Unusable::Failed(error.to_string());
        backups::make(&self.file(BACKUPS), &database, key, key_file, self.now())
            .map_err(|error| failed(&error))?
            .ok_or(Unusable::InUse { by: None })?;
        schema::migrate(&mut database, migrations).map_err(|error| failed(&error))
    }

    /// Has `make` make a database under another name, and renames it to its own.
    pub(super) fn place_database<E: From<io::Error>>(
        &self,
        make: impl FnOnce(&Path) -> Result<(), E>,
    ) -> Result<(), E> {
        let new = self.file(NEW_DATABASE);
        // What an interrupted attempt left; it was never in use.
        remove_if_there(&new)?;
        if let Err(error) = make(&new) {
            remove_if_there(&new)?;
            return Err(error);
        }
        fs::rename(&new, self.database())?;
        Ok(files::sync_folder(self.path())?)
    }

    fn replace_database(&self, copy: &Path, why: &str) -> io::Result<Option<PathBuf>> {
        let mut kept_as = None;
        self.place_database(|new| -> io::Result<()> {
            files::copy(copy, new)?;
            let was_there = self.database().try_exists()?;
            // Also where only the log of a database is left: it must not be played into another one.
            let aside = files::move_aside(&self.database(), why, self.now())?;
            kept_as = was_there.then_some(aside);
            Ok(())
        })?;
        Ok(kept_as)
    }
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use dialkey_core::ports::{Vault as _, vault::Record};
    use rusqlite_migration::M;
    use secrecy::SecretString;

    use super::{super::records_tests::full_connection, *};
    use crate::{clock::SystemClock, vault::OsKeychain};

    const LATER: &[M<'_>] = &[
        M::up(include_str!("migrations/01_connections.sql")),
        M::up(include_str!("migrations/02_routes.sql")),
        M::up("ALTER TABLE connection ADD COLUMN colour TEXT"),
    ];

    #[test]
    fn a_migration_backs_up_first_and_waits_for_nobody_to_have_the_vault_open() {
        let place = tempfile::tempdir().unwrap();
        let folder = VaultFolder::new(place.path().into(), Arc::new(OsKeychain), Arc::new(SystemClock));
        let phrase = SecretString::from("sesame");
        let vault = folder.create_with_passphrase(&phrase, &[]).unwrap();
        vault.insert(Record::new(full_connection("one"))).unwrap();
        let KnownKey { file, .. } = folder.known_key().unwrap().unwrap();
        let key = file.key_from_passphrase(&phrase).unwrap();
        let later = Migrations::from_slice(LATER);

        let refused = folder.migrate(&file, &key, &later).unwrap_err();
        assert!(matches!(refused, Unusable::InUse { .. }), "the vault is open");
        assert!(folder.backups().is_empty());

        vault.lock();
        folder.migrate(&file, &key, &later).unwrap();
        let backups = folder.backups();
        assert_eq!(backups.len(), 1);
        let copy = database::open_unchanging(&backups[0].database(), &key).unwrap();
        assert!(schema::is_older(&copy, &later), "the backup is from before");
        let Opening::Ready(vault) = folder.unlock(&phrase) else { panic!("it can be read") };
        assert_eq!(vault.read_only(), Some(crate::vault::ReadOnly::NewerVersion));
        assert_eq!(vault.summaries().unwrap().len(), 1);
    }
}
