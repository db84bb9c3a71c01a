//! The connection that was deleted last, until it is put back, another one is deleted, or the vault is locked.

use std::sync::{Mutex, MutexGuard, PoisonError};

use dialkey_core::{domain::connection::ConnectionId, ports::vault::Record};

/// What can be put back.
#[derive(Default)]
pub(crate) struct Deleted(Mutex<Option<Record>>);

impl Deleted {
    /// This one can be put back now, and no other.
    pub(crate) fn keep(&self, record: Record) {
        *self.lock() = Some(record);
    }

    /// The deleted connection of this name for life.
    pub(crate) fn take(&self, id: &ConnectionId) -> Option<Record> {
        self.lock().take_if(|record| record.connection.id == *id)
    }

    /// Nothing can be put back any more.
    pub(crate) fn forget(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> MutexGuard<'_, Option<Record>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
