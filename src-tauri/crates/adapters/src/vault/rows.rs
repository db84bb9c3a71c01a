//! The statements behind the vault: rows of the tables, read and written.

use std::collections::BTreeMap;

use dialkey_core::{
    domain::{connection::ConnectionId, time::Timestamp},
    ports::vault::{RenewalMark, Summary, TokenTimes},
};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use zeroize::Zeroizing;

use super::{
    route_rows,
    stored::{self, StoredConnection, StoredRecord, StoredRun, StoredToken, StoredValue},
    stored_route::{StoredLook, StoredRoute},
};

/// Place of a connection among the others; the other tables refer to it.
pub(super) type Position = i64;

/// What the list shows, read from one narrow table.
pub(super) fn summaries(database: &Connection) -> rusqlite::Result<Vec<Summary>> {
    let mut statement = database.prepare_cached(
        "SELECT id, name, system, way, practice, token_received_at, token_expires_at, folder, keep_fresh,
                renews_by_itself, renewal_answer_by, renewal_with_refresh_token, trouble
         FROM connection ORDER BY position",
    )?;
    let rows = statement.query_map([], |row| {
        let received_at: Option<i64> = row.get(5)?;
        let expires_at = row.get(6)?;
        Ok(Summary {
            id: ConnectionId(row.get(0)?),
            name: row.get(1)?,
            system: row.get(2)?,
            way: row.get(3)?,
            practice: row.get(4)?,
            folder: row.get(7)?,
            keep_fresh: row.get(8)?,
            token: received_at.map(|at| TokenTimes { received_at: Timestamp(at), expiry: stored::expiry(expires_at) }),
            renewal: stored::renewal(row.get(10)?, row.get(11)?),
            renews_by_itself: row.get(9)?,
            trouble: stored::trouble(row.get::<_, Option<String>>(12)?.as_deref()),
        })
    })?;
    rows.collect()
}

/// Every connection by its name for life, in the order they were made.
pub(super) fn ids(database: &Connection) -> rusqlite::Result<Vec<ConnectionId>> {
    let mut statement = database.prepare_cached("SELECT id FROM connection ORDER BY position")?;
    statement.query_map([], |row| row.get(0).map(ConnectionId))?.collect()
}

/// One connection with all that belongs to it.
pub(super) fn load(database: &Connection, id: &ConnectionId) -> rusqlite::Result<Option<(Position, StoredRecord)>> {
    let Some((position, record)) = load_renewable(database, id)? else { return Ok(None) };
    let (last_run, look) = (last_run(database, position)?, route_rows::load_look(database, position)?);
    Ok(Some((position, StoredRecord { last_run, look, ..record })))
}

/// One connection with its token, as if there had been no run.
pub(super) fn load_renewable(
    database: &Connection,
    id: &ConnectionId,
) -> rusqlite::Result<Option<(Position, StoredRecord)>> {
    let Some((position, record)) = load_connection(database, id)? else { return Ok(None) };
    Ok(Some((position, StoredRecord { token: token(database, position)?, ..record })))
}

/// One connection as if it had yielded nothing.
pub(super) fn load_connection(
    database: &Connection,
    id: &ConnectionId,
) -> rusqlite::Result<Option<(Position, StoredRecord)>> {
    let mut statement = database.prepare_cached(
        "SELECT position, name, system, way, practice, client_authentication, keep_password, leave_out_pkce,
                in_window, minutes, names_issuer, token_received_at, token_expires_at, folder, keep_fresh, renews_by_itself,
                renewal_answer_by, renewal_with_refresh_token, trouble
         FROM connection WHERE id = ?1",
    )?;
    let found = statement.query_row([&id.0], |row| Ok((row.get(0)?, connection_of(row)?))).optional()?;
    let Some((position, connection)) = found else { return Ok(None) };
    let record = StoredRecord {
        connection,
        values: values(database, position)?,
        token: None,
        last_run: StoredRun::default(),
        route: route_rows::load_route(database, position)?,
        look: StoredLook::default(),
    };
    Ok(Some((position, record)))
}

fn connection_of(row: &Row<'_>) -> rusqlite::Result<StoredConnection> {
    Ok(StoredConnection {
        name: row.get(1)?,
        system: row.get(2)?,
        way: row.get(3)?,
        practice: row.get(4)?,
        client_authentication: row.get(5)?,
        keep_password: row.get(6)?,
        leave_out_pkce: row.get(7)?,
        in_window: row.get(8)?,
        minutes: row.get(9)?,
        names_issuer: row.get(10)?,
        token_received_at: row.get(11)?,
        token_expires_at: row.get(12)?,
        folder: row.get(13)?,
        keep_fresh: row.get(14)?,
        renews_by_itself: row.get(15)?,
        renewal_answer_by: row.get(16)?,
        renewal_with_refresh_token: row.get(17)?,
        trouble: row.get(18)?,
    })
}

fn values(database: &Connection, position: Position) -> rusqlite::Result<BTreeMap<String, StoredValue>> {
    let mut statement =
        database.prepare_cached("SELECT field, text, typed, is_secret FROM value WHERE connection = ?1")?;
    let rows = statement.query_map([position], |row| {
        let value = StoredValue { text: Zeroizing::new(row.get(1)?), typed: row.get(2)?, is_secret: row.get(3)? };
        Ok((row.get(0)?, value))
    })?;
    rows.collect()
}

fn token(database: &Connection, position: Position) -> rusqlite::Result<Option<StoredToken>> {
    let mut statement = database.prepare_cached(
        "SELECT access_token, token_type, refresh_token, scope_asked, scope_granted, notes
         FROM token WHERE connection = ?1",
    )?;
    let token = |row: &Row<'_>| {
        Ok(StoredToken {
            access_token: Zeroizing::new(row.get(0)?),
            token_type: row.get(1)?,
            refresh_token: row.get::<_, Option<String>>(2)?.map(Zeroizing::new),
            scope_asked: row.get(3)?,
            scope_granted: row.get(4)?,
            notes: row.get(5)?,
        })
    };
    statement.query_row([position], token).optional()
}

fn last_run(database: &Connection, position: Position) -> rusqlite::Result<StoredRun> {
    let mut statement = database
        .prepare_cached("SELECT steps, diagnosis, test, discovery, history FROM last_run WHERE connection = ?1")?;
    let run = |row: &Row<'_>| {
        Ok(StoredRun {
            steps: row.get(0)?,
            diagnosis: row.get(1)?,
            test: row.get(2)?,
            discovery: row.get(3)?,
            history: row.get(4)?,
        })
    };
    Ok(statement.query_row([position], run).optional()?.unwrap_or_default())
}

/// Adds a connection.
pub(super) fn insert(database: &Connection, id: &ConnectionId, record: &StoredRecord) -> rusqlite::Result<()> {
    database
        .prepare_cached(
            "INSERT INTO connection (id, name, system, way, practice, keep_password, leave_out_pkce, in_window, minutes,
                                     names_issuer, keep_fresh, renews_by_itself, renewal_with_refresh_token)
             VALUES (?1, '', '', '', 0, 0, 0, 0, 0, 0, 0, 0, 0)",
        )?
        .execute([&id.0])?;
    let position = database.last_insert_rowid();
    write_connection(database, position, &record.connection)?;
    record.values.iter().try_for_each(|(field, value)| write_value(database, position, field, value))?;
    if record.token.is_some() {
        write_token(database, position, record.token.as_ref())?;
    }
    if record.last_run != StoredRun::default() {
        write_last_run(database, position, &record.last_run)?;
    }
    route_rows::update_route(database, position, &StoredRoute::default(), &record.route)?;
    route_rows::update_look(database, position, &StoredLook::default(), &record.look)?;
    Ok(())
}

/// Marks a renewal as begun.
pub(super) fn mark_renewal(database: &Connection, position: Position, mark: RenewalMark) -> rusqlite::Result<()> {
    let mut statement = database.prepare_cached(
        "UPDATE connection SET renewal_answer_by = ?2, renewal_with_refresh_token = ?3 WHERE position = ?1",
    )?;
    statement.execute(params![position, mark.answer_by.0, mark.with_refresh_token]).map(drop)
}

/// Writes what differs between `before`, which is stored, and `after`, and says whether anything did.
pub(super) fn update(
    database: &Connection,
    position: Position,
    before: &StoredRecord,
    after: &StoredRecord,
) -> rusqlite::Result<bool> {
    let mut is_changed = false;
    if before.connection != after.connection {
        write_connection(database, position, &after.connection)?;
        is_changed = true;
    }
    for (field, value) in after.values.iter().filter(|(field, value)| before.values.get(*field) != Some(value)) {
        write_value(database, position, field, value)?;
        is_changed = true;
    }
    for field in before.values.keys().filter(|field| !after.values.contains_key(*field)) {
        database
            .prepare_cached("DELETE FROM value WHERE connection = ?1 AND field = ?2")?
            .execute(params![position, field])?;
        is_changed = true;
    }
    if before.token != after.token {
        write_token(database, position, after.token.as_ref())?;
        is_changed = true;
    }
    if before.last_run != after.last_run {
        write_last_run(database, position, &after.last_run)?;
        is_changed = true;
    }
    is_changed |= route_rows::update_route(database, position, &before.route, &after.route)?;
    is_changed |= route_rows::update_look(database, position, &before.look, &after.look)?;
    Ok(is_changed)
}

fn write_connection(database: &Connection, position: Position, connection: &StoredConnection) -> rusqlite::Result<()> {
    let mut statement = database.prepare_cached(
        "UPDATE connection
         SET name = ?2, system = ?3, way = ?4, practice = ?5, client_authentication = ?6, keep_password = ?7,
             leave_out_pkce = ?8, in_window = ?9, minutes = ?10, names_issuer = ?11, token_received_at = ?12,
             token_expires_at = ?13, folder = ?14, keep_fresh = ?15, renews_by_itself = ?16, renewal_answer_by = ?17,
             renewal_with_refresh_token = ?18, trouble = ?19
         WHERE position = ?1",
    )?;
    let row = params![
        position,
        connection.name,
        connection.system,
        connection.way,
        connection.practice,
        connection.client_authentication,
        connection.keep_password,
        connection.leave_out_pkce,
        connection.in_window,
        connection.minutes,
        connection.names_issuer,
        connection.token_received_at,
        connection.token_expires_at,
        connection.folder,
        connection.keep_fresh,
        connection.renews_by_itself,
        connection.renewal_answer_by,
        connection.renewal_with_refresh_token,
        connection.trouble,
    ];
    statement.execute(row).map(drop)
}

fn write_value(database: &Connection, position: Position, field: &str, value: &StoredValue) -> rusqlite::Result<()> {
    let mut statement = database.prepare_cached("INSERT OR REPLACE INTO value VALUES (?1, ?2, ?3, ?4, ?5)")?;
    statement.execute(params![position, field, value.text.as_str(), value.typed, value.is_secret]).map(drop)
}

fn write_token(database: &Connection, position: Position, token: Option<&StoredToken>) -> rusqlite::Result<()> {
    let Some(token) = token else {
        return database.prepare_cached("DELETE FROM token WHERE connection = ?1")?.execute([position]).map(drop);
    };
    let mut statement = database.prepare_cached("INSERT OR REPLACE INTO token VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
    let row = params![
        position,
        token.access_token.as_str(),
        token.token_type,
        token.refresh_token.as_ref().map(|secret| secret.as_str()),
        token.scope_asked,
        token.scope_granted,
        token.notes,
    ];
    statement.execute(row).map(drop)
}

fn write_last_run(database: &Connection, position: Position, run: &StoredRun) -> rusqlite::Result<()> {
    let mut statement = database.prepare_cached("INSERT OR REPLACE INTO last_run VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    let row = params![position, run.steps, run.diagnosis, run.test, run.discovery, run.history];
    statement.execute(row).map(drop)
}

/// Removes a connection with all that belongs to it, and says whether it was there.
pub(super) fn remove(database: &Connection, id: &ConnectionId) -> rusqlite::Result<bool> {
    Ok(database.prepare_cached("DELETE FROM connection WHERE id = ?1")?.execute([&id.0])? > 0)
}

/// Counts a change.
pub(super) fn count_change(database: &Connection) -> rusqlite::Result<()> {
    database.prepare_cached("UPDATE changes SET count = count + 1")?.execute([]).map(drop)
}

/// How many changes were counted.
pub(super) fn changes(database: &Connection) -> rusqlite::Result<i64> {
    database.prepare_cached("SELECT count FROM changes")?.query_row([], |row| row.get(0))
}
