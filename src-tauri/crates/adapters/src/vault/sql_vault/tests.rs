//! What the vault keeps comes back, and what it cannot keep changes nothing.

use dialkey_core::{
    domain::{
        client_authentication::ClientAuthenticationMethod,
        connection::Connection,
        route::{Proxy, Route},
        time::Timestamp,
    },
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

/// Lets the file grow to so many pages and no further.
fn allow_pages(vault: &SqlVault, count: i64) {
    let opened = vault.opened();
    opened.as_ref().unwrap().database.pragma_update(None, "max_page_count", count).unwrap();
}

/// Does something to the tables that the vault itself would not do.
fn tamper(vault: &SqlVault, sql: &str) {
    assert_eq!(vault.opened().as_ref().unwrap().database.execute(sql, []).unwrap(), 1, "one row is changed");
}

fn column(vault: &SqlVault, sql: &str) -> Option<String> {
    vault.read(|database, _| database.query_row(sql, [], |row| row.get(0))).unwrap()
}

fn count(vault: &SqlVault, table: &str) -> i64 {
    let count = format!("SELECT count(*) FROM {table}");
    vault.read(|database, _| database.query_row(&count, [], |row| row.get(0))).unwrap()
}

#[test]
fn a_record_comes_back_with_everything_it_had() {
    let stored = StoredRecord::of(&vault().load(&id()).unwrap());
    let expected = StoredRecord::of(&full_record(ID));
    assert!(stored.connection == expected.connection);
    assert!(stored.values == expected.values);
    assert!(stored.token == expected.token);
    assert!(stored.last_run == expected.last_run);
    assert!(stored.route == expected.route);
    assert!(stored.look == expected.look);
}

#[test]
fn what_is_taken_out_of_a_record_is_gone() {
    let vault = vault();
    let bare = || {
        let route = Route::default();
        Record::new(Connection { values: [].into(), route, signs_ahead: None, ..full_connection(ID) })
    };
    vault.change(&id(), &mut |record| *record = bare()).unwrap();
    let record = vault.load(&id()).unwrap();
    assert!(record.token.is_none() && record.connection.values.is_empty());
    assert!(record.steps.is_empty() && record.diagnosis.is_none() && record.test.is_none());
    assert_eq!(vault.summaries().unwrap(), [Summary::of(&record)]);
    assert!(matches!(record.connection.route.proxy, Proxy::System) && record.connection.signs_ahead.is_none());
    assert!(record.checks.is_none() && record.server_ahead.is_none());
    assert_eq!((count(&vault, "route"), count(&vault, "trusted_certificate")), (0, 0));
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
    for table in ["connection", "value", "token", "last_run", "route", "trusted_certificate", "last_look"] {
        assert_eq!(count(&vault, table), 0, "{table}");
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
fn a_route_of_another_version_stays_until_it_is_changed() {
    let vault = vault();
    tamper(&vault, "UPDATE route SET proxy = 'pac', client_certificate = '{\"kind\":\"token\"}'");
    tamper(&vault, "UPDATE trusted_certificate SET certificate = '{}' WHERE place = 'api.example.com:8443'");
    tamper(&vault, "UPDATE last_look SET checks = '[]'");
    let record = vault.load(&id()).unwrap();
    let route = &record.connection.route;
    assert!(matches!(route.proxy, Proxy::System) && route.client_certificate.is_none() && record.checks.is_none());
    assert_eq!(route.trusted.len(), 1, "the other one can be read");

    vault.change(&id(), &mut |record| record.connection.route.only_http_1 = false).unwrap();
    assert_eq!(column(&vault, "SELECT proxy FROM route").unwrap(), "pac");
    assert_eq!(column(&vault, "SELECT client_key FROM route").unwrap(), "the key");
    assert_eq!(column(&vault, "SELECT checks FROM last_look").unwrap(), "[]");
    assert_eq!(count(&vault, "trusted_certificate"), 2);

    vault.change(&id(), &mut |record| record.connection.route.proxy = Proxy::None).unwrap();
    assert!(matches!(vault.load(&id()).unwrap().connection.route.proxy, Proxy::None));
}

#[test]
fn trust_is_given_and_taken_back_place_by_place() {
    let vault = vault();
    let places = |vault: &SqlVault| {
        let trusted = vault.load(&id()).unwrap().connection.route.trusted;
        trusted.into_iter().map(|trusted| trusted.place).collect::<Vec<_>>()
    };
    assert_eq!(places(&vault), ["api.example.com:8443", "pbx.example.com:443"]);
    vault
        .change(&id(), &mut |record| record.connection.route.trusted.retain(|one| one.place.starts_with("pbx")))
        .unwrap();
    assert_eq!(places(&vault), ["pbx.example.com:443"]);
    vault.change(&id(), &mut |record| record.connection.route.trusted[0].place = "[::1]:8443".into()).unwrap();
    assert_eq!(places(&vault), ["[::1]:8443"]);
}

#[test]
fn a_full_disk_leaves_everything_as_it_was() {
    let vault = vault();
    allow_pages(&vault, 1);
    let token = SecretString::from("x".repeat(100_000));
    let changed = vault.change(&id(), &mut |record| {
        record.connection.name = "never seen".into();
        record.token.as_mut().unwrap().access_token = token.clone();
    });
    assert_eq!(changed, Err(VaultError::DiskFull));
    assert_eq!(vault.load(&id()).unwrap().connection.name, full_connection(ID).name);
    allow_pages(&vault, 1_000_000);
    vault.change(&id(), &mut |record| record.token.as_mut().unwrap().access_token = token.clone()).unwrap();
    assert_eq!(vault.load(&id()).unwrap().token.unwrap().characters(), 100_000);
}

#[test]
fn what_must_not_be_lost_is_held_while_the_disk_is_full_and_written_later() {
    let vault = vault();
    allow_pages(&vault, 1);
    let token = SecretString::from("x".repeat(100_000));
    let change = &mut |record: &mut Record| {
        record.token.as_mut().unwrap().access_token = token.clone();
        record.token.as_mut().unwrap().received_at.0 += 7;
    };
    vault.keep(&id(), change).unwrap();
    assert_eq!(vault.write_what_is_held(), Some(VaultError::DiskFull));
    let held = vault.load(&id()).unwrap();
    assert_eq!(held.token.as_ref().unwrap().characters(), 100_000, "everybody sees it");
    assert_eq!(vault.summaries().unwrap(), [Summary::of(&held)]);
    let written = column(&vault, "SELECT access_token FROM token").unwrap();
    assert!(written.len() < 100, "it is not written");

    allow_pages(&vault, 1_000_000);
    assert_eq!(vault.write_what_is_held(), None);
    assert_eq!(column(&vault, "SELECT access_token FROM token").unwrap().len(), 100_000);
    assert_eq!(vault.summaries().unwrap(), [Summary::of(&held)]);
}

#[test]
fn a_change_that_changes_nothing_writes_nothing() {
    let vault = vault();
    let before = vault.read(|database, _| rows::changes(database)).unwrap();
    vault.change(&id(), &mut |_| {}).unwrap();
    assert_eq!(vault.read(|database, _| rows::changes(database)).unwrap(), before);
}

#[test]
fn a_vault_of_this_session_cannot_be_locked() {
    let vault = vault();
    vault.lock();
    assert!(vault.is_for_this_session() && !vault.is_locked());
    assert!(vault.load(&id()).is_ok());
}

fn renaming<'a>(id: &str, name: &'a str) -> Change<'a> {
    Change { id: ConnectionId(id.into()), apply: Box::new(move |record| name.clone_into(&mut record.connection.name)) }
}

#[test]
fn many_changes_are_one_transaction_and_one_that_is_gone_does_not_spoil_the_others() {
    let vault = vault();
    vault.insert(Record::new(full_connection("two"))).unwrap();
    let before = vault.read(|database, _| rows::changes(database)).unwrap();
    let mut changes = [renaming(ID, "a"), renaming("gone", "b"), renaming("two", "c")];
    assert_eq!(vault.keep_all(&mut changes), [Ok(()), Err(VaultError::NotFound), Ok(())]);
    assert_eq!(vault.read(|database, _| rows::changes(database)).unwrap(), before + 1);
    let names: Vec<String> = vault.summaries().unwrap().into_iter().map(|summary| summary.name).collect();
    assert_eq!(names, ["a", "c"]);
}

#[test]
fn many_changes_that_must_not_be_lost_are_held_where_they_cannot_be_written() {
    let vault = vault();
    allow_pages(&vault, 1);
    let long = "x".repeat(100_000);
    assert_eq!(vault.change(&id(), &mut *renaming(ID, &long).apply), Err(VaultError::DiskFull));
    assert_eq!(vault.keep_all(&mut [renaming(ID, &long)]), [Ok(())]);
    assert_eq!(vault.load(&id()).unwrap().connection.name.len(), 100_000);
    allow_pages(&vault, 1_000_000);
    assert_eq!(vault.write_what_is_held(), None);
    assert_eq!(vault.summaries().unwrap()[0].name.len(), 100_000);
}

#[test]
fn a_mark_changes_nothing_else_and_is_written_with_what_is_held() {
    let vault = vault();
    vault.insert(Record::new(full_connection("two"))).unwrap();
    let mark = RenewalMark { answer_by: Timestamp(1_900_000_000), with_refresh_token: false };
    let (first, second) = (id(), ConnectionId("two".into()));
    let before = vault.load(&first).unwrap();
    let ids = [&first, &ConnectionId("gone".into()), &second];
    let marked = vault.mark_renewals(&ids, &mut |renewable| renewable.token.map(|_| mark));
    assert_eq!(marked, [Ok(()), Err(VaultError::NotFound), Ok(())]);
    let after = vault.load(&first).unwrap();
    assert_eq!(after.renewal, Some(mark));
    assert!(
        StoredRecord::of(&Record { renewal: before.renewal, ..after }).last_run == StoredRecord::of(&before).last_run
    );
    assert_eq!(vault.load(&second).unwrap().renewal, None, "it has no token");

    allow_pages(&vault, 1);
    let long = "x".repeat(100_000);
    assert_eq!(vault.keep_all(&mut [renaming(ID, &long)]), [Ok(())]);
    let later = RenewalMark { with_refresh_token: true, ..mark };
    assert_eq!(vault.mark_renewals(&[&first], &mut |_| Some(later)), [Err(VaultError::DiskFull)]);
    allow_pages(&vault, 1_000_000);
    assert_eq!(vault.mark_renewals(&[&first], &mut |_| Some(later)), [Ok(())]);
    assert_eq!(vault.held(), None);
    let summary = &vault.summaries().unwrap()[0];
    assert_eq!((summary.name.len(), summary.renewal), (100_000, Some(later)));
}
