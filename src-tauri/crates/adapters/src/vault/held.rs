//! What could not be written and must not be lost: it is held in memory until it can be.

use std::collections::HashMap;

use dialkey_core::{
    domain::connection::ConnectionId,
    ports::vault::{Record, VaultError},
};

use super::stored::StoredRecord;

/// Records that are newer than what is written.
#[derive(Default)]
pub(super) struct Held {
    records: HashMap<ConnectionId, StoredRecord>,
    why: Option<VaultError>,
}

impl Held {
    /// Holds a record that could not be written.
    pub(super) fn hold(&mut self, id: ConnectionId, record: StoredRecord, why: VaultError) {
        self.records.insert(id, record);
        self.why = Some(why);
    }

    /// The record, where it is held.
    pub(super) fn get(&self, id: &ConnectionId) -> Option<&StoredRecord> {
        self.records.get(id)
    }

    /// The record as it is seen: held, or as it was written.
    pub(super) fn seen(&self, id: &ConnectionId, written: &StoredRecord) -> Record {
        self.get(id).unwrap_or(written).to_record(id.clone())
    }

    /// The record was written, or is gone.
    pub(super) fn release(&mut self, id: &ConnectionId) {
        self.records.remove(id);
        if self.records.is_empty() {
            self.why = None;
        }
    }

    /// Which records are held.
    pub(super) fn ids(&self) -> Vec<ConnectionId> {
        self.records.keys().cloned().collect()
    }

    /// Why they could not be written; none where nothing is held.
    pub(super) fn why(&self) -> Option<VaultError> {
        self.why.clone()
    }
}

/// Whether the same can be written later, so that holding it helps.
pub(super) const fn may_be_written_later(error: &VaultError) -> bool {
    match error {
        VaultError::DiskFull | VaultError::Busy | VaultError::NotWritable | VaultError::NewerVersion => true,
        VaultError::NotFound | VaultError::Mismatch | VaultError::Locked | VaultError::Unreadable => false,
    }
}
