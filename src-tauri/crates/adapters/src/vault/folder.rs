//! The folder of the vault: opening what is there, making what is not, and changing where the key is.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use dialkey_core::{
    domain::time::Timestamp,
    ports::{Clock, vault::Record},
};
use secrecy::SecretString;

use super::{
    BACKUPS, DATABASE, KEY_FILE, LOCK,
    backups::{self, Backup},
    database::{self, Access},
    files,
    held::Held,
    key::VaultKey,
    key_file::{KeyFile, KeyFileProblem, StoredKey},
    keychain::{self, Keychain, KeychainProblem},
    lock::VaultLock,
    opening::{LockedBy, Opening, Unusable, VaultFileError},
    pending::Pending,
    schema,
    sql_vault::{Opened, OpenedFile, SqlVault},
};

/// Where a person's vault lies, with the keychain that may hold its key.
#[derive(Clone)]
pub struct VaultFolder {
    path: PathBuf,
    keychain: Arc<dyn Keychain>,
    clock: Arc<dyn Clock>,
}

/// Where the key of a vault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyWay {
    /// In the keychain.
    Keychain,
    /// Under a passphrase.
    Passphrase,
}

/// What is known about the key of the vault that is there.
#[derive(Clone)]
pub(super) struct KnownKey {
    /// Where the key is.
    pub(super) file: KeyFile,
    /// Whether the file lay beside the database. Else it is that of a copy, which may be one of another vault.
    pub(super) is_own: bool,
}

/// Why a database was not opened.
pub(super) enum NotOpened {
    /// It is damaged, so a copy may be taken instead.
    Damaged,
    /// Anything else.
    Unusable(Unusable),
}

impl<T: Into<Unusable>> From<T> for NotOpened {
    fn from(problem: T) -> Self {
        match problem.into() {
            Unusable::Damaged => Self::Damaged,
            other => Self::Unusable(other),
        }
    }
}

impl NotOpened {
    pub(super) fn into_unusable(self) -> Unusable {
        match self {
            Self::Damaged => Unusable::Damaged,
            Self::Unusable(unusable) => unusable,
        }
    }
}

impl VaultFolder {
    /// The vault in `path`, which need not exist.
    pub fn new(path: PathBuf, keychain: Arc<dyn Keychain>, clock: Arc<dyn Clock>) -> Self {
        Self { path, keychain, clock }
    }

    /// Whether there is a vault, of whatever state. It asks no keychain.
    pub fn has_vault(&self) -> bool {
        !matches!(self.known_key(), Ok(None))
    }

    /// Opens the vault, or says what stands in the way.
    pub fn open(&self) -> Pending<Opening> {
        let keychain = Arc::clone(&self.keychain);
        let known = match self.known_key() {
            Ok(Some(known)) => known,
            Ok(None) => {
                let test = move || keychain::self_test(&*keychain);
                return Pending::asking(test, |keychain| Opening::FirstStart { keychain });
            }
            Err(unusable) => return Pending::done(Opening::Unusable(unusable)),
        };
        let StoredKey::Keychain { item } = &known.file.key else {
            return Pending::done(Opening::Locked(LockedBy::Passphrase));
        };
        let (folder, item) = (self.clone(), item.clone());
        let read = move || keychain.read(&item);
        Pending::asking(read, move |answer| {
            let key = answer.and_then(|text| known.file.key_from_text(&text).ok_or(KeychainProblem::Altered));
            match key {
                Ok(key) => folder.open_with(&known, &key),
                Err(problem) => Opening::Locked(LockedBy::Keychain(problem)),
            }
        })
    }

    /// Opens the vault by its passphrase. It takes about half a second, on purpose.
    pub fn unlock(&self, passphrase: &SecretString) -> Opening {
        match self.known_key() {
            Ok(Some(known)) => match known.file.key_from_passphrase(passphrase) {
                Some(key) => self.open_with(&known, &key),
                None => Opening::Locked(LockedBy::WrongPassphrase),
            },
            Ok(None) => Opening::Unusable(Unusable::KeyFileMissing),
            Err(unusable) => Opening::Unusable(unusable),
        }
    }

    /// Makes a new vault with these records, whose key is in the keychain. Cancelled, it may leave an item there that
    /// opens nothing.
    pub fn create_with_keychain(&self, records: Vec<Record>) -> Pending<Result<SqlVault, VaultFileError>> {
        if self.database().exists() {
            return Pending::done(Err(VaultFileError::AlreadyThere));
        }
        let key = VaultKey::make_random();
        let file = KeyFile::new_in_keychain(&key);
        let (folder, keychain) = (self.clone(), Arc::clone(&self.keychain));
        let (item, text) = (file.item(), key.to_text());
        Pending::asking(
            move || keychain::write_checked(&*keychain, &item, &text),
            move |answer| {
                answer?;
                folder.create(file, &key, &records)
            },
        )
    }

    /// Makes a new vault with these records, whose key is under a passphrase.
    pub fn create_with_passphrase(
        &self,
        passphrase: &SecretString,
        records: &[Record],
    ) -> Result<SqlVault, VaultFileError> {
        let key = VaultKey::make_random();
        let file =
            KeyFile::new_in_keychain(&key).with_passphrase(&key, passphrase).map_err(|error| not_wrapped(&error))?;
        self.create(file, &key, records)
    }

    /// The records are in it before it has its name: where they cannot be written, there is no vault.
    fn create(&self, file: KeyFile, key: &VaultKey, records: &[Record]) -> Result<SqlVault, VaultFileError> {
        files::make_folder(&self.path)?;
        let lock = VaultLock::exclusive(&self.file(LOCK))?;
        if self.database().try_exists()? {
            return Err(VaultFileError::AlreadyThere);
        }
        // What an interrupted beginning, or a hand, left behind.
        files::move_aside(&self.file(KEY_FILE), "replaced", self.now())?;
        files::move_aside(&self.database(), "replaced", self.now())?;
        file.write(&self.file(KEY_FILE))?;
        self.place_database(|new| database::create(new, key, records).map_err(VaultFileError::from))?;
        drop(lock);
        self.try_open(&KnownKey { file, is_own: true }, key).map_err(|problem| problem.into_unusable().into())
    }

    /// Where the key of the vault is; none where there is no vault or it does not say.
    pub fn key_way(&self) -> Option<KeyWay> {
        match self.known_key().ok()??.file.key {
            StoredKey::Keychain { .. } => Some(KeyWay::Keychain),
            StoredKey::Passphrase { .. } => Some(KeyWay::Passphrase),
        }
    }

    /// Puts the key of an open vault under a passphrase, or under another one. The old way opens the vault until the
    /// new one has been tried.
    pub fn use_passphrase(&self, vault: &SqlVault, passphrase: &SecretString) -> Result<(), VaultFileError> {
        let (file, key) = self.key_of(vault)?;
        let changed = file.with_passphrase(&key, passphrase).map_err(|error| not_wrapped(&error))?;
        let tried = changed.key_from_passphrase(passphrase).ok_or(VaultFileError::NotOpen)?;
        self.change_key_file(&changed, &tried)
    }

    /// Puts the key of an open vault into the keychain. The passphrase opens the vault until the new way has been tried.
    pub fn use_keychain(&self, vault: &SqlVault) -> Pending<Result<(), VaultFileError>> {
        let (file, key) = match self.key_of(vault) {
            Ok(found) => found,
            Err(error) => return Pending::done(Err(error)),
        };
        let changed = file.with_keychain();
        let (folder, keychain) = (self.clone(), Arc::clone(&self.keychain));
        let (item, text) = (changed.item(), key.to_text());
        Pending::asking(
            move || keychain::write_checked(&*keychain, &item, &text).and_then(|()| keychain.read(&item)),
            move |answer| {
                let tried = changed.key_from_text(&answer?).ok_or(KeychainProblem::Altered)?;
                folder.change_key_file(&changed, &tried)
            },
        )
    }

    /// Takes the key out of the keychain once it is under a passphrase.
    pub fn forget_keychain_item(&self) -> Pending<Result<(), VaultFileError>> {
        match KeyFile::read(&self.file(KEY_FILE)) {
            Ok(file) if matches!(file.key, StoredKey::Passphrase { .. }) => {
                let keychain = Arc::clone(&self.keychain);
                Pending::asking(move || keychain.delete(&file.item()), |answer| Ok(answer?))
            }
            _ => Pending::done(Err(VaultFileError::NotOpen)),
        }
    }

    fn change_key_file(&self, changed: &KeyFile, tried: &VaultKey) -> Result<(), VaultFileError> {
        database::open(&self.database(), tried).map_err(Unusable::from)?;
        Ok(changed.write(&self.file(KEY_FILE))?)
    }

    /// Every backup, the newest first.
    pub fn backups(&self) -> Vec<Backup> {
        backups::list(&self.file(BACKUPS))
    }

    /// Makes a backup where one is due: an hour after the last one, and only when something has changed since. It
    /// disturbs nobody who uses the vault meanwhile. None where none was due.
    pub fn back_up_if_due(&self, vault: &SqlVault) -> Result<Option<Backup>, VaultFileError> {
        let (file, key) = self.key_of(vault)?;
        let (database, _) = database::open(&self.database(), &key).map_err(Unusable::from)?;
        let folder = self.file(BACKUPS);
        if !backups::is_due(&folder, &database, &key, &file, self.now())? {
            return Ok(None);
        }
        Ok(backups::make(&folder, &database, &key, &file, self.now())?)
    }

    fn key_of(&self, vault: &SqlVault) -> Result<(KeyFile, VaultKey), VaultFileError> {
        let opened = vault.opened();
        let opened = opened.as_ref().and_then(|opened| opened.file.as_ref()).ok_or(VaultFileError::NotOpen)?;
        let known = self.known_key()?.filter(|known| known.is_own).ok_or(Unusable::KeyFileMissing)?;
        Ok((known.file, opened.key.clone()))
    }

    /// Where the key of the vault is; none where there is no vault.
    pub(super) fn known_key(&self) -> Result<Option<KnownKey>, Unusable> {
        let not_allowed = |error: std::io::Error| Unusable::NotAllowed(error.to_string());
        let has_database = self.database().try_exists().map_err(not_allowed)?;
        match KeyFile::read(&self.file(KEY_FILE)) {
            // A beginning that was interrupted before there was a database.
            Ok(file) if !has_database && backups::list_of(&self.file(BACKUPS), &file.vault_id).is_empty() => Ok(None),
            Ok(file) => Ok(Some(KnownKey { file, is_own: true })),
            Err(KeyFileProblem::Missing) if !has_database => Ok(None),
            Err(KeyFileProblem::Missing | KeyFileProblem::Damaged) => {
                let mut copies = self.backups().into_iter();
                let file = copies.find_map(|backup| KeyFile::read(&backup.key_file()).ok());
                Ok(Some(KnownKey { file: file.ok_or(Unusable::KeyFileMissing)?, is_own: false }))
            }
            Err(KeyFileProblem::Newer) => Err(Unusable::NewerVersion),
            Err(KeyFileProblem::Unreadable(error)) => Err(not_allowed(error)),
        }
    }

    /// Opens the database with a key that belongs to it, and takes a copy where it is damaged.
    fn open_with(&self, known: &KnownKey, key: &VaultKey) -> Opening {
        match self.try_open(known, key) {
            Ok(vault) => Opening::Ready(vault),
            Err(NotOpened::Damaged) if known.is_own => self.recover(known, key),
            // The key may be that of another vault, and the database whole.
            Err(NotOpened::Damaged) => Opening::Unusable(Unusable::KeyFileMissing),
            Err(NotOpened::Unusable(unusable)) => Opening::Unusable(unusable),
        }
    }

    /// Opens the database, brought up to date.
    pub(super) fn try_open(&self, known: &KnownKey, key: &VaultKey) -> Result<SqlVault, NotOpened> {
        let mut lock = VaultLock::shared(&self.file(LOCK))?;
        let (mut database, mut access) = database::open(&self.database(), key)?;
        if schema::is_older(&database, &schema::migrations()) {
            if access != Access::Full {
                return Err(Unusable::NotWritable.into());
            }
            drop((lock, database));
            self.migrate(&known.file, key, &schema::migrations())?;
            lock = VaultLock::shared(&self.file(LOCK))?;
            (database, access) = database::open(&self.database(), key)?;
        }
        if !known.is_own {
            self.adopt(&known.file)?;
        }
        let file = OpenedFile { key: key.clone(), _lock: lock };
        Ok(SqlVault::new(Opened { database, access, held: Held::default(), file: Some(file) }))
    }

    /// Puts the key file of a copy, which opened the vault, in place of the one that is damaged or gone.
    fn adopt(&self, file: &KeyFile) -> Result<(), Unusable> {
        let failed = |error: std::io::Error| Unusable::Failed(error.to_string());
        files::move_aside(&self.file(KEY_FILE), "corrupt", self.now()).map_err(failed)?;
        file.write(&self.file(KEY_FILE)).map_err(failed)
    }

    /// The file of the encrypted database.
    pub fn database(&self) -> PathBuf {
        self.file(DATABASE)
    }

    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

fn not_wrapped(error: &age::EncryptError) -> VaultFileError {
    VaultFileError::Files(error.to_string())
}
