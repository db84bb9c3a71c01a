//! The vault of a running program, from its opening to its end: what stands in the way, what a person chose, when it
//! was locked. Whatever may take a while runs on a thread of its own or says that it blocks.

mod changing;
mod opening;

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError},
    thread::JoinHandle,
    time::Duration,
};

use dialkey_core::{
    domain::{
        storage::{KeyKept, OpenStorage, Recovered, StorageView},
        time::{Timestamp, in_words},
    },
    ports::vault::VaultError,
};

use crate::vault::{KeyWay, SqlVault, VaultFileError, VaultFolder};

/// The vault of this program.
pub struct Storage {
    folder: Option<VaultFolder>,
    vault: SqlVault,
    standing: Mutex<Standing>,
    changed: Condvar,
    listener: OnceLock<Listener>,
    /// Held by whoever changes where the vault lies or what opens it.
    turn: Mutex<()>,
    data_version: Mutex<Option<i64>>,
    /// What was told last about what is only in memory.
    told_unsaved: Mutex<Option<VaultError>>,
    workers: Mutex<Vec<JoinHandle<()>>>,
}

type Listener = Box<dyn Fn(StorageView) + Send + Sync>;

struct Standing {
    state: State,
    /// Counts what was begun; whoever finds a later number gives up.
    attempt: u64,
}

#[derive(Clone)]
enum State {
    Opening,
    WaitingForKeychain,
    FirstStart { sentence: String, can_use_keychain: bool },
    Locked { opens_by: KeyKept, sentence: String },
    Unusable { sentence: String },
    Open { recovered: Option<Recovered>, problem: Option<String> },
}

/// Why something was not done, in a sentence for a person. Everything is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct StorageError(String);

/// Why the vault is locked now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockReason {
    /// The person wanted it.
    Person,
    /// Nothing was typed or clicked for so many minutes.
    Idle {
        /// The minutes.
        minutes: u32,
    },
    /// The computer slept.
    Resume,
}

impl LockReason {
    fn sentence(self) -> String {
        match self {
            Self::Person => "You locked it.".to_owned(),
            Self::Idle { minutes } => {
                format!("It locked itself after {} without use.", in_words(i64::from(minutes) * 60))
            }
            Self::Resume => "It locked itself when the computer woke up.".to_owned(),
        }
    }
}

impl Storage {
    /// The vault in `folder`, which is not opened yet; none where the system has no place for it.
    pub fn new(folder: Option<VaultFolder>) -> Arc<Self> {
        Arc::new(Self {
            folder,
            vault: SqlVault::locked(),
            standing: Mutex::new(Standing { state: State::Opening, attempt: 0 }),
            changed: Condvar::new(),
            listener: OnceLock::new(),
            turn: Mutex::new(()),
            data_version: Mutex::new(None),
            told_unsaved: Mutex::new(None),
            workers: Mutex::new(Vec::new()),
        })
    }

    /// Is told from now on how the vault stands, whenever that changes. Only the first listener counts.
    pub fn tell(&self, listener: impl Fn(StorageView) + Send + Sync + 'static) {
        // A second one would be a mistake of the program, and harmless.
        let _ = self.listener.set(Box::new(listener));
    }

    /// The vault, which says that it is locked until it is open.
    pub const fn vault(&self) -> &SqlVault {
        &self.vault
    }

    /// Waits until opening has come to something, at most that long, and answers how the vault stands.
    pub fn wait_until_settled(&self, at_most: Duration) -> StorageView {
        let standing = self.standing();
        let is_opening = |standing: &mut Standing| matches!(standing.state, State::Opening);
        let waited = self.changed.wait_timeout_while(standing, at_most, is_opening);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
        self.view()
    }

    /// How the vault stands.
    pub fn view(&self) -> StorageView {
        let state = self.standing().state.clone();
        match state {
            State::Opening => StorageView::Opening,
            State::WaitingForKeychain => StorageView::WaitingForKeychain,
            State::FirstStart { sentence, can_use_keychain } => {
                StorageView::FirstStart { sentence, can_use_keychain, backups: self.backups() }
            }
            State::Locked { opens_by, sentence } => StorageView::Locked { opens_by, sentence, backups: self.backups() },
            State::Unusable { sentence } => StorageView::Unusable { sentence, backups: self.backups() },
            State::Open { recovered, problem } => StorageView::Open { storage: self.open_storage(recovered, problem) },
        }
    }

    fn open_storage(&self, recovered: Option<Recovered>, problem: Option<String>) -> OpenStorage {
        let on_disk = self.folder.as_ref().filter(|_| !self.vault.is_for_this_session());
        OpenStorage {
            key: on_disk.map_or(KeyKept::Session, kept_key),
            folder: on_disk.map(|folder| folder.path().display().to_string()),
            bytes: on_disk.and_then(|folder| fs::metadata(folder.database()).ok()).map_or(0, |file| file.len()),
            read_only: self.vault.read_only().map(|reason| reason.sentence().to_owned()),
            recovered,
            problem: unsaved(self.vault.held()).or(problem),
            backups: on_disk.map(|_| self.backups()).unwrap_or_default(),
        }
    }

    /// The folder of the vault, to be shown to a person; none for one of this session only.
    pub fn folder(&self) -> Option<PathBuf> {
        let on_disk = self.folder.as_ref().filter(|_| !self.vault.is_for_this_session())?;
        Some(on_disk.path().to_owned())
    }

    /// Whether another program has changed the vault since this was asked last. A vault that turns out to be damaged is
    /// opened anew, which recovers it.
    pub fn was_changed_elsewhere(self: &Arc<Self>) -> bool {
        match self.vault.data_version() {
            Ok(version) => {
                let mut known = self.data_version.lock().unwrap_or_else(PoisonError::into_inner);
                known.replace(version).is_some_and(|before| before != version)
            }
            Err(VaultError::Unreadable) => {
                self.vault.lock();
                // One that holds what is not written stays open.
                self.open();
                false
            }
            Err(_) => false,
        }
    }

    /// Makes a backup where one is due, and tells that there is one or why not. It blocks as long as copying the file
    /// takes.
    pub fn back_up(&self) {
        let Some(folder) = self.folder.as_ref().filter(|_| !self.vault.is_for_this_session()) else { return };
        let (is_made, says) = match folder.back_up_if_due(&self.vault) {
            Ok(backup) => (backup.is_some(), None),
            Err(VaultFileError::NotOpen) => return,
            Err(error) => (false, Some(format!("No backup could be made. {}", error.sentence()))),
        };
        let mut standing = self.standing();
        let State::Open { problem, .. } = &mut standing.state else { return };
        let is_news = is_made || *problem != says;
        *problem = says;
        drop(standing);
        if is_news {
            self.told();
        }
    }

    /// Tries once more to write what could not be written, and tells when that has changed. Answers whether something is
    /// still only in memory.
    pub fn write_what_is_held(&self) -> bool {
        let before = self.vault.held();
        let after = before.as_ref().and_then(|_| self.vault.write_what_is_held());
        let mut told = self.told_unsaved.lock().unwrap_or_else(PoisonError::into_inner);
        if *told != after {
            told.clone_from(&after);
            drop(told);
            self.told();
        }
        after.is_some()
    }

    fn backups(&self) -> Vec<Timestamp> {
        let backups = self.folder.as_ref().map(VaultFolder::backups).unwrap_or_default();
        backups.iter().map(|backup| backup.made_at).collect()
    }

    fn standing(&self) -> MutexGuard<'_, Standing> {
        // Each change of it is one assignment.
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, state: State) {
        self.standing().state = state;
        self.told();
    }

    fn told(&self) {
        self.changed.notify_all();
        if let Some(listener) = self.listener.get() {
            listener(self.view());
        }
    }
}

/// What it means that something is only held in memory.
fn unsaved(why: Option<VaultError>) -> Option<String> {
    let why = match why? {
        VaultError::DiskFull => "there is no room left on the disk".to_owned(),
        other => other.to_string(),
    };
    Some(format!(
        "The last changes could not be saved: {why}. Dialkey keeps them in memory until it is closed, and goes on trying."
    ))
}

/// What opens the vault of a folder.
fn kept_key(folder: &VaultFolder) -> KeyKept {
    match folder.key_way() {
        Some(KeyWay::Passphrase) => KeyKept::Passphrase,
        _ => KeyKept::Keychain,
    }
}

impl From<VaultFileError> for StorageError {
    fn from(error: VaultFileError) -> Self {
        Self(error.sentence())
    }
}

impl From<VaultError> for StorageError {
    fn from(error: VaultError) -> Self {
        Self(VaultFileError::from(error).sentence())
    }
}
