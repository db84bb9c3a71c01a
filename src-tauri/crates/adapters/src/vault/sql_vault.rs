//! The vault over an encrypted database.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use dialkey_core::{
    domain::connection::{Connection, ConnectionId},
    ports::{
        Vault,
        vault::{Change, Record, Renewable, RenewalMark, Summary, VaultError},
    },
};
use rusqlite::{Connection as Database, TransactionBehavior};

use super::{
    database::{self, Access, vault_error},
    held::{Held, may_be_written_later},
    key::VaultKey,
    lock::VaultLock,
    rows,
    stored::StoredRecord,
};

/// A vault that is open until it is locked. Every call is a transaction of its own.
pub struct SqlVault(Mutex<Option<Opened>>);

/// What is there only while the vault is open.
pub(super) struct Opened {
    pub(super) database: Database,
    pub(super) access: Access,
    /// What is not written yet.
    pub(super) held: Held,
    /// None for a vault of this session only.
    pub(super) file: Option<OpenedFile>,
}

/// What belongs to the file of an open vault.
pub(super) struct OpenedFile {
    pub(super) key: VaultKey,
    /// Held for as long as the file is open.
    pub(super) _lock: VaultLock,
}

/// Why an open vault can only be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadOnly {
    /// The system does not let it be written.
    NotWritable,
    /// A newer version of the program wrote it.
    NewerVersion,
}

impl ReadOnly {
    /// What that means, for a person.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::NotWritable => "Changes cannot be saved: this computer does not let Dialkey write to its vault.",
            Self::NewerVersion => {
                "Changes cannot be saved: a newer version of Dialkey wrote this vault. Use that version to change it."
            }
        }
    }
}

impl fmt::Debug for SqlVault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SqlVault")
    }
}

impl SqlVault {
    /// A vault that is kept in memory and ends with the program.
    pub fn for_this_session() -> Result<Self, VaultError> {
        let opened =
            Opened { database: database::in_memory()?, access: Access::Full, held: Held::default(), file: None };
        Ok(Self::new(opened))
    }

    /// A vault that is not open yet; see [`SqlVault::resume`].
    pub const fn locked() -> Self {
        Self(Mutex::new(None))
    }

    pub(super) const fn new(opened: Opened) -> Self {
        Self(Mutex::new(Some(opened)))
    }

    /// Locks the vault now: the database is closed and its key wiped. Every later call says that it is locked. A vault
    /// of this session only cannot be opened again and so stays as it is, and so does one that holds what is not written.
    pub fn lock(&self) {
        self.write_what_is_held();
        let mut opened = self.opened();
        if opened.as_ref().is_some_and(|opened| opened.file.is_some() && opened.held.why().is_none()) {
            *opened = None;
        }
    }

    /// Why something is only held in memory; none where all is written.
    pub fn held(&self) -> Option<VaultError> {
        self.opened().as_ref()?.held.why()
    }

    /// Tries once more to write what is only held in memory, and answers why that is not possible; none where all is
    /// written.
    pub fn write_what_is_held(&self) -> Option<VaultError> {
        let ids = self.opened().as_ref().map(|opened| opened.held.ids()).unwrap_or_default();
        for id in ids {
            // One that is gone meanwhile needs no writing; any other stays held.
            let _ = self.change(&id, &mut |_| {});
        }
        self.held()
    }

    /// Whether the vault was locked.
    pub fn is_locked(&self) -> bool {
        self.opened().is_none()
    }

    /// Takes over what opening the vault again yielded, so that whoever holds this vault sees it open.
    pub fn resume(&self, other: Self) {
        *self.opened() = other.0.into_inner().unwrap_or_else(PoisonError::into_inner);
    }

    /// Whether nothing is written anywhere.
    pub fn is_for_this_session(&self) -> bool {
        self.opened().as_ref().is_some_and(|opened| opened.file.is_none())
    }

    /// Why the vault can only be read; none where it can be written.
    pub fn read_only(&self) -> Option<ReadOnly> {
        match self.opened().as_ref()?.access {
            Access::Full => None,
            Access::NotWritable => Some(ReadOnly::NotWritable),
            Access::NewerVersion => Some(ReadOnly::NewerVersion),
        }
    }

    /// A number that is another one as soon as another program has changed the vault. Changes of this program leave it
    /// as it is.
    pub fn data_version(&self) -> Result<i64, VaultError> {
        self.read(|database, _| database.query_row("PRAGMA data_version", [], |row| row.get(0)))
    }

    /// What is open; none while the vault is locked.
    pub(super) fn opened(&self) -> MutexGuard<'_, Option<Opened>> {
        // A panic elsewhere rolled its transaction back.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read<T>(&self, read: impl FnOnce(&Database, &Held) -> rusqlite::Result<T>) -> Result<T, VaultError> {
        let opened = self.opened();
        let opened = opened.as_ref().ok_or(VaultError::Locked)?;
        read(&opened.database, &opened.held).map_err(vault_error)
    }

    /// Runs `write` in a transaction that begins with the right to write, so that it never fails half-way for want of
    /// it. Nothing is kept where `write` fails or says that it changed nothing. What was written is no longer held.
    fn write(
        &self,
        id: &ConnectionId,
        write: impl FnOnce(&Database, &Held) -> Result<bool, VaultError>,
    ) -> Result<(), VaultError> {
        self.write_for(vec![id.clone()], write)
    }

    fn write_for(
        &self,
        ids: Vec<ConnectionId>,
        write: impl FnOnce(&Database, &Held) -> Result<bool, VaultError>,
    ) -> Result<(), VaultError> {
        let mut opened = self.opened();
        let Opened { database, access, held, .. } = opened.as_mut().ok_or(VaultError::Locked)?;
        match access {
            Access::Full => {}
            Access::NotWritable => return Err(VaultError::NotWritable),
            Access::NewerVersion => return Err(VaultError::NewerVersion),
        }
        let transaction = database.transaction_with_behavior(TransactionBehavior::Immediate).map_err(vault_error)?;
        let is_changed = write(&transaction, held)?;
        if is_changed {
            rows::count_change(&transaction).and_then(|()| transaction.commit()).map_err(vault_error)?;
        }
        for id in ids {
            held.release(&id);
        }
        Ok(())
    }

    /// Does something with many connections in one transaction; `write` does it with the one of an index and says whether
    /// that changed anything. A connection that is gone is its own result; where anything else fails, nothing is written.
    fn write_all(
        &self,
        ids: Vec<ConnectionId>,
        mut write: impl FnMut(&Database, &Held, usize) -> Result<bool, VaultError>,
    ) -> Result<Vec<Result<(), VaultError>>, VaultError> {
        let mut results = Vec::with_capacity(ids.len());
        let count = ids.len();
        self.write_for(ids, |database, held| {
            let mut is_changed = false;
            for index in 0..count {
                let result = write(database, held, index);
                match result {
                    Ok(did_change) => is_changed |= did_change,
                    Err(VaultError::NotFound) => {}
                    Err(error) => return Err(error),
                }
                results.push(result.map(drop));
            }
            Ok(is_changed)
        })?;
        Ok(results)
    }

    /// Holds in memory what could not be written.
    fn hold(&self, id: &ConnectionId, change: &mut dyn FnMut(&mut Record), why: VaultError) -> Result<(), VaultError> {
        let mut record = self.load(id)?;
        change(&mut record);
        let mut opened = self.opened();
        opened.as_mut().ok_or(VaultError::Locked)?.held.hold(id.clone(), StoredRecord::of(&record), why);
        Ok(())
    }
}

/// Applies one change within a transaction, and says whether it changed anything.
fn change_in(
    database: &Database,
    held: &Held,
    id: &ConnectionId,
    change: &mut dyn FnMut(&mut Record),
) -> Result<bool, VaultError> {
    let found = rows::load(database, id).map_err(vault_error)?;
    let (position, stored) = found.ok_or(VaultError::NotFound)?;
    let before = stored.to_record(id.clone());
    let mut record = held.get(id).map_or_else(|| before.clone(), |held| held.to_record(id.clone()));
    change(&mut record);
    let after = stored.changed(&before, &record);
    rows::update(database, position, &stored, &after).map_err(vault_error)
}

/// Marks one renewal as begun within a transaction, unless `mark` has none, and says whether it did. A record that is
/// held is written with its mark.
fn mark_in(
    database: &Database,
    held: &Held,
    id: &ConnectionId,
    mark: &mut dyn FnMut(Renewable) -> Option<RenewalMark>,
) -> Result<bool, VaultError> {
    if held.get(id).is_some() {
        return change_in(database, held, id, &mut |record| {
            if let Some(mark) = mark(Renewable::of(record.clone())) {
                record.renewal = Some(mark);
            }
        });
    }
    let found = rows::load_renewable(database, id).map_err(vault_error)?;
    let (position, stored) = found.ok_or(VaultError::NotFound)?;
    let Some(mark) = mark(Renewable::of(stored.to_record(id.clone()))) else { return Ok(false) };
    rows::mark_renewal(database, position, mark).map(|()| true).map_err(vault_error)
}

impl Vault for SqlVault {
    fn list(&self) -> Result<Vec<Record>, VaultError> {
        self.read(|database, held| {
            let transaction = database.unchecked_transaction()?;
            let mut records = Vec::new();
            for id in rows::ids(&transaction)? {
                records.extend(rows::load(&transaction, &id)?.map(|(_, written)| held.seen(&id, &written)));
            }
            Ok(records)
        })
    }

    fn summaries(&self) -> Result<Vec<Summary>, VaultError> {
        self.read(|database, held| {
            let mut summaries = rows::summaries(database)?;
            for summary in &mut summaries {
                if let Some(record) = held.get(&summary.id) {
                    *summary = Summary::of(&record.to_record(summary.id.clone()));
                }
            }
            Ok(summaries)
        })
    }

    fn load(&self, id: &ConnectionId) -> Result<Record, VaultError> {
        let found = self.read(|database, held| {
            let written = rows::load(&*database.unchecked_transaction()?, id)?;
            Ok(written.map(|(_, written)| held.seen(id, &written)))
        })?;
        found.ok_or(VaultError::NotFound)
    }

    fn connection(&self, id: &ConnectionId) -> Result<Connection, VaultError> {
        let found = self.read(|database, held| {
            let written = rows::load_connection(&*database.unchecked_transaction()?, id)?;
            Ok(written.map(|(_, written)| held.seen(id, &written).connection))
        })?;
        found.ok_or(VaultError::NotFound)
    }

    fn insert(&self, record: Record) -> Result<(), VaultError> {
        let id = record.connection.id.clone();
        let record = StoredRecord::of(&record);
        self.write(&id, |database, _| rows::insert(database, &id, &record).map(|()| true).map_err(vault_error))
    }

    fn change(&self, id: &ConnectionId, change: &mut dyn FnMut(&mut Record)) -> Result<(), VaultError> {
        self.write(id, |database, held| change_in(database, held, id, change))
    }

    fn keep(&self, id: &ConnectionId, change: &mut dyn FnMut(&mut Record)) -> Result<(), VaultError> {
        match self.change(id, change) {
            Err(why) if may_be_written_later(&why) => self.hold(id, change, why),
            result => result,
        }
    }

    fn mark_renewals(
        &self,
        ids: &[&ConnectionId],
        mark: &mut dyn FnMut(Renewable) -> Option<RenewalMark>,
    ) -> Vec<Result<(), VaultError>> {
        let all = ids.iter().map(|id| (*id).clone()).collect();
        match self.write_all(all, |database, held, index| mark_in(database, held, ids[index], mark)) {
            Ok(results) => results,
            // Together they could not be written; one by one some may be.
            Err(_) => ids.iter().map(|id| self.write(id, |database, held| mark_in(database, held, id, mark))).collect(),
        }
    }

    fn keep_all(&self, changes: &mut [Change<'_>]) -> Vec<Result<(), VaultError>> {
        let ids = changes.iter().map(|change| change.id.clone()).collect();
        let together = self.write_all(ids, |database, held, index| {
            let change = &mut changes[index];
            change_in(database, held, &change.id, &mut *change.apply)
        });
        match together {
            Ok(results) => results,
            Err(_) => changes.iter_mut().map(|change| self.keep(&change.id, &mut *change.apply)).collect(),
        }
    }

    fn remove(&self, id: &ConnectionId) -> Result<(), VaultError> {
        self.write(id, |database, _| {
            let was_there = rows::remove(database, id).map_err(vault_error)?;
            if was_there { Ok(true) } else { Err(VaultError::NotFound) }
        })
    }
}

#[cfg(test)]
mod tests;
