//! What is printed by `Debug`, `Display` or as JSON: connections, the vault that keeps them, and every error about it.

use std::{fmt, fs, sync::Arc, time::Duration};

use dialkey_adapters::{
    clock::SystemClock,
    random::OsRandom,
    recipes::read_recipes,
    storage::Storage,
    vault::{SqlVault, VaultFolder},
};
use dialkey_core::{
    desk::Desk,
    domain::{
        connection::ConnectionId,
        storage::{KeyKept, StorageView},
        time::Timestamp,
        token::{Expiry, Token},
    },
    ports::{Vault as _, vault::Record},
};
use dialkey_tests::{forbidden::Forbidden, no_keychain::NoKeychain, signing_key::SigningKey};
use secrecy::SecretString;
use tempfile::TempDir;

use super::{ACCESS_TOKEN, CLIENT_SECRET, HEADER_VALUE, PASSWORD, REFRESH_TOKEN, forbidden};

const PASSPHRASE: &str = "öpen the vault, 7 tïmes";
const WRONG_PASSPHRASE: &str = "not this one & 8 others";
/// Too short to be taken.
const SHORT_PASSPHRASE: &str = "k!7 ü";
/// Longer than opening a vault takes.
const LONG: Duration = Duration::from_mins(1);

/// What was printed, and where.
#[derive(Default)]
struct Printed(Vec<(&'static str, String)>);

impl Printed {
    fn debug(&mut self, what: &'static str, value: &dyn fmt::Debug) {
        self.0.push((what, format!("{value:?} {value:#?}")));
    }

    fn error(&mut self, what: &'static str, error: &dyn std::error::Error) {
        self.debug(what, &error);
        let mut cause = Some(error);
        while let Some(error) = cause {
            self.0.push((what, error.to_string()));
            cause = error.source();
        }
    }

    fn view(&mut self, what: &'static str, view: &StorageView) {
        self.debug(what, view);
        self.0.push((what, serde_json::to_string(view).unwrap()));
    }

    fn assert_clean(&self, key: &SigningKey) {
        let passphrases = [
            ("passphrase", PASSPHRASE),
            ("wrong passphrase", WRONG_PASSPHRASE),
            ("short passphrase", SHORT_PASSPHRASE),
        ];
        for (place, text) in &self.0 {
            forbidden(key).assert_not_in(text, place);
            Forbidden::of(&passphrases).assert_not_in(text, place);
        }
    }
}

fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

fn folder_in(folder: &TempDir) -> VaultFolder {
    VaultFolder::new(folder.path().join("vault"), Arc::new(NoKeychain), Arc::new(SystemClock))
}

/// Keeps a connection with everything planted, and prints what the desk says about it.
fn plant(vault: &SqlVault, key: &SigningKey, printed: &mut Printed) -> ConnectionId {
    let recipes = read_recipes().unwrap();
    let desk = Desk { recipes: &recipes, vault, clock: &SystemClock };
    let id = desk.create("oauth2", "password", false, &OsRandom).unwrap();
    for (field, text) in [
        ("client_secret", CLIENT_SECRET),
        ("password", PASSWORD),
        ("private_key", &key.private_pem),
        ("headers", &format!("X-Api-Key: {HEADER_VALUE}")),
    ] {
        assert_eq!(desk.enter(&id, field, &secret(text)).unwrap(), None, "{field}");
        printed.error("an unknown field", &desk.enter(&id, "nothing", &secret(text)).unwrap_err());
    }
    let token = Token {
        access_token: secret(ACCESS_TOKEN),
        token_type: "Bearer".into(),
        refresh_token: Some(secret(REFRESH_TOKEN)),
        scope_asked: None,
        scope_granted: None,
        expiry: Expiry::Unknown,
        received_at: Timestamp(0),
        notes: Vec::new(),
    };
    vault.change(&id, &mut |record: &mut Record| record.token = Some(token.clone())).unwrap();
    let record = vault.load(&id).unwrap();
    printed.debug("the record", &record);
    printed.debug("the connection", &record.connection);
    printed.debug("the token", &token);
    printed.debug("what the list knows", &vault.summaries().unwrap());
    printed.debug("the view", &desk.view(&id, false, None).unwrap());
    printed.debug("the secret itself", &desk.token(&id).unwrap());
    id
}

#[test]
fn what_a_vault_holds_is_not_printed_with_it() {
    let folder = TempDir::with_prefix("dialkey-leaks-").unwrap();
    let key = SigningKey::ec_p256();
    let mut printed = Printed::default();
    let vault = folder_in(&folder).create_with_passphrase(&secret(PASSPHRASE), &[]).unwrap();
    let id = plant(&vault, &key, &mut printed);
    printed.debug("the vault", &vault);
    printed.debug("its backup", &folder_in(&folder).back_up_if_due(&vault).unwrap().unwrap());
    printed.error("a second vault", &folder_in(&folder).create_with_passphrase(&secret(PASSPHRASE), &[]).unwrap_err());
    vault.lock();
    printed.error("a locked vault", &vault.load(&id).unwrap_err());
    printed.debug("a locked vault", &vault);
    for (what, passphrase) in [("a wrong passphrase", WRONG_PASSPHRASE), ("the right one", PASSPHRASE)] {
        printed.debug(what, &folder_in(&folder).unlock(&secret(passphrase)));
    }
    fs::write(folder.path().join("vault/vault.db"), "no database").unwrap();
    printed.debug("what was recovered", &folder_in(&folder).unlock(&secret(PASSPHRASE)));
    let words: String = printed.0.iter().map(|(_, text)| text.as_str()).collect();
    for part in ["REDACTED", "Locked", "WrongPassphrase", "Ready", "Recovered"] {
        assert!(words.contains(part), "{part} in {words}");
    }
    printed.assert_clean(&key);
}

#[test]
fn how_a_vault_stands_is_told_without_what_opens_it() {
    let folder = TempDir::with_prefix("dialkey-leaks-").unwrap();
    let key = SigningKey::ec_p256();
    let mut printed = Printed::default();
    let storage = Storage::new(Some(folder_in(&folder)));
    storage.open();
    printed.view("a first start", &storage.wait_until_settled(LONG));
    let begin = |passphrase: &str| storage.begin(KeyKept::Passphrase, Some(&secret(passphrase)));
    printed.error("a short passphrase", &begin(SHORT_PASSPHRASE).unwrap_err());
    begin(PASSPHRASE).unwrap();
    plant(storage.vault(), &key, &mut printed);
    printed.view("an open vault", &storage.view());
    printed.error("a short new passphrase", &storage.use_passphrase(&secret(SHORT_PASSPHRASE)).unwrap_err());
    printed.error("no keychain", &storage.use_keychain().unwrap_err());
    storage.lock(dialkey_adapters::storage::LockReason::Person);
    printed.view("a locked vault", &storage.view());
    printed.error("a wrong passphrase", &storage.unlock(&secret(WRONG_PASSPHRASE)).unwrap_err());
    printed.view("after a wrong passphrase", &storage.view());
    storage.unlock(&secret(PASSPHRASE)).unwrap();
    printed.view("an unlocked vault", &storage.view());
    printed.error("no such backup", &storage.restore(Timestamp(1)).unwrap_err());
    printed.assert_clean(&key);
}
