//! The statements behind routes and looks. Most connections have neither, which costs one look-up each.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use zeroize::Zeroizing;

use super::{
    rows::Position,
    stored_route::{StoredLook, StoredOwnCertificate, StoredProxy, StoredRoute, StoredTrust},
};

/// The route of a connection.
pub(super) fn load_route(database: &Connection, position: Position) -> rusqlite::Result<StoredRoute> {
    let mut statement = database.prepare_cached(
        "SELECT proxy, proxy_address, proxy_username, proxy_password, without_tls, only_http_1, authority, client_chain,
                client_key, client_certificate, signs_ahead
         FROM route WHERE connection = ?1",
    )?;
    let Some(route) = statement.query_row([position], route_of).optional()? else { return Ok(StoredRoute::default()) };
    Ok(StoredRoute { trusted: trusted(database, position)?, ..route })
}

fn route_of(row: &Row<'_>) -> rusqlite::Result<StoredRoute> {
    let own: (Option<String>, Option<String>, Option<String>) = (row.get(7)?, row.get(8)?, row.get(9)?);
    Ok(StoredRoute {
        proxy: StoredProxy {
            kind: row.get(0)?,
            address: row.get(1)?,
            username: row.get(2)?,
            password: row.get::<_, Option<String>>(3)?.map(Zeroizing::new),
        },
        without_tls: row.get(4)?,
        only_http_1: row.get(5)?,
        authority: row.get(6)?,
        own_certificate: match own {
            (Some(chain), Some(key), Some(certificate)) => {
                Some(StoredOwnCertificate { chain, key: Zeroizing::new(key), certificate })
            }
            _ => None,
        },
        signs_ahead: row.get(10)?,
        trusted: BTreeMap::new(),
    })
}

fn trusted(database: &Connection, position: Position) -> rusqlite::Result<BTreeMap<String, StoredTrust>> {
    let mut statement = database
        .prepare_cached("SELECT place, certificate, trusted_at FROM trusted_certificate WHERE connection = ?1")?;
    let trust = |row: &Row<'_>| Ok((row.get(0)?, StoredTrust { certificate: row.get(1)?, trusted_at: row.get(2)? }));
    statement.query_map([position], trust)?.collect()
}

/// Writes what differs between `before`, which is stored, and `after`, and says whether anything did.
pub(super) fn update_route(
    database: &Connection,
    position: Position,
    before: &StoredRoute,
    after: &StoredRoute,
) -> rusqlite::Result<bool> {
    if before == after {
        return Ok(false);
    }
    write_route(database, position, after)?;
    for place in before.trusted.keys().filter(|place| !after.trusted.contains_key(*place)) {
        database
            .prepare_cached("DELETE FROM trusted_certificate WHERE connection = ?1 AND place = ?2")?
            .execute(params![position, place])?;
    }
    for (place, trust) in after.trusted.iter().filter(|(place, trust)| before.trusted.get(*place) != Some(trust)) {
        database
            .prepare_cached("INSERT OR REPLACE INTO trusted_certificate VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![position, place, trust.certificate, trust.trusted_at])?;
    }
    Ok(true)
}

fn write_route(database: &Connection, position: Position, route: &StoredRoute) -> rusqlite::Result<()> {
    if *route == StoredRoute::default() {
        return database.prepare_cached("DELETE FROM route WHERE connection = ?1")?.execute([position]).map(drop);
    }
    let mut statement = database
        .prepare_cached("INSERT OR REPLACE INTO route VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")?;
    let own = route.own_certificate.as_ref();
    let row = params![
        position,
        route.proxy.kind,
        route.proxy.address,
        route.proxy.username,
        route.proxy.password.as_ref().map(|secret| secret.as_str()),
        route.without_tls,
        route.only_http_1,
        route.authority,
        own.map(|own| &own.chain),
        own.map(|own| own.key.as_str()),
        own.map(|own| &own.certificate),
        route.signs_ahead,
    ];
    statement.execute(row).map(drop)
}

/// The last look at the way of a connection.
pub(super) fn load_look(database: &Connection, position: Position) -> rusqlite::Result<StoredLook> {
    let mut statement = database.prepare_cached("SELECT checks, server_ahead FROM last_look WHERE connection = ?1")?;
    let look = |row: &Row<'_>| Ok(StoredLook { checks: row.get(0)?, server_ahead: row.get(1)? });
    Ok(statement.query_row([position], look).optional()?.unwrap_or_default())
}

/// Writes `after` where it differs from `before`, which is stored, and says whether it did.
pub(super) fn update_look(
    database: &Connection,
    position: Position,
    before: &StoredLook,
    after: &StoredLook,
) -> rusqlite::Result<bool> {
    if before == after {
        return Ok(false);
    }
    let mut statement = database.prepare_cached("INSERT OR REPLACE INTO last_look VALUES (?1, ?2, ?3)")?;
    statement.execute(params![position, after.checks, after.server_ahead])?;
    Ok(true)
}
