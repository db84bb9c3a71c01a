//! The encrypted database as a file: opened with its key, checked for damage, never made by accident.

use std::{
    fs, io,
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use dialkey_core::ports::vault::{Record, VaultError};
use rusqlite::{Connection, Error, ErrorCode, OpenFlags, ffi};
use url::Url;

use super::{files, key::VaultKey, rows, schema, stored::StoredRecord};

/// Held while a database is opened.
static OPENING: Mutex<()> = Mutex::new(());
/// How long a write waits for another program's.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Statements that are kept ready.
const STATEMENTS: usize = 64;

/// Why a database cannot be opened.
#[derive(Debug, thiserror::Error)]
pub(super) enum OpenProblem {
    /// What is there is no whole database of this key, or nothing is there.
    #[error("the database is damaged")]
    Damaged,
    /// The system does not let it be read.
    #[error("the system does not let it be read: {0}")]
    NotAllowed(String),
    /// Anything else, which may pass.
    #[error("the database cannot be opened: {0}")]
    Failed(String),
}

/// How a database may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Read and written.
    Full,
    /// Only read, since the system allows no more.
    NotWritable,
    /// Only read, since a newer version of the program wrote it.
    NewerVersion,
}

/// Makes a new database with these records at `path`, where nothing may be, and has it on the disk when it returns.
pub(super) fn create(path: &Path, key: &VaultKey, records: &[Record]) -> Result<(), VaultError> {
    files::make_file(path).map_err(not_written)?;
    let mut connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, key).map_err(vault_error)?;
    connection.pragma_update(None, "journal_mode", "WAL").map_err(vault_error)?;
    schema::migrate(&mut connection, &schema::migrations())?;
    let transaction = connection.transaction().map_err(vault_error)?;
    for record in records {
        rows::insert(&transaction, &record.connection.id, &StoredRecord::of(record)).map_err(vault_error)?;
    }
    transaction.commit().map_err(vault_error)?;
    connection.close().map_err(|(_, error)| vault_error(error))
}

/// A database for this session, which is written nowhere.
pub(super) fn in_memory() -> Result<Connection, VaultError> {
    let _alone = alone();
    let mut connection = Connection::open_in_memory().map_err(vault_error)?;
    prepare(&connection).map_err(vault_error)?;
    schema::migrate(&mut connection, &schema::migrations())?;
    Ok(connection)
}

/// Opens the database at `path` and looks at every page of it.
pub(super) fn open(path: &Path, key: &VaultKey) -> Result<(Connection, Access), OpenProblem> {
    // SQLite takes an empty file for a new database.
    match fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() || metadata.len() == 0 => return Err(OpenProblem::Damaged),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(OpenProblem::Damaged),
        Err(error) => return Err(OpenProblem::NotAllowed(error.to_string())),
        Ok(_) => {}
    }
    fs::File::open(path).map_err(|error| OpenProblem::NotAllowed(error.to_string()))?;
    let (connection, writable) = match connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, key) {
        Ok(connection) => {
            let writable = can_write(&connection)?;
            (connection, writable)
        }
        Err(error) if is_cannot_open(&error) => (connect_to_unchanging(path, key)?, false),
        Err(error) => return Err(open_problem(error)),
    };
    check(&connection)?;
    let access = match writable {
        _ if schema::is_newer(&connection).map_err(open_problem)? => Access::NewerVersion,
        true => Access::Full,
        false => Access::NotWritable,
    };
    Ok((connection, access))
}

/// Opens a database that nobody writes to, such as a backup, leaves nothing beside it, and looks at every page of it.
pub(super) fn open_unchanging(path: &Path, key: &VaultKey) -> Result<Connection, OpenProblem> {
    if fs::metadata(path).map_or(0, |metadata| metadata.len()) == 0 {
        return Err(OpenProblem::Damaged);
    }
    let connection = connect_to_unchanging(path, key)?;
    check(&connection)?;
    Ok(connection)
}

/// Opens an empty file that a backup is copied into.
pub(super) fn open_empty(path: &Path, key: &VaultKey) -> rusqlite::Result<Connection> {
    let _alone = alone();
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    unlock(&connection, key)?;
    Ok(connection)
}

fn connect_to_unchanging(path: &Path, key: &VaultKey) -> Result<Connection, OpenProblem> {
    let path = std::path::absolute(path).map_err(|error| OpenProblem::Failed(error.to_string()))?;
    let no_address = || OpenProblem::Failed("its path is no address".into());
    let mut address = Url::from_file_path(&path).map_err(|()| no_address())?;
    address.set_query(Some("immutable=1"));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    connect(Path::new(address.as_str()), flags, key).map_err(open_problem)
}

fn connect(path: &Path, flags: OpenFlags, key: &VaultKey) -> rusqlite::Result<Connection> {
    let _alone = alone();
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    unlock(&connection, key)?;
    prepare(&connection)?;
    // The first read, and so the first use of the key.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

/// `SQLCipher` makes itself ready when the first database is opened; two threads must not do so at once.
fn alone() -> MutexGuard<'static, ()> {
    OPENING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn unlock(connection: &Connection, key: &VaultKey) -> rusqlite::Result<()> {
    // SQLCipher writes to standard error about every wrong key.
    connection.pragma_update(None, "cipher_log_level", "NONE")?;
    connection.execute_batch(&key.to_pragma())
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.execute_batch("PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;")
}

/// Whether a write could begin. Another program that writes just now is not waited for: it shows that one can.
fn can_write(connection: &Connection) -> Result<bool, OpenProblem> {
    match connection.execute_batch("BEGIN IMMEDIATE; ROLLBACK;") {
        Ok(()) => Ok(true),
        Err(error) => match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Ok(true),
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::DiskFull | ErrorCode::SystemIoFailure) => {
                Ok(false)
            }
            _ => Err(open_problem(error)),
        },
    }
}

/// Every page carries a signature of `SQLCipher`, so reading all of them finds any damage.
fn check(connection: &Connection) -> Result<(), OpenProblem> {
    let found: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(open_problem)?;
    if found == "ok" { Ok(()) } else { Err(OpenProblem::Damaged) }
}

fn is_cannot_open(error: &Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
}

#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` takes")]
fn open_problem(error: Error) -> OpenProblem {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => OpenProblem::Damaged,
        // A file that ends before its last page.
        Some(ErrorCode::SystemIoFailure) if extended(&error) == Some(ffi::SQLITE_IOERR_SHORT_READ) => {
            OpenProblem::Damaged
        }
        Some(ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => OpenProblem::NotAllowed(error.to_string()),
        _ => OpenProblem::Failed(error.to_string()),
    }
}

/// What a failure of the database means to whoever uses the vault.
#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` takes")]
pub(super) fn vault_error(error: Error) -> VaultError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => VaultError::DiskFull,
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => VaultError::NotWritable,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => VaultError::Busy,
        Some(ErrorCode::SystemIoFailure) if extended(&error).is_some_and(is_about_writing) => VaultError::NotWritable,
        Some(ErrorCode::ConstraintViolation) => VaultError::Mismatch,
        _ => VaultError::Unreadable,
    }
}

/// What a failure of the file system means where something was to be written.
#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` takes")]
pub(super) fn not_written(error: io::Error) -> VaultError {
    if error.kind() == io::ErrorKind::StorageFull { VaultError::DiskFull } else { VaultError::NotWritable }
}

/// Says that another program was in the way.
pub(super) const fn busy() -> Error {
    Error::SqliteFailure(ffi::Error { code: ErrorCode::DatabaseBusy, extended_code: ffi::SQLITE_BUSY }, None)
}

fn extended(error: &Error) -> Option<i32> {
    error.sqlite_error().map(|error| error.extended_code)
}

const fn is_about_writing(code: i32) -> bool {
    matches!(
        code,
        ffi::SQLITE_IOERR_WRITE
            | ffi::SQLITE_IOERR_FSYNC
            | ffi::SQLITE_IOERR_DIR_FSYNC
            | ffi::SQLITE_IOERR_TRUNCATE
            | ffi::SQLITE_IOERR_SHMSIZE
            | ffi::SQLITE_IOERR_SHMOPEN
            | ffi::SQLITE_IOERR_SHMMAP
    )
}
