//! Connections and tokens as the tables hold them. What the phone system or the person gave is kept as it is, also where
//! this version does not know the recipe, the way or the method; the last run may be dropped when it cannot be read.

use std::collections::BTreeMap;

use dialkey_core::{
    domain::{
        client_authentication::ClientAuthenticationMethod,
        connection::{Connection, ConnectionId, Value},
        note::Note,
        sign_in::SignInSettings,
        time::Timestamp,
        token::{Expiry, Token},
    },
    ports::vault::{Record, RenewalMark, Summary, Trouble},
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

use super::stored_route::{StoredLook, StoredRoute};

/// A record, part by part as it is stored. Two are compared to see what has to be written.
pub(super) struct StoredRecord {
    pub(super) connection: StoredConnection,
    pub(super) values: BTreeMap<String, StoredValue>,
    pub(super) token: Option<StoredToken>,
    pub(super) last_run: StoredRun,
    pub(super) route: StoredRoute,
    pub(super) look: StoredLook,
}

/// A row of `connection`, without its place and its name for life.
#[expect(clippy::struct_excessive_bools, reason = "each is a column of its own")]
#[derive(PartialEq, Eq)]
pub(super) struct StoredConnection {
    pub(super) name: String,
    pub(super) system: String,
    pub(super) way: String,
    pub(super) practice: bool,
    pub(super) client_authentication: Option<String>,
    pub(super) keep_password: bool,
    pub(super) leave_out_pkce: bool,
    pub(super) in_window: bool,
    pub(super) minutes: u32,
    pub(super) names_issuer: bool,
    pub(super) token_received_at: Option<i64>,
    pub(super) token_expires_at: Option<i64>,
    pub(super) folder: Option<String>,
    pub(super) keep_fresh: bool,
    pub(super) renews_by_itself: bool,
    pub(super) renewal_answer_by: Option<i64>,
    pub(super) renewal_with_refresh_token: bool,
    pub(super) trouble: Option<String>,
}

/// A row of `value`.
#[derive(PartialEq, Eq)]
pub(super) struct StoredValue {
    pub(super) text: Zeroizing<String>,
    pub(super) typed: Option<String>,
    pub(super) is_secret: bool,
}

/// A row of `token`. Its times stand in the row of the connection, for the list.
#[derive(PartialEq, Eq)]
pub(super) struct StoredToken {
    pub(super) access_token: Zeroizing<String>,
    pub(super) token_type: String,
    pub(super) refresh_token: Option<Zeroizing<String>>,
    pub(super) scope_asked: Option<String>,
    pub(super) scope_granted: Option<String>,
    pub(super) notes: String,
}

/// A row of `last_run`: JSON of core's own types.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) struct StoredRun {
    pub(super) steps: Option<String>,
    pub(super) diagnosis: Option<String>,
    pub(super) test: Option<String>,
    pub(super) discovery: Option<String>,
    pub(super) history: Option<String>,
}

impl StoredRecord {
    /// `record` as it is stored.
    pub(super) fn of(record: &Record) -> Self {
        Self {
            connection: StoredConnection::of(record),
            values: stored_values(record),
            token: record.token.as_ref().map(StoredToken::of),
            last_run: StoredRun::of(record),
            route: StoredRoute::of(&record.connection),
            look: StoredLook::of(record),
        }
    }

    /// The record again.
    pub(super) fn to_record(&self, id: ConnectionId) -> Record {
        let Self { connection, values, token, last_run, route, look } = self;
        let times = (connection.token_received_at, connection.token_expires_at);
        Record {
            connection: connection.to_connection(id, values, route),
            token: token.as_ref().map(|token| token.to_token(times)),
            steps: last_run.steps.as_deref().and_then(from_json).unwrap_or_default(),
            diagnosis: last_run.diagnosis.as_deref().and_then(from_json),
            test: last_run.test.as_deref().and_then(from_json),
            discovery: last_run.discovery.as_deref().and_then(from_json),
            history: last_run.history.as_deref().and_then(from_json).unwrap_or_default(),
            renewal: renewal(connection.renewal_answer_by, connection.renewal_with_refresh_token),
            renews_by_itself: connection.renews_by_itself,
            checks: look.checks.as_deref().and_then(from_json),
            server_ahead: look.server_ahead,
        }
    }

    /// What is to be stored where this is stored, was read as `before` and was changed into `after`. What was not changed
    /// stays as it is stored, so that what this version cannot read stays too.
    pub(super) fn changed(&self, before: &Record, after: &Record) -> Self {
        let mut connection = StoredConnection::of(after);
        if after.connection.client_authentication == before.connection.client_authentication {
            connection.client_authentication.clone_from(&self.connection.client_authentication);
        }
        if after.diagnosis == before.diagnosis {
            connection.trouble.clone_from(&self.connection.trouble);
        }
        let mut token = after.token.as_ref().map(StoredToken::of);
        if let (Some(token), Some(stored)) = (&mut token, &self.token)
            && notes_of(after) == notes_of(before)
        {
            token.notes.clone_from(&stored.notes);
        }
        let mut route = StoredRoute::of(&after.connection);
        route.keep_unread(&StoredRoute::of(&before.connection), &self.route);
        let mut look = StoredLook::of(after);
        look.keep_unread(&StoredLook::of(before), &self.look);
        let last_run = self.last_run.changed(before, after);
        Self { connection, values: stored_values(after), token, last_run, route, look }
    }
}

fn notes_of(record: &Record) -> Option<&[Note]> {
    record.token.as_ref().map(|token| token.notes.as_slice())
}

fn stored_values(record: &Record) -> BTreeMap<String, StoredValue> {
    record.connection.values.iter().map(|(field, value)| (field.clone(), StoredValue::of(value))).collect()
}

impl StoredRun {
    fn of(record: &Record) -> Self {
        Self {
            steps: list_to_json(&record.steps),
            diagnosis: record.diagnosis.as_ref().and_then(to_json),
            test: record.test.as_ref().and_then(to_json),
            discovery: record.discovery.as_ref().and_then(to_json),
            history: list_to_json(&record.history),
        }
    }

    fn changed(&self, before: &Record, after: &Record) -> Self {
        let mut run = self.clone();
        if after.steps != before.steps {
            run.steps = list_to_json(&after.steps);
        }
        if after.diagnosis != before.diagnosis {
            run.diagnosis = after.diagnosis.as_ref().and_then(to_json);
        }
        if after.test != before.test {
            run.test = after.test.as_ref().and_then(to_json);
        }
        if after.discovery != before.discovery {
            run.discovery = after.discovery.as_ref().and_then(to_json);
        }
        if after.history != before.history {
            run.history = list_to_json(&after.history);
        }
        run
    }
}

/// Puts what is stored in place of `part` where nothing was changed.
pub(super) fn keep<T: PartialEq>(part: &mut T, read: &T, stored: impl FnOnce() -> T) {
    if part == read {
        *part = stored();
    }
}

impl StoredConnection {
    fn of(record: &Record) -> Self {
        let Connection { name, system, way, client_authentication, sign_in, .. } = &record.connection;
        let summary = Summary::of(record);
        Self {
            name: name.clone(),
            system: system.clone(),
            way: way.clone(),
            practice: record.connection.practice,
            client_authentication: client_authentication.map(method_name),
            keep_password: record.connection.keep_password,
            leave_out_pkce: sign_in.leave_out_pkce,
            in_window: sign_in.in_window,
            minutes: sign_in.minutes,
            names_issuer: record.connection.names_issuer,
            token_received_at: summary.token.map(|token| token.received_at.0),
            token_expires_at: summary.token.and_then(|token| expires_at(token.expiry)),
            folder: summary.folder,
            keep_fresh: summary.keep_fresh,
            renews_by_itself: summary.renews_by_itself,
            renewal_answer_by: summary.renewal.map(|mark| mark.answer_by.0),
            renewal_with_refresh_token: summary.renewal.is_some_and(|mark| mark.with_refresh_token),
            trouble: summary.trouble.map(|trouble| trouble_name(trouble).to_owned()),
        }
    }

    fn to_connection(
        &self,
        id: ConnectionId,
        values: &BTreeMap<String, StoredValue>,
        route: &StoredRoute,
    ) -> Connection {
        Connection {
            id,
            name: self.name.clone(),
            system: self.system.clone(),
            way: self.way.clone(),
            values: values.iter().map(|(field, value)| (field.clone(), value.to_value())).collect(),
            client_authentication: self.client_authentication.as_deref().and_then(method_of),
            keep_password: self.keep_password,
            sign_in: SignInSettings {
                leave_out_pkce: self.leave_out_pkce,
                in_window: self.in_window,
                minutes: self.minutes,
            },
            names_issuer: self.names_issuer,
            practice: self.practice,
            folder: self.folder.clone(),
            keep_fresh: self.keep_fresh,
            route: route.to_route(),
            signs_ahead: route.signs_ahead,
        }
    }
}

impl StoredValue {
    fn of(value: &Value) -> Self {
        match value {
            Value::Plain { text, typed } => Self { text: text.clone().into(), typed: typed.clone(), is_secret: false },
            Value::Secret(secret) => Self { text: exposed(secret), typed: None, is_secret: true },
        }
    }

    fn to_value(&self) -> Value {
        if self.is_secret {
            Value::Secret(secret(&self.text))
        } else {
            Value::Plain { text: self.text.to_string(), typed: self.typed.clone() }
        }
    }
}

impl StoredToken {
    fn of(token: &Token) -> Self {
        Self {
            access_token: exposed(&token.access_token),
            token_type: token.token_type.clone(),
            refresh_token: token.refresh_token.as_ref().map(exposed),
            scope_asked: token.scope_asked.clone(),
            scope_granted: token.scope_granted.clone(),
            notes: to_json(&token.notes).unwrap_or_default(),
        }
    }

    fn to_token(&self, (received_at, expires_at): (Option<i64>, Option<i64>)) -> Token {
        Token {
            access_token: secret(&self.access_token),
            token_type: self.token_type.clone(),
            refresh_token: self.refresh_token.as_ref().map(secret),
            scope_asked: self.scope_asked.clone(),
            scope_granted: self.scope_granted.clone(),
            expiry: expiry(expires_at),
            received_at: Timestamp(received_at.unwrap_or_default()),
            notes: from_json(&self.notes).unwrap_or_default(),
        }
    }
}

/// A renewal under way, from its columns.
pub(super) fn renewal(answer_by: Option<i64>, with_refresh_token: bool) -> Option<RenewalMark> {
    answer_by.map(|at| RenewalMark { answer_by: Timestamp(at), with_refresh_token })
}

/// How the last run failed, from its column. What another version calls by another name is a failure all the same.
pub(super) fn trouble(name: Option<&str>) -> Option<Trouble> {
    name.map(|name| match name {
        "sign_in_again" => Trouble::SignInAgain,
        "unreachable" => Trouble::Unreachable,
        _ => Trouble::Failed,
    })
}

const fn trouble_name(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::SignInAgain => "sign_in_again",
        Trouble::Unreachable => "unreachable",
        Trouble::Failed => "failed",
    }
}

/// When a token ends, from its column.
pub(super) fn expiry(expires_at: Option<i64>) -> Expiry {
    expires_at.map_or(Expiry::Unknown, |at| Expiry::At { at: Timestamp(at) })
}

const fn expires_at(expiry: Expiry) -> Option<i64> {
    match expiry {
        Expiry::At { at } => Some(at.0),
        Expiry::Unknown => None,
    }
}

/// The method by its name in the registry, which is how recipes name it too.
fn method_name(method: ClientAuthenticationMethod) -> String {
    serde_json::to_value(method).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

fn method_of(name: &str) -> Option<ClientAuthenticationMethod> {
    serde_json::from_value(name.into()).ok()
}

/// A secret to be written.
pub(super) fn exposed(secret: &SecretString) -> Zeroizing<String> {
    // Exposed to be written into the encrypted database; the copy is wiped.
    Zeroizing::new(secret.expose_secret().to_owned())
}

/// A secret that was written.
pub(super) fn secret(text: &Zeroizing<String>) -> SecretString {
    SecretString::from(text.as_str())
}

fn list_to_json<T: Serialize>(list: &[T]) -> Option<String> {
    Some(list).filter(|list| !list.is_empty()).and_then(to_json)
}

/// JSON of a type of core.
pub(super) fn to_json<T: Serialize + ?Sized>(value: &T) -> Option<String> {
    serde_json::to_string(value).ok()
}

/// A type of core from JSON; none where another version wrote it in another way.
pub(super) fn from_json<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}
