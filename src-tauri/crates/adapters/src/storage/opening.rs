//! Opening the vault at the start, after a lock, and after something was put in its place.

use std::{
    sync::{Arc, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::Duration,
};

use dialkey_core::domain::storage::{KeyKept, Recovered};
use secrecy::SecretString;

use super::{LockReason, State, Storage, StorageError, kept_key};
use crate::vault::{LockedBy, Opening, Pending, Recovery, SqlVault, VaultFolder};

/// How long a keychain may take before the person is told that it is waited for.
const SILENT: Duration = Duration::from_millis(300);

impl Storage {
    /// Begins to open the vault, or tries once more, and answers at once. Where there is none yet and a keychain holds
    /// keys, one is made. A vault that is open stays as it is.
    pub fn open(self: &Arc<Self>) {
        if !self.vault.is_locked() {
            return;
        }
        let attempt = self.begin_attempt(State::Opening);
        self.in_background(move |storage| storage.open_now(attempt));
    }

    /// Stops waiting for the keychain.
    pub fn stop_waiting(&self) {
        let sentence = "The keychain has not answered.".to_owned();
        let state = match self.folder.as_ref().filter(|folder| folder.key_way().is_some()) {
            Some(folder) => State::Locked { opens_by: kept_key(folder), sentence },
            None => State::FirstStart { sentence, can_use_keychain: false },
        };
        self.begin_attempt(state);
        self.told();
    }

    /// Opens the vault by its passphrase. It blocks for about half a second, on purpose.
    pub fn unlock(self: &Arc<Self>, passphrase: &SecretString) -> Result<(), StorageError> {
        let _turn = self.turn();
        let Some(folder) = self.folder.as_ref().filter(|_| self.vault.is_locked()) else { return Ok(()) };
        match folder.unlock(passphrase) {
            Opening::Locked(wrong) => Err(StorageError(wrong.sentence())),
            opening => {
                let attempt = self.begin_attempt(State::Opening);
                self.take(folder, attempt, opening);
                Ok(())
            }
        }
    }

    /// Locks the vault now. One of this session only stays open, since nothing could open it again.
    pub fn lock(&self, reason: LockReason) {
        let Some(folder) = self.folder.as_ref().filter(|_| !self.vault.is_for_this_session()) else { return };
        if self.vault.is_locked() {
            return;
        }
        self.vault.lock();
        if !self.vault.is_locked() {
            // It holds what is not written, which a lock would lose.
            self.write_what_is_held();
            return;
        }
        self.begin_attempt(State::Locked { opens_by: kept_key(folder), sentence: reason.sentence() });
        self.told();
    }

    fn open_now(self: &Arc<Self>, attempt: u64) {
        let Some(folder) = &self.folder else {
            let sentence = "This system has no place where Dialkey could keep a file.".to_owned();
            return self.set(State::FirstStart { sentence, can_use_keychain: false });
        };
        if let Some(opening) = self.answer_of(attempt, folder.open()) {
            self.take(folder, attempt, opening);
        }
    }

    /// Makes of an opening what the program stands on from now on.
    pub(super) fn take(self: &Arc<Self>, folder: &VaultFolder, attempt: u64, opening: Opening) {
        match opening {
            Opening::Ready(vault) => self.opened(vault, None),
            Opening::Recovered { vault, recovery } => self.opened(vault, Some(recovered(recovery))),
            Opening::Locked(by) => self.set(State::Locked { opens_by: opens_by(&by), sentence: by.sentence() }),
            Opening::Unusable(unusable) => self.set(State::Unusable { sentence: unusable.sentence() }),
            Opening::FirstStart { keychain: Err(problem) } => {
                self.set(State::FirstStart { sentence: problem.sentence(), can_use_keychain: false });
            }
            Opening::FirstStart { keychain: Ok(()) } if !folder.backups().is_empty() => {
                let sentence = "Its file is gone, but there are backups of it.".to_owned();
                self.set(State::FirstStart { sentence, can_use_keychain: true });
            }
            Opening::FirstStart { keychain: Ok(()) } => self.make_with_keychain(folder, attempt),
        }
    }

    /// Makes a vault whose key is in the keychain.
    pub(super) fn make_with_keychain(self: &Arc<Self>, folder: &VaultFolder, attempt: u64) {
        match self.answer_of(attempt, folder.create_with_keychain(Vec::new())) {
            Some(Ok(vault)) => self.opened(vault, None),
            Some(Err(error)) => {
                self.set(State::FirstStart { sentence: error.sentence(), can_use_keychain: false });
            }
            None => {}
        }
    }

    /// The vault is open. A backup follows on a thread of its own.
    pub(super) fn opened(self: &Arc<Self>, vault: SqlVault, recovered: Option<Recovered>) {
        self.vault.resume(vault);
        self.set(State::Open { recovered, problem: None });
        self.in_background(|storage| storage.back_up());
    }

    /// What comes once the keychain has answered; none where nobody waits for it any more.
    pub(super) fn answer_of<T: Send + 'static>(&self, attempt: u64, mut pending: Pending<T>) -> Option<T> {
        loop {
            match pending.wait(SILENT) {
                Ok(answer) => return self.is_current(attempt).then_some(answer),
                Err(_) if !self.is_current(attempt) => return None,
                Err(still) => pending = still,
            }
            let is_silent = matches!(self.standing().state, State::Opening);
            if is_silent {
                self.set(State::WaitingForKeychain);
            }
        }
    }

    /// Ends what was begun before, and answers with the number of what begins now.
    pub(super) fn begin_attempt(&self, state: State) -> u64 {
        let mut standing = self.standing();
        standing.state = state;
        standing.attempt += 1;
        standing.attempt
    }

    fn is_current(&self, attempt: u64) -> bool {
        self.standing().attempt == attempt
    }

    pub(super) fn in_background(self: &Arc<Self>, work: impl FnOnce(&Arc<Self>) + Send + 'static) {
        let storage = Arc::clone(self);
        let started = thread::Builder::new().name("vault".into()).spawn(move || work(&storage));
        match started {
            Ok(worker) => {
                let mut workers = self.workers();
                workers.retain(|worker| !worker.is_finished());
                workers.push(worker);
            }
            Err(error) => {
                self.set(State::Unusable { sentence: format!("The system gives no thread to work on: {error}.") });
            }
        }
    }

    /// Gives up waiting for a keychain and waits for what is being written, as the last thing a program does: what ends
    /// in the middle of encrypting may end badly.
    pub fn finish(&self) {
        self.standing().attempt += 1;
        let workers = std::mem::take(&mut *self.workers());
        for worker in workers {
            // One that panicked has ended as well.
            let _ = worker.join();
        }
    }

    fn workers(&self) -> MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.workers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn recovered(recovery: Recovery) -> Recovered {
    Recovered { from: recovery.from, kept_as: recovery.kept_as.map(|path| path.display().to_string()) }
}

const fn opens_by(locked: &LockedBy) -> KeyKept {
    match locked {
        LockedBy::Keychain(_) => KeyKept::Keychain,
        LockedBy::Passphrase | LockedBy::WrongPassphrase => KeyKept::Passphrase,
    }
}
