//! The vault over an encrypted database.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use dialkey_core::{
    domain::connection::ConnectionId,
    ports::{
        Vault,
        vault::{Record, Summary, VaultError},
    },
};
use rusqlite::{Connection as Database, TransactionBehavior};

use super::{
    database::{self, Access, vault_error},
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
        let opened = Opened { database: database::in_memory()?, access: Access::Full, file: None };
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
    /// of this session only cannot be opened again and so stays as it is.
    pub fn lock(&self) {
        let mut opened = self.opened();
        if opened.as_ref().is_some_and(|opened| opened.file.is_some()) {
            *opened = None;
        }
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
        self.read(|database| database.query_row("PRAGMA data_version", [], |row| row.get(0)))
    }

    /// What is open; none while the vault is locked.
    pub(super) fn opened(&self) -> MutexGuard<'_, Option<Opened>> {
        // A panic elsewhere rolled its transaction back.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read<T>(&self, read: impl FnOnce(&Database) -> rusqlite::Result<T>) -> Result<T, VaultError> {
        let opened = self.opened();
        let opened = opened.as_ref().ok_or(VaultError::Locked)?;
        read(&opened.database).map_err(vault_error)
    }

    /// Runs `write` in a transaction that begins with the right to write, so that it never fails half-way for want of
    /// it. Nothing is kept where `write` fails or says that it changed nothing.
    fn write<T>(&self, write: impl FnOnce(&Database) -> Result<(bool, T), VaultError>) -> Result<T, VaultError> {
        let mut opened = self.opened();
        let opened = opened.as_mut().ok_or(VaultError::Locked)?;
        match opened.access {
            Access::Full => {}
            Access::NotWritable => return Err(VaultError::NotWritable),
            Access::NewerVersion => return Err(VaultError::NewerVersion),
        }
        let transaction =
            opened.database.transaction_with_behavior(TransactionBehavior::Immediate).map_err(vault_error)?;
        let (is_changed, value) = write(&transaction)?;
        if is_changed {
            rows::count_change(&transaction).and_then(|()| transaction.commit()).map_err(vault_error)?;
        }
        Ok(value)
    }
}

impl Vault for SqlVault {
    fn list(&self) -> Result<Vec<Record>, VaultError> {
        self.read(|database| {
            let transaction = database.unchecked_transaction()?;
            let mut records = Vec::new();
            for id in rows::ids(&transaction)? {
                records.extend(rows::load(&transaction, &id)?.map(|(_, record)| record.to_record(id)));
            }
            Ok(records)
        })
    }

    fn summaries(&self) -> Result<Vec<Summary>, VaultError> {
        self.read(rows::summaries)
    }

    fn load(&self, id: &ConnectionId) -> Result<Record, VaultError> {
        let found = self.read(|database| rows::load(&*database.unchecked_transaction()?, id))?;
        found.map(|(_, record)| record.to_record(id.clone())).ok_or(VaultError::NotFound)
    }

    fn insert(&self, record: Record) -> Result<(), VaultError> {
        let id = record.connection.id.clone();
        let record = StoredRecord::of(&record);
        self.write(|database| rows::insert(database, &id, &record).map(|()| (true, ())).map_err(vault_error))
    }

    fn change(&self, id: &ConnectionId, change: &mut dyn FnMut(&mut Record)) -> Result<(), VaultError> {
        self.write(|database| {
            let found = rows::load(database, id).map_err(vault_error)?;
            let (position, stored) = found.ok_or(VaultError::NotFound)?;
            let mut record = stored.to_record(id.clone());
            let read = StoredRecord::of(&record);
            change(&mut record);
            let mut after = StoredRecord::of(&record);
            after.keep_unread(&read, &stored);
            let is_changed = rows::update(database, position, &stored, &after).map_err(vault_error)?;
            Ok((is_changed, ()))
        })
    }

    fn remove(&self, id: &ConnectionId) -> Result<(), VaultError> {
        self.write(|database| {
            let was_there = rows::remove(database, id).map_err(vault_error)?;
            if was_there { Ok((true, ())) } else { Err(VaultError::NotFound) }
        })
    }
}

#[cfg(test)]
mod tests {
    use dialkey_core::{
        domain::{client_authentication::ClientAuthenticationMethod, connection::Connection},
        ports::vault::Trouble,
    };
    use secrecy::SecretString;

    use super::{
        super::records_tests::{full_connection, full_record},
        *,
    };

    const ID: &str = "one";

    fn id() -> ConnectionId {
        ConnectionId(ID.into())
    }

    /// A vault of this session with one full record.
    fn vault() -> SqlVault {
        let vault = SqlVault::for_this_session().unwrap();
        vault.insert(full_record(ID)).unwrap();
        vault
    }

    /// Does something to the tables that the vault itself would not do.
    fn tamper(vault: &SqlVault, sql: &str) {
        assert_eq!(vault.opened().as_ref().unwrap().database.execute(sql, []).unwrap(), 1, "one row is changed");
    }

    fn column(vault: &SqlVault, sql: &str) -> Option<String> {
        vault.read(|database| database.query_row(sql, [], |row| row.get(0))).unwrap()
    }

    #[test]
    fn a_record_comes_back_with_everything_it_had() {
        let stored = StoredRecord::of(&vault().load(&id()).unwrap());
        let expected = StoredRecord::of(&full_record(ID));
        assert!(stored.connection == expected.connection);
        assert!(stored.values == expected.values);
        assert!(stored.token == expected.token);
        assert!(stored.last_run == expected.last_run);
    }

    #[test]
    fn what_is_taken_out_of_a_record_is_gone() {
        let vault = vault();
        let bare = || Record::new(Connection { values: [].into(), ..full_connection(ID) });
        vault.change(&id(), &mut |record| *record = bare()).unwrap();
        let record = vault.load(&id()).unwrap();
        assert!(record.token.is_none() && record.connection.values.is_empty());
        assert!(record.steps.is_empty() && record.diagnosis.is_none() && record.test.is_none());
        assert_eq!(vault.summaries().unwrap(), [Summary::of(&record)]);
    }

    #[test]
    fn the_list_shows_the_same_as_the_records() {
        let vault = vault();
        for id in ["two", "three"] {
            vault.insert(Record::new(full_connection(id))).unwrap();
        }
        let records = vault.list().unwrap();
        let summaries: Vec<Summary> = records.iter().map(Summary::of).collect();
        assert_eq!(vault.summaries().unwrap(), summaries);
        let ids: Vec<&str> = summaries.iter().map(|summary| summary.id.0.as_str()).collect();
        assert_eq!(ids, ["one", "two", "three"], "in the order they were made");
    }

    #[test]
    fn a_removed_connection_leaves_nothing_behind() {
        let vault = vault();
        vault.remove(&id()).unwrap();
        assert_eq!(vault.remove(&id()), Err(VaultError::NotFound));
        assert_eq!(vault.load(&id()).unwrap_err(), VaultError::NotFound);
        for table in ["connection", "value", "token", "last_run"] {
            let left: i64 = vault
                .read(|database| database.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)))
                .unwrap();
            assert_eq!(left, 0, "{table}");
        }
    }

    #[test]
    fn one_name_for_life_belongs_to_one_connection() {
        let vault = vault();
        assert_eq!(vault.insert(Record::new(full_connection(ID))), Err(VaultError::Mismatch));
        assert!(vault.load(&id()).unwrap().token.is_some(), "the first one stays as it was");
    }

    #[test]
    fn what_another_version_wrote_stays_until_it_is_changed() {
        let vault = vault();
        tamper(&vault, "UPDATE connection SET client_authentication = 'tls_client_auth'");
        tamper(&vault, r#"UPDATE last_run SET diagnosis = '{"code":"of_another_version"}'"#);
        let record = vault.load(&id()).unwrap();
        assert_eq!(record.connection.client_authentication, None);
        assert_eq!(record.diagnosis, None);
        assert!(record.test.is_some() && record.token.is_some(), "the rest can be read");

        vault.change(&id(), &mut |record| record.connection.name = "another".into()).unwrap();
        assert_eq!(column(&vault, "SELECT client_authentication FROM connection").unwrap(), "tls_client_auth");
        assert!(column(&vault, "SELECT diagnosis FROM last_run").unwrap().contains("of_another_version"));
        assert_eq!(vault.summaries().unwrap()[0].trouble, Some(Trouble::Failed));

        let method = Some(ClientAuthenticationMethod::ClientSecretPost);
        vault.change(&id(), &mut |record| record.connection.client_authentication = method).unwrap();
        assert_eq!(vault.load(&id()).unwrap().connection.client_authentication, method);
    }

    #[test]
    fn a_full_disk_leaves_everything_as_it_was() {
        let vault = vault();
        let pages = |count: i64| {
            let opened = vault.opened();
            opened.as_ref().unwrap().database.pragma_update(None, "max_page_count", count).unwrap();
        };
        pages(1);
        let token = SecretString::from("x".repeat(100_000));
        let changed = vault.change(&id(), &mut |record| {
            record.connection.name = "never seen".into();
            record.token.as_mut().unwrap().access_token = token.clone();
        });
        assert_eq!(changed, Err(VaultError::DiskFull));
        assert_eq!(vault.load(&id()).unwrap().connection.name, full_connection(ID).name);
        pages(1_000_000);
        vault.change(&id(), &mut |record| record.token.as_mut().unwrap().access_token = token.clone()).unwrap();
        assert_eq!(vault.load(&id()).unwrap().token.unwrap().characters(), 100_000);
    }

    #[test]
    fn a_change_that_changes_nothing_writes_nothing() {
        let vault = vault();
        let before = vault.read(rows::changes).unwrap();
        vault.change(&id(), &mut |_| {}).unwrap();
        assert_eq!(vault.read(rows::changes).unwrap(), before);
    }

    #[test]
    fn a_vault_of_this_session_cannot_be_locked() {
        let vault = vault();
        vault.lock();
        assert!(vault.is_for_this_session() && !vault.is_locked());
        assert!(vault.load(&id()).is_ok());
    }
}
