//! The vault for the time of one run. What came of a request is never lost because it cannot be saved: it is kept in
//! memory until the run ends, and that is told.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use dialkey_adapters::vault::SqlVault;
use dialkey_core::{
    domain::connection::ConnectionId,
    ports::{
        Vault,
        vault::{Record, RenewalMark, Summary, VaultError},
    },
};

/// The vault, and over it what could not be saved.
pub(super) struct RunVault {
    saved: SqlVault,
    unsaved: Mutex<HashMap<ConnectionId, Unsaved>>,
}

/// What could not be saved, and why.
struct Unsaved {
    record: Record,
    problem: VaultError,
}

impl RunVault {
    pub(super) fn new(saved: SqlVault) -> Self {
        Self { saved, unsaved: Mutex::default() }
    }

    /// What is really saved.
    pub(super) const fn saved(&self) -> &SqlVault {
        &self.saved
    }

    /// Tries once more to save what could not be saved of a connection. Answers why it cannot, where it still cannot.
    pub(super) fn save_again(&self, id: &ConnectionId) -> Option<VaultError> {
        let mut unsaved = self.unsaved();
        let kept = unsaved.get(id)?;
        match self.saved.change(id, &mut |record| record.clone_from(&kept.record)) {
            Ok(()) => {
                unsaved.remove(id);
                None
            }
            Err(_) => Some(kept.problem.clone()),
        }
    }

    fn unsaved(&self) -> MutexGuard<'_, HashMap<ConnectionId, Unsaved>> {
        // A panic elsewhere leaves whole records, since each change is one insertion.
        self.unsaved.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Vault for RunVault {
    fn list(&self) -> Result<Vec<Record>, VaultError> {
        let unsaved = self.unsaved();
        let newest = |record: Record| unsaved.get(&record.connection.id).map_or(record, |kept| kept.record.clone());
        Ok(self.saved.list()?.into_iter().map(newest).collect())
    }

    fn summaries(&self) -> Result<Vec<Summary>, VaultError> {
        let unsaved = self.unsaved();
        let newest = |summary: Summary| unsaved.get(&summary.id).map_or(summary, |kept| Summary::of(&kept.record));
        Ok(self.saved.summaries()?.into_iter().map(newest).collect())
    }

    fn load(&self, id: &ConnectionId) -> Result<Record, VaultError> {
        match self.unsaved().get(id) {
            Some(kept) => Ok(kept.record.clone()),
            None => self.saved.load(id),
        }
    }

    fn insert(&self, record: Record) -> Result<(), VaultError> {
        self.saved.insert(record)
    }

    fn change(&self, id: &ConnectionId, change: &mut dyn FnMut(&mut Record)) -> Result<(), VaultError> {
        let mut unsaved = self.unsaved();
        if let Some(kept) = unsaved.get_mut(id) {
            change(&mut kept.record);
            return Ok(());
        }
        let problem = match self.saved.change(id, change) {
            Err(problem) if is_about_saving(&problem) => problem,
            other => return other,
        };
        let before = self.saved.load(id)?;
        let mut record = before.clone();
        change(&mut record);
        let begun_before = before.renewal.map(|mark| mark.answer_by);
        let begins = |mark: RenewalMark| mark.with_refresh_token && begun_before.is_none_or(|by| by < mark.answer_by);
        if record.renewal.is_some_and(begins) {
            // A refresh token that works once is not sent where the one that comes for it cannot be saved.
            return Err(problem);
        }
        unsaved.insert(id.clone(), Unsaved { record, problem });
        Ok(())
    }

    fn remove(&self, id: &ConnectionId) -> Result<(), VaultError> {
        self.saved.remove(id)
    }
}

const fn is_about_saving(problem: &VaultError) -> bool {
    matches!(problem, VaultError::DiskFull | VaultError::NotWritable | VaultError::NewerVersion | VaultError::Busy)
}
