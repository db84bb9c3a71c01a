//! A program that has a vault, as far as its vault goes.

use std::sync::{
    Arc, Mutex,
    mpsc::{self, Receiver},
};

use dialkey_adapters::{storage::Storage, vault::VaultFolder};
use dialkey_core::domain::{
    storage::{OpenStorage, StorageView},
    time::Timestamp,
};

use crate::place::LONG;

/// The vault of a program, with all that it told.
pub(crate) struct Program {
    pub(crate) storage: Arc<Storage>,
    told: Receiver<StorageView>,
}

impl Program {
    pub(crate) fn start(folder: VaultFolder) -> Self {
        let storage = Storage::new(Some(folder));
        let (sender, told) = mpsc::channel();
        let sender = Mutex::new(sender);
        storage.tell(move |view| drop(sender.lock().unwrap().send(view)));
        storage.open();
        Self { storage, told }
    }

    /// Waits until something of this kind is told.
    pub(crate) fn wait_for<T>(&self, look: impl Fn(StorageView) -> Option<T>) -> T {
        loop {
            let view = self.told.recv_timeout(LONG).expect("it is told");
            if let Some(found) = look(view) {
                return found;
            }
        }
    }

    pub(crate) fn wait_until_open(&self) -> OpenStorage {
        self.wait_for(|view| match view {
            StorageView::Open { storage } => Some(storage),
            _ => None,
        })
    }

    /// Waits for the first backup, which follows an opening.
    pub(crate) fn wait_for_backup(&self) -> Timestamp {
        self.wait_for(|view| match view {
            StorageView::Open { storage } => storage.backups.first().copied(),
            _ => None,
        })
    }

    pub(crate) fn wait_until_first_start(&self) -> (String, bool) {
        self.wait_for(|view| match view {
            StorageView::FirstStart { sentence, can_use_keychain, .. } => Some((sentence, can_use_keychain)),
            _ => None,
        })
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.storage.finish();
    }
}
