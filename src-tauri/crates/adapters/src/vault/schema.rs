//! The tables, version by version. A migration that was released is never edited.

use dialkey_core::ports::vault::VaultError;
use rusqlite::Connection;
use rusqlite_migration::{M, Migrations, SchemaVersion};

use super::database::vault_error;

/// Every step from an empty file to the present tables.
pub(super) const fn migrations() -> Migrations<'static> {
    Migrations::from_slice(STEPS)
}

const STEPS: &[M<'_>] =
    &[M::up(include_str!("migrations/01_connections.sql")), M::up(include_str!("migrations/02_routes.sql"))];

/// Brings the tables up to date, each step in a transaction of its own.
pub(super) fn migrate(connection: &mut Connection, migrations: &Migrations<'_>) -> Result<(), VaultError> {
    migrations.to_latest(connection).map_err(|error| match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => vault_error(err),
        _ => VaultError::Unreadable,
    })
}

/// Whether the tables are older than `migrations` make them.
pub(super) fn is_older(connection: &Connection, migrations: &Migrations<'_>) -> bool {
    migrations.pending_migrations(connection).is_ok_and(|pending| pending > 0)
}

/// Whether a newer version of the program made the tables.
pub(super) fn is_newer(connection: &Connection) -> rusqlite::Result<bool> {
    match migrations().current_version(connection) {
        Ok(version) => Ok(matches!(version, SchemaVersion::Outside(_))),
        Err(rusqlite_migration::Error::RusqliteError { err, .. }) => Err(err),
        Err(_) => Ok(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_migrations_fit_one_another() {
        migrations().validate().unwrap();
    }

    #[test]
    fn tables_of_a_later_version_are_told_from_older_ones() {
        let mut connection = Connection::open_in_memory().unwrap();
        assert!(is_older(&connection, &migrations()));
        migrate(&mut connection, &migrations()).unwrap();
        assert!(!is_older(&connection, &migrations()) && !is_newer(&connection).unwrap());
        connection.pragma_update(None, "user_version", i64::try_from(STEPS.len() + 1).unwrap()).unwrap();
        assert!(!is_older(&connection, &migrations()) && is_newer(&connection).unwrap());
    }
}
