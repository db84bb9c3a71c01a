//! A connection whose every part says how often it was written, so that half a write shows.

use std::collections::BTreeMap;

use dialkey_core::{
    domain::{
        connection::{Connection, ConnectionId, Value},
        route::Route,
        sign_in::SignInSettings,
        time::Timestamp,
        token::{Expiry, Token},
    },
    ports::{Vault, vault::Record},
};
use secrecy::{ExposeSecret, SecretString};

/// A connection without a token.
pub(crate) fn record(id: &str) -> Record {
    let secret = Value::Secret(SecretString::from(format!("the secret of {id}")));
    Record::new(Connection {
        id: ConnectionId(id.to_owned()),
        name: "0".to_owned(),
        system: "oauth2".to_owned(),
        way: "client_credentials".to_owned(),
        values: BTreeMap::from([("client_secret".to_owned(), secret)]),
        client_authentication: None,
        keep_password: false,
        sign_in: SignInSettings::default(),
        names_issuer: false,
        practice: false,
        folder: None,
        keep_fresh: false,
        route: Route::default(),
        signs_ahead: None,
    })
}

/// A token of a usual length.
pub(crate) fn token(text: &str) -> Token {
    Token {
        access_token: SecretString::from(format!("{text}:{}", "t".repeat(1_200))),
        token_type: "Bearer".to_owned(),
        refresh_token: Some(SecretString::from(text)),
        scope_asked: None,
        scope_granted: None,
        expiry: Expiry::At { at: Timestamp(1_800_000_000) },
        received_at: Timestamp(1_799_996_400),
        notes: Vec::new(),
    }
}

/// Writes `step` into the name, a value and the token of a connection at once.
pub(crate) fn write(vault: &dyn Vault, id: &str, step: u32) -> Result<(), dialkey_core::ports::vault::VaultError> {
    vault.change(&ConnectionId(id.to_owned()), &mut |record| {
        record.connection.name = step.to_string();
        let value = Value::Plain { text: step.to_string(), typed: None };
        record.connection.values.insert("step".to_owned(), value);
        record.token = Some(token(&step.to_string()));
    })
}

/// The step that was written last; 0 where none was.
pub(crate) fn read(vault: &dyn Vault, id: &str) -> u32 {
    let Record { connection, token, .. } = vault.load(&ConnectionId(id.to_owned())).unwrap();
    let step: u32 = connection.name.parse().unwrap();
    let value = match connection.values.get("step") {
        Some(Value::Plain { text, .. }) => text.clone(),
        _ => "0".to_owned(),
    };
    let refresh_token = token.and_then(|token| token.refresh_token);
    let of_token = refresh_token.map_or("0".to_owned(), |secret| secret.expose_secret().to_owned());
    assert_eq!([value, of_token], [step.to_string(), step.to_string()], "one write is whole");
    step
}
