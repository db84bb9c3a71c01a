//! Planted secrets: no file of the vault's folder holds one in any spelling, open or closed.

use std::{fs, path::Path};

use dialkey_core::{
    domain::connection::{ConnectionId, Value},
    ports::Vault as _,
};
use dialkey_tests::traces::traces_of;
use secrecy::SecretString;

use crate::{
    place::{ID, LONG, Place},
    step,
};

const CLIENT_SECRET: &str = "Zq7%k@V!x#M2+w:R&9~p'L";
const ACCESS_TOKEN: &str = "at.Kd83hw+PQ/zm=71-vT_x";
const REFRESH_TOKEN: &str = "rt~N5c!0Lw&bY2/q=9";
const PASSPHRASE: &str = "c0rrect h0rse\"bättery/staple";
const NAME: &str = "the customer Müller & Söhne";

fn all_files(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all_files(&path, found);
        } else {
            found.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
}

/// Looks through every file of the vault for what was planted, and for the key itself.
fn assert_clean(place: &Place, key: &str) {
    let mut files = Vec::new();
    all_files(&place.file(""), &mut files);
    assert!(files.len() > 4, "there are files to look at");
    for planted in [CLIENT_SECRET, ACCESS_TOKEN, REFRESH_TOKEN, PASSPHRASE, NAME, key] {
        for trace in traces_of(planted) {
            for (path, bytes) in &files {
                let found = bytes.windows(trace.len()).any(|window| window == trace.as_bytes());
                assert!(!found, "{path} holds {planted:?} as {trace:?}");
            }
        }
    }
}

#[test]
fn no_file_of_the_vault_holds_a_planted_secret() {
    let place = Place::with_vault();
    let key = fs::read_to_string(place.item()).unwrap();
    let vault = place.ready();
    vault
        .change(&ConnectionId(ID.to_owned()), &mut |record| {
            record.connection.name = NAME.to_owned();
            let secret = Value::Secret(SecretString::from(CLIENT_SECRET));
            record.connection.values.insert("client_secret".to_owned(), secret);
            let mut token = step::token("");
            token.access_token = SecretString::from(ACCESS_TOKEN);
            token.refresh_token = Some(SecretString::from(REFRESH_TOKEN));
            record.token = Some(token);
        })
        .unwrap();
    place.folder().back_up_if_due(&vault).unwrap().unwrap();
    place.folder().use_passphrase(&vault, &SecretString::from(PASSPHRASE)).unwrap();
    assert_clean(&place, &key);
    place.folder().use_keychain(&vault).wait(LONG).unwrap().unwrap();
    drop(vault);
    fs::write(place.file("vault.db"), "").unwrap();
    place.open();
    assert_clean(&place, &key);
}
