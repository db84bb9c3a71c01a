//! The vault on disk: an encrypted database, the file that says where its key is, and copies of both.
//!
//! Nothing that cannot be read is ever overwritten or deleted: it is renamed. A key is never made for a vault that is
//! there already. Whatever may have to wait for a keychain is a [`Pending`].

mod backups;
mod database;
mod files;
mod folder;
mod held;
mod key;
mod key_file;
mod keychain;
mod lock;
mod opening;
mod passphrase;
mod pending;
#[cfg(test)]
mod records_tests;
mod replacing;
mod route_rows;
mod rows;
mod schema;
mod sql_vault;
mod stored;
mod stored_route;

pub use backups::Backup;
pub use folder::{KeyWay, VaultFolder};
pub use keychain::{Keychain, KeychainProblem, OsKeychain};
pub use opening::{LockedBy, Opening, Recovery, Unusable, VaultFileError};
pub use pending::Pending;
pub use sql_vault::{ReadOnly, SqlVault};

/// The encrypted database.
const DATABASE: &str = "vault.db";
/// Where the key of the database is.
const KEY_FILE: &str = "vault.json";
/// Held by whoever has the vault open.
const LOCK: &str = "vault.lock";
/// Copies of database and key file.
const BACKUPS: &str = "backups";
