//! What a person can do, one function for each thing, over the ports. The window and the command line both sit here.

mod arranging;
mod checking;
mod inquiring;
mod renewing;
mod renewing_all;
mod reporting;
mod routing;
mod watching;

use secrecy::SecretString;

use crate::{
    domain::{
        client_authentication::ClientAuthenticationMethod,
        connection::{Connection, ConnectionId, ConnectionRow, ConnectionView},
        discovery::Discovery,
        history::{HappeningKind, remember},
        note::{Note, NoteAction, Tone},
        recipe::Recipe,
        recipes::Recipes,
        sign_in::{LONGEST_MINUTES, SignInSettings},
        system::SystemView,
        time::in_words,
        token::{Expiry, Token},
    },
    editing::{self, EditError},
    filling::Filled,
    flows::{self, Finished},
    ports::{
        Clock, Outside, Random, Vault,
        vault::{Record, Summary, VaultError},
    },
};

use watching::{WatchedHttp, keep_ahead};

/// Bytes of randomness in the name of a connection.
const CONNECTION_ID_BYTES: usize = 12;

/// Why something could not be carried out. A failed run is none of these: it is a diagnosis.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeskError {
    /// The vault could not do it.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The edit makes no sense for this connection.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// There is no recipe of this name.
    #[error("there is no phone system \"{0}\"")]
    NoSuchSystem(String),
    /// The way has no such test call.
    #[error("there is no such test call")]
    NoSuchTestCall,
    /// There is no token yet.
    #[error("there is no token yet")]
    NoToken,
    /// The phone system cannot be asked this.
    #[error("the phone system does not offer this")]
    NotOffered,
    /// The certificate was not shown to the person, so it cannot have been compared.
    #[error("this certificate was not shown")]
    NotShown,
    /// The address is not that of a proxy.
    #[error("a proxy has an address such as http://proxy.lan:3128, without a user name in it")]
    ProxyAddress,
}

/// Recipes and what is kept.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The phone systems that are known.
    pub recipes: &'a Recipes,
    /// What is kept.
    pub vault: &'a dyn Vault,
    /// Tells the time.
    pub clock: &'a dyn Clock,
}

impl Desk<'_> {
    /// The phone systems to choose from.
    pub fn systems(&self) -> Vec<SystemView> {
        self.recipes.all().iter().map(Recipe::to_view).collect()
    }

    /// The vendor's page on a phone system.
    pub fn documentation(&self, system: &str) -> Result<String, DeskError> {
        self.recipe(system)?.documentation.clone().ok_or_else(|| DeskError::NoSuchSystem(system.to_owned()))
    }

    /// The list of connections; `is_running` knows which have a run under way.
    pub fn rows(&self, is_running: impl Fn(&ConnectionId) -> bool) -> Result<Vec<ConnectionRow>, DeskError> {
        let now = self.clock.now();
        let row = |summary: &Summary| {
            editing::to_row(self.recipes.find(&summary.system), summary, is_running(&summary.id), now)
        };
        Ok(self.vault.summaries()?.iter().map(row).collect())
    }

    /// One connection as its page shows it. `rejected` is the answer of [`Desk::enter`].
    pub fn view(
        &self,
        id: &ConnectionId,
        is_running: bool,
        rejected: Option<(&str, &Note)>,
    ) -> Result<ConnectionView, DeskError> {
        let record = self.vault.load(id)?;
        let filled = self.filled(&record.connection)?;
        let mut view = editing::to_view(&filled, &record, is_running, rejected, self.clock.now());
        view.notes.extend(self.note_about_shared_issuer(&filled)?);
        Ok(view)
    }

    /// RFC 9207 4: one issuer stands for one server; two token addresses under its name are two servers or a mistake.
    fn note_about_shared_issuer(&self, filled: &Filled<'_>) -> Result<Option<Note>, DeskError> {
        let issuer = filled.text("issuer");
        let Some(token_url) = filled.token_url().ok().filter(|_| !issuer.is_empty()) else { return Ok(None) };
        let others = self.vault.list()?;
        let other = others.iter().find(|record| {
            self.filled(&record.connection).is_ok_and(|other| {
                other.text("issuer") == issuer && other.token_url().is_ok_and(|other| other != token_url)
            })
        });
        Ok(other.map(|other| {
            let sentence = "Another connection has the same issuer and another token address. One of them is wrong:";
            Note::new(Tone::Warn, sentence).with_evidence(other.connection.name.clone())
        }))
    }

    /// Begins a connection.
    pub fn create(
        &self,
        system: &str,
        way: &str,
        practice: bool,
        random: &dyn Random,
    ) -> Result<ConnectionId, DeskError> {
        let id = make_connection_id(random);
        let connection = editing::create(self.recipe(system)?, way, id.clone(), practice)?;
        self.vault.insert(Record::new(connection))?;
        Ok(id)
    }

    /// Chooses how the client proves itself.
    pub fn choose_client_authentication(
        &self,
        id: &ConnectionId,
        method: ClientAuthenticationMethod,
    ) -> Result<(), DeskError> {
        self.change(id, &mut |record| record.connection.client_authentication = Some(method))
    }

    /// Chooses whether a password is kept after the token is there.
    pub fn keep_password(&self, id: &ConnectionId, keep: bool) -> Result<(), DeskError> {
        self.change(id, &mut |record| record.connection.keep_password = keep)
    }

    /// Changes how a person signs in. The minutes are kept between 1 and [`LONGEST_MINUTES`].
    pub fn change_sign_in(&self, id: &ConnectionId, settings: SignInSettings) -> Result<(), DeskError> {
        let settings = SignInSettings { minutes: settings.minutes.clamp(1, LONGEST_MINUTES), ..settings };
        Ok(self.vault.change(id, &mut |record| record.connection.sign_in = settings)?)
    }

    /// Whether a person has to sign in at the phone system to get a token for this connection.
    pub fn needs_sign_in(&self, id: &ConnectionId) -> Result<bool, DeskError> {
        let connection = self.vault.connection(id)?;
        Ok(self.filled(&connection)?.way.grant.needs_sign_in())
    }

    /// The host a connection talks to, with its port; none before it is filled in.
    pub fn host(&self, id: &ConnectionId) -> Result<Option<String>, DeskError> {
        let connection = self.vault.connection(id)?;
        Ok(self.filled(&connection)?.main_host())
    }

    /// Asks the phone system to describe itself, and keeps the answer to be looked at.
    pub async fn discover(&self, id: &ConnectionId, outside: Outside<'_>) -> Result<(), DeskError> {
        let record = self.vault.load(id)?;
        let filled = self.filled(&record.connection)?;
        let Some(fields) = &filled.recipe.discovery else { return Ok(()) };
        let watched = WatchedHttp::new(outside, &filled);
        let discovery = flows::discover(watched.watch(outside), filled, fields).await;
        Ok(self.vault.change(id, &mut |record| {
            keep_ahead(record, watched.ahead());
            record.discovery = Some(discovery.clone());
        })?)
    }

    /// Fills in what the phone system said about itself.
    pub fn take_discovery(&self, id: &ConnectionId) -> Result<(), DeskError> {
        let Some(Discovery::Found { values, names_issuer, .. }) = self.vault.load(id)?.discovery else {
            return Ok(());
        };
        for value in &values {
            self.enter(id, &value.field, &SecretString::from(value.found.as_str()))?;
        }
        self.vault.change(id, &mut |record| record.connection.names_issuer = names_issuer)?;
        self.dismiss_discovery(id)
    }

    /// Puts away what the phone system said about itself.
    pub fn dismiss_discovery(&self, id: &ConnectionId) -> Result<(), DeskError> {
        Ok(self.vault.change(id, &mut |record| record.discovery = None)?)
    }

    /// Takes over what was typed into a field. What cannot be kept changes nothing and is answered with the reason.
    pub fn enter(&self, id: &ConnectionId, field: &str, typed: &SecretString) -> Result<Option<Note>, DeskError> {
        let result = self.edit(id, |recipe, connection| editing::enter(recipe, connection, field, typed));
        match result {
            Err(DeskError::Edit(EditError::Rejected(note))) => Ok(Some(note)),
            other => other.map(|()| None),
        }
    }

    /// Does what the button of a note offers.
    pub fn repair(&self, id: &ConnectionId, field: &str, action: NoteAction) -> Result<(), DeskError> {
        self.edit(id, |recipe, connection| editing::repair(recipe, connection, field, action))
    }

    /// Runs the connection's grant once and keeps what came of it. Dropping the future cancels the run and leaves
    /// everything as it was.
    pub async fn get_token(&self, id: &ConnectionId, outside: Outside<'_>) -> Result<(), DeskError> {
        let record = self.vault.load(id)?;
        let filled = self.filled(&record.connection)?;
        let watched = WatchedHttp::new(outside, &filled);
        let finished = flows::get_token(watched.watch(outside), filled).await;
        Ok(self.vault.keep(id, &mut |record| {
            keep_ahead(record, watched.ahead());
            self.take_over(record, filled.recipe, &finished);
        })?)
    }

    /// Makes what came of a run part of the record.
    fn take_over(&self, record: &mut Record, recipe: &Recipe, finished: &Finished) {
        let now = self.clock.now();
        record.steps.clone_from(&finished.steps);
        record.checks = finished.checks.clone().or_else(|| record.checks.take());
        match &finished.outcome {
            Ok(token) => {
                editing::forget_password(recipe, &mut record.connection);
                editing::follow_rotation(recipe, &mut record.connection, token);
                if let Some(issuer) = &finished.issuer_named {
                    editing::remember_issuer(&mut record.connection, issuer);
                }
                let happened = if record.token.is_some() { "Got a new token" } else { "Got a token" };
                remember(&mut record.history, now, HappeningKind::Good, format!("{happened}{}", lasting(token)));
                record.token = Some(token.clone());
                record.diagnosis = None;
                record.test = None;
                record.renewal = None;
            }
            Err(diagnosis) => {
                remember(&mut record.history, now, HappeningKind::Failed, &diagnosis.title);
                record.diagnosis = Some((**diagnosis).clone());
            }
        }
        self.settle(record);
    }

    /// Tries the token on one of the recipe's harmless calls, counted from 0.
    pub async fn try_token(&self, id: &ConnectionId, call: usize, outside: Outside<'_>) -> Result<(), DeskError> {
        let record = self.vault.load(id)?;
        let filled = self.filled(&record.connection)?;
        let token = record.token.as_ref().ok_or(DeskError::NoToken)?;
        let call = filled.recipe.test_calls(filled.way).nth(call).ok_or(DeskError::NoSuchTestCall)?;
        let watched = WatchedHttp::new(outside, &filled);
        let outcome = flows::try_token(watched.watch(outside), filled, token, call).await;
        let now = self.clock.now();
        let kind = if outcome.accepted { HappeningKind::Good } else { HappeningKind::Failed };
        Ok(self.vault.change(id, &mut |record| {
            keep_ahead(record, watched.ahead());
            remember(&mut record.history, now, kind, format!("{}: {}", outcome.name, outcome.title));
            record.test = Some(outcome.clone());
        })?)
    }

    /// The token of a connection, for the clipboard.
    pub fn token(&self, id: &ConnectionId) -> Result<Token, DeskError> {
        self.vault.load(id)?.token.ok_or(DeskError::NoToken)
    }

    /// The address of the recipe's first harmless call; none where there is none or its field is empty.
    pub fn test_address(&self, id: &ConnectionId) -> Result<Option<String>, DeskError> {
        let connection = self.vault.connection(id)?;
        let filled = self.filled(&connection)?;
        let call = filled.recipe.test_calls(filled.way).next();
        Ok(call.and_then(|call| filled.address(&call.url).ok()).map(String::from))
    }

    fn edit(
        &self,
        id: &ConnectionId,
        edit: impl Fn(&Recipe, &mut Connection) -> Result<(), EditError>,
    ) -> Result<(), DeskError> {
        let system = self.vault.connection(id)?.system;
        let recipe = self.recipe(&system)?;
        let mut result = Ok(());
        self.change(id, &mut |record| result = edit(recipe, &mut record.connection))?;
        Ok(result?)
    }

    /// Changes what is kept, and keeps along with it whether a new token needs a person then.
    fn change(&self, id: &ConnectionId, change: &mut dyn FnMut(&mut Record)) -> Result<(), DeskError> {
        Ok(self.vault.change(id, &mut |record| {
            change(record);
            self.settle(record);
        })?)
    }

    /// Keeps in the record whether a new token needs a person.
    fn settle(&self, record: &mut Record) {
        if let Ok(filled) = self.filled(&record.connection) {
            record.renews_by_itself = editing::renews_by_itself(&filled, record.token.as_ref());
        }
    }

    fn filled<'b>(&'b self, connection: &'b Connection) -> Result<Filled<'b>, DeskError> {
        let recipe = self.recipe(&connection.system)?;
        Filled::new(recipe, connection).ok_or_else(|| EditError::NoSuchWay(connection.way.clone()).into())
    }

    fn recipe(&self, system: &str) -> Result<&Recipe, DeskError> {
        self.recipes.find(system).ok_or_else(|| DeskError::NoSuchSystem(system.to_owned()))
    }
}

/// ", lasts 1 hour"
fn lasting(token: &Token) -> String {
    match token.expiry {
        Expiry::At { at } => format!(", lasts {}", in_words(at.seconds_since(token.received_at))),
        Expiry::Unknown => String::new(),
    }
}

fn make_connection_id(random: &dyn Random) -> ConnectionId {
    let mut bytes = [0; CONNECTION_ID_BYTES];
    random.fill(&mut bytes);
    let name = base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, bytes);
    // A command line takes what begins with a hyphen for an option.
    ConnectionId(name.strip_prefix('-').map_or_else(|| name.clone(), |rest| format!("A{rest}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Hyphens;

    impl Random for Hyphens {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0xfb);
        }
    }

    #[test]
    fn the_name_of_a_connection_cannot_be_taken_for_an_option() {
        assert_eq!(make_connection_id(&Hyphens).0, "A_v7-_v7-_v7-_v7");
    }
}
