//! Keeps connections until the program ends.

use std::sync::{Mutex, MutexGuard, PoisonError};

use dialkey_core::{
    domain::connection::ConnectionId,
    ports::{
        Vault,
        vault::{Record, VaultError},
    },
};

/// A vault in memory; nothing is written anywhere.
#[derive(Debug, Default)]
pub struct MemoryVault(Mutex<Vec<Record>>);

impl MemoryVault {
    fn records(&self) -> MutexGuard<'_, Vec<Record>> {
        // A panic elsewhere leaves whole records, since each change is one assignment.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Vault for MemoryVault {
    fn list(&self) -> Result<Vec<Record>, VaultError> {
        Ok(self.records().clone())
    }

    fn load(&self, id: &ConnectionId) -> Result<Record, VaultError> {
        self.records().iter().find(|record| record.connection.id == *id).cloned().ok_or(VaultError::NotFound)
    }

    fn insert(&self, record: Record) -> Result<(), VaultError> {
        self.records().push(record);
        Ok(())
    }

    fn change(&self, id: &ConnectionId, change: &mut dyn FnMut(&mut Record)) -> Result<(), VaultError> {
        let mut records = self.records();
        let kept = records.iter_mut().find(|record| record.connection.id == *id).ok_or(VaultError::NotFound)?;
        let mut changed = kept.clone();
        change(&mut changed);
        *kept = changed;
        Ok(())
    }

    fn remove(&self, id: &ConnectionId) -> Result<(), VaultError> {
        let mut records = self.records();
        let before = records.len();
        records.retain(|record| record.connection.id != *id);
        if records.len() == before { Err(VaultError::NotFound) } else { Ok(()) }
    }
}
