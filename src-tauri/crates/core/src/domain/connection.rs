//! One saved phone system of one person: recipe, way, values and secrets.

use std::collections::BTreeMap;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::{
    check::CheckReport,
    client_authentication::ClientAuthenticationMethod,
    diagnosis::Diagnosis,
    discovery::Discovery,
    history::Happening,
    note::Note,
    recognised::RecognisedView,
    route::{Route, RouteView},
    sign_in::{SignInSettings, SignInView},
    step::Step,
    test_call::TestOutcome,
    token::TokenView,
};

/// Names a connection for as long as it exists.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ConnectionId(pub String);

/// A connection with its secrets. It never leaves Rust; see [`ConnectionView`].
#[expect(clippy::struct_excessive_bools, reason = "each is a choice or a fact of its own")]
#[derive(Debug, Clone)]
pub struct Connection {
    /// Its name for as long as it exists.
    pub id: ConnectionId,
    /// The person's name for it.
    pub name: String,
    /// The recipe.
    pub system: String,
    /// The way within the recipe.
    pub way: String,
    /// What was typed, by the key of the field.
    pub values: BTreeMap<String, Value>,
    /// The client authentication chosen instead of the recipe's first.
    pub client_authentication: Option<ClientAuthenticationMethod>,
    /// Whether a password is kept after the token is there (RFC 6749 4.3.1 says to discard it).
    pub keep_password: bool,
    /// How a person signs in.
    pub sign_in: SignInSettings,
    /// Whether the phone system is known to say who answers (RFC 9207 3), so that an answer must.
    pub names_issuer: bool,
    /// Whether its phone system is the practice system.
    pub practice: bool,
    /// The person's own folder it lies in.
    pub folder: Option<String>,
    /// Whether its token is renewed before it ends.
    pub keep_fresh: bool,
    /// How its requests get there.
    pub route: Route,
    /// Seconds to be added to this computer's time in what is signed; none where its own time is used.
    pub signs_ahead: Option<i64>,
}

/// One typed value.
#[derive(Debug, Clone)]
pub enum Value {
    /// May be shown.
    Plain {
        /// What is used.
        text: String,
        /// What was typed, where we changed it.
        typed: Option<String>,
    },
    /// Must not be shown.
    Secret(SecretString),
}

/// A connection in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ConnectionRow {
    /// Its name for as long as it exists.
    pub id: ConnectionId,
    /// The person's name for it.
    pub name: String,
    /// Name of the phone system, and of the way where there are several.
    pub system: String,
    /// Whether its phone system is the practice system.
    pub practice: bool,
    /// The person's own folder it lies in.
    pub folder: Option<String>,
    /// Whether its token is renewed before it ends.
    pub keep_fresh: bool,
    /// How it stands.
    pub state: ConnectionState,
}

/// How a connection stands, as far as the last run tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum ConnectionState {
    /// No token yet.
    NoToken,
    /// A run is under way.
    Running,
    /// There is a token; the screen compares its expiry with the clock.
    Token {
        /// When the token arrived.
        received_at: super::time::Timestamp,
        /// When it ends.
        expiry: super::token::Expiry,
        /// Whether a person has to sign in for the next one.
        needs_person: bool,
    },
    /// The phone system wants a person to sign in again.
    SignInAgain,
    /// The answer to a renewal was lost, so nobody knows which token is good.
    Uncertain,
    /// The last run failed.
    Failed,
}

/// Keeping a connection's token fresh, for its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct KeepFreshView {
    /// Whether it was chosen.
    pub is_on: bool,
    /// Whether it can work with what is kept.
    pub is_possible: bool,
    /// What it does, or why it cannot work.
    pub sentence: String,
}

/// A connection without its secrets.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own that a screen asks for")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ConnectionView {
    /// Its name for as long as it exists.
    pub id: ConnectionId,
    /// The person's name for it.
    pub name: String,
    /// The recipe.
    pub system: String,
    /// The way within the recipe.
    pub way: String,
    /// What was typed, for each field of the way that is asked for now.
    pub fields: Vec<FieldView>,
    /// The client authentication in use.
    pub client_authentication: ClientAuthenticationMethod,
    /// Whether a password is kept.
    pub keep_password: bool,
    /// How a person signs in, where one does.
    pub sign_in: Option<SignInView>,
    /// What looks odd about the values taken together.
    pub notes: Vec<Note>,
    /// What a text turned out to be that was entered just now and is not taken over yet.
    pub recognised: Option<RecognisedView>,
    /// Whether the phone system can be asked for its own description.
    pub can_discover: bool,
    /// What it answered, until it was taken over or put away.
    pub discovery: Option<Discovery>,
    /// Whether its phone system is the practice system.
    pub practice: bool,
    /// The person's own folder it lies in.
    pub folder: Option<String>,
    /// Renewing its token before it ends.
    pub keep_fresh: KeepFreshView,
    /// Whether the answer to the last renewal was lost.
    pub is_uncertain: bool,
    /// What has happened to it, the newest first.
    pub history: Vec<Happening>,
    /// The host it talks to, for headings.
    pub host: Option<String>,
    /// Whether a run is under way.
    pub running: bool,
    /// Steps of the present or last run.
    pub steps: Vec<Step>,
    /// The token, where there is one.
    pub token: Option<TokenView>,
    /// Why the last run failed, where it did.
    pub diagnosis: Option<Diagnosis>,
    /// How the last test call ended.
    pub test: Option<TestOutcome>,
    /// How its requests get there.
    pub route: RouteView,
    /// Seconds that are added to this computer's time in what is signed.
    #[cfg_attr(feature = "typescript", ts(type = "number | null"))]
    pub signs_ahead: Option<i64>,
    /// What the last look at the way there found.
    pub checks: Option<CheckReport>,
}

/// One field as it is filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct FieldView {
    /// Key of the field.
    pub key: String,
    /// The value, where it may be seen; empty for secrets.
    pub text: String,
    /// What is known about an entered secret; none when nothing is entered.
    pub entered: Option<EnteredSecret>,
    /// What we did and what looks odd.
    pub notes: Vec<Note>,
}

/// An entered secret, described and not shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct EnteredSecret {
    /// "Entered, 63 characters", or the kind of a key: "EC P-256 private key".
    pub title: String,
    /// What it is good for: "Signs with ES256".
    pub text: Option<String>,
    /// Whether it can be used as it is.
    pub usable: bool,
    /// Whether a passphrase would open it.
    pub locked: bool,
}
