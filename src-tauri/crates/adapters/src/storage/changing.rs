//! What a person changes about the vault as a whole: what opens it, and which one it is.

use std::{sync::Arc, time::Duration};

use dialkey_core::{
    domain::{
        storage::{KeyKept, passphrase_problem},
        time::Timestamp,
    },
    ports::Vault as _,
};
use secrecy::SecretString;

use super::{State, Storage, StorageError, unsaved};
use crate::vault::{Pending, SqlVault, VaultFileError, VaultFolder};

/// How long a keychain is waited for when its person has just chosen it.
const PATIENCE: Duration = Duration::from_mins(1);

impl Storage {
    /// Makes the first vault, whose key is kept as the person chose. With a passphrase it blocks for about half a
    /// second.
    pub fn begin(self: &Arc<Self>, key: KeyKept, passphrase: Option<&SecretString>) -> Result<(), StorageError> {
        let _turn = self.turn();
        if !self.vault.is_locked() {
            return Ok(());
        }
        match key {
            KeyKept::Session => self.opened(SqlVault::for_this_session()?, None),
            KeyKept::Passphrase => {
                let passphrase = good_passphrase(passphrase)?;
                self.opened(self.on_disk()?.create_with_passphrase(passphrase, &[])?, None);
            }
            KeyKept::Keychain => {
                self.on_disk()?;
                let attempt = self.begin_attempt(State::Opening);
                self.told();
                self.in_background(move |storage| {
                    if let Some(folder) = &storage.folder {
                        storage.make_with_keychain(folder, attempt);
                    }
                });
            }
        }
        Ok(())
    }

    /// Puts the key of the open vault under a passphrase, or under another one. A vault of this session is written to
    /// the disk. It blocks for a second or two.
    pub fn use_passphrase(self: &Arc<Self>, passphrase: &SecretString) -> Result<(), StorageError> {
        let _turn = self.turn();
        let passphrase = good_passphrase(Some(passphrase))?;
        let folder = self.on_disk()?;
        if self.vault.is_for_this_session() {
            let vault = folder.create_with_passphrase(passphrase, &self.vault.list()?)?;
            self.opened(vault, None);
            return Ok(());
        }
        folder.use_passphrase(&self.vault, passphrase)?;
        // What stays in the keychain when this fails opens nothing that the passphrase does not.
        let _ = folder.forget_keychain_item().wait(PATIENCE);
        self.key_changed();
        Ok(())
    }

    /// Puts the key of the open vault into the keychain. A vault of this session is written to the disk. It blocks until
    /// the keychain has answered, a minute at most.
    pub fn use_keychain(self: &Arc<Self>) -> Result<(), StorageError> {
        let _turn = self.turn();
        let folder = self.on_disk()?;
        if self.vault.is_for_this_session() {
            let vault = patiently(folder.create_with_keychain(self.vault.list()?))?;
            self.opened(vault, None);
            return Ok(());
        }
        patiently(folder.use_keychain(&self.vault))?;
        self.key_changed();
        Ok(())
    }

    /// Puts a backup in place of the vault and opens it. The vault that was there is renamed.
    pub fn restore(self: &Arc<Self>, made_at: Timestamp) -> Result<(), StorageError> {
        let _turn = self.turn();
        let folder = self.on_disk()?;
        let backup = folder.backups().into_iter().find(|backup| backup.made_at == made_at);
        let backup = backup.ok_or_else(|| StorageError("This backup is no longer there.".to_owned()))?;
        self.replaced(|| folder.restore(&backup).map(drop))
    }

    /// Renames the vault and begins with an empty one.
    pub fn start_again(self: &Arc<Self>) -> Result<(), StorageError> {
        let _turn = self.turn();
        let folder = self.on_disk()?;
        self.replaced(|| folder.start_again().map(drop))
    }

    /// Closes the vault, has something put in its place, and opens that.
    fn replaced(self: &Arc<Self>, replace: impl FnOnce() -> Result<(), VaultFileError>) -> Result<(), StorageError> {
        if self.vault.is_for_this_session() {
            return Err(StorageError("What is kept for this session only has no file to replace.".to_owned()));
        }
        self.close()?;
        let result = replace();
        // Also where it failed: what was there is there still.
        self.open();
        Ok(result?)
    }

    /// Closes the vault, unless it holds what is not written and a closed one would lose.
    fn close(&self) -> Result<(), StorageError> {
        self.vault.lock();
        match unsaved(self.vault.held()) {
            None => Ok(()),
            Some(unsaved) => {
                Err(StorageError(format!("{unsaved} Another vault in place of this one would lose them.")))
            }
        }
    }

    fn key_changed(self: &Arc<Self>) {
        self.told();
        self.in_background(|storage| storage.back_up());
    }

    fn on_disk(&self) -> Result<&VaultFolder, StorageError> {
        self.folder
            .as_ref()
            .ok_or_else(|| StorageError("This system has no place where Dialkey could keep a file.".into()))
    }
}

fn good_passphrase(passphrase: Option<&SecretString>) -> Result<&SecretString, StorageError> {
    let passphrase = passphrase.ok_or_else(|| StorageError("A passphrase is missing.".to_owned()))?;
    match passphrase_problem(passphrase) {
        Some(problem) => Err(StorageError(problem)),
        None => Ok(passphrase),
    }
}

fn patiently<T: Send + 'static>(pending: Pending<Result<T, VaultFileError>>) -> Result<T, StorageError> {
    let answer = pending.wait(PATIENCE);
    Ok(answer.map_err(|_| StorageError("The keychain has not answered.".to_owned()))??)
}
