//! A vault as each released version wrote it. The files are made once, with `DIALKEY_WRITE_FIXTURE` set, and never again.

use std::{fs, path::PathBuf, sync::Arc};

use dialkey_adapters::{
    clock::SystemClock,
    vault::{OsKeychain, VaultFolder},
};
use dialkey_core::{
    domain::{connection::ConnectionId, route::Proxy},
    ports::Vault as _,
};
use secrecy::SecretString;

use crate::{
    place::{ID, ready},
    step,
};

const PASSPHRASE: &str = "the vault of version 1";
const FILES: [&str; 2] = ["vault.db", "vault.json"];

fn fixture() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/vault-1")
}

fn folder(path: PathBuf) -> VaultFolder {
    VaultFolder::new(path, Arc::new(OsKeychain), Arc::new(SystemClock))
}

/// Makes the files of a version that is about to be released; what was released is never made again.
fn make_the_fixture() {
    assert!(!fixture().exists(), "what was released is never made again");
    let place = tempfile::tempdir().unwrap();
    let vault = folder(place.path().to_owned()).create_with_passphrase(&SecretString::from(PASSPHRASE), &[]).unwrap();
    for id in [ID, "second", "third"] {
        vault.insert(step::record(id)).unwrap();
    }
    step::write(&vault, ID, 41).unwrap();
    vault.lock();
    fs::create_dir_all(fixture()).unwrap();
    for file in FILES {
        fs::copy(place.path().join(file), fixture().join(file)).unwrap();
    }
}

#[test]
fn a_vault_of_version_1_opens_with_everything_in_it() {
    if std::env::var_os("DIALKEY_WRITE_FIXTURE").is_some() {
        make_the_fixture();
    }
    let place = tempfile::tempdir().unwrap();
    for file in FILES {
        fs::copy(fixture().join(file), place.path().join(file)).unwrap();
    }
    let folder = folder(place.path().to_owned());
    let vault = ready(folder.unlock(&SecretString::from(PASSPHRASE)));
    assert_eq!(vault.read_only(), None);
    assert_eq!(folder.backups().len(), 1, "what was there before is kept");
    let route = vault.load(&ConnectionId(ID.to_owned())).unwrap().connection.route;
    assert!(matches!(route.proxy, Proxy::System) && !route.without_tls && route.trusted.is_empty());
    assert_eq!(step::read(&vault, ID), 41);
    assert_eq!(vault.summaries().unwrap().len(), 3);
    step::write(&vault, ID, 42).unwrap();
    assert_eq!(step::read(&vault, ID), 42);
}
