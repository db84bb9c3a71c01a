//! What has been kept?

use crate::domain::{
    check::CheckReport,
    connection::{Connection, ConnectionId},
    diagnosis::{Diagnosis, DiagnosisCode},
    discovery::Discovery,
    history::Happening,
    step::Step,
    test_call::TestOutcome,
    time::Timestamp,
    token::{Expiry, Token},
};

/// Keeps connections with what they yielded. Every call is a transaction of its own.
pub trait Vault: Send + Sync {
    /// Everything that is kept, in the order it was made.
    fn list(&self) -> Result<Vec<Record>, VaultError>;
    /// What the list shows of everything that is kept, in the order it was made. It costs no more than what it shows.
    fn summaries(&self) -> Result<Vec<Summary>, VaultError> {
        Ok(self.list()?.iter().map(Summary::of).collect())
    }
    /// One connection with what it yielded.
    fn load(&self, id: &ConnectionId) -> Result<Record, VaultError>;
    /// One connection alone.
    fn connection(&self, id: &ConnectionId) -> Result<Connection, VaultError> {
        Ok(self.load(id)?.connection)
    }
    /// Keeps a new connection, with what it yielded already.
    fn insert(&self, record: Record) -> Result<(), VaultError>;
    /// Changes what is kept of one connection.
    fn change(&self, id: &ConnectionId, change: &mut dyn FnMut(&mut Record)) -> Result<(), VaultError>;
    /// The same for what must not be lost, such as a refresh token that ended the one before (RFC 6749 6): where it cannot
    /// be written now it is held in memory, seen by every other call, and written as soon as that can be done.
    fn keep(&self, id: &ConnectionId, change: &mut dyn FnMut(&mut Record)) -> Result<(), VaultError> {
        self.change(id, change)
    }
    /// Marks renewals as begun, in as few transactions as possible, each with its own result. `mark` looks at what is kept
    /// and answers with the mark; none leaves everything as it is. It may be asked more than once of one connection, and
    /// its last answer counts.
    fn mark_renewals(
        &self,
        ids: &[&ConnectionId],
        mark: &mut dyn FnMut(Renewable) -> Option<RenewalMark>,
    ) -> Vec<Result<(), VaultError>> {
        let mut mark_in = |record: &mut Record| {
            if let Some(mark) = mark(Renewable::of(record.clone())) {
                record.renewal = Some(mark);
            }
        };
        ids.iter().map(|id| self.change(id, &mut mark_in)).collect()
    }
    /// Many changes of what must not be lost, in as few transactions as possible, each with its own result; see
    /// [`Vault::keep`]. Every change may be applied more than once, to a fresh record each time, and the last time counts.
    fn keep_all(&self, changes: &mut [Change<'_>]) -> Vec<Result<(), VaultError>> {
        changes.iter_mut().map(|change| self.keep(&change.id, &mut *change.apply)).collect()
    }
    /// Forgets a connection and all that belongs to it.
    fn remove(&self, id: &ConnectionId) -> Result<(), VaultError>;
}

/// A change of one connection among several.
pub struct Change<'a> {
    /// The connection.
    pub id: ConnectionId,
    /// What is changed.
    pub apply: Box<dyn FnMut(&mut Record) + 'a>,
}

/// A connection with what it yielded.
#[derive(Debug, Clone)]
pub struct Record {
    /// The connection.
    pub connection: Connection,
    /// The token of the last successful run.
    pub token: Option<Token>,
    /// Steps of the last run.
    pub steps: Vec<Step>,
    /// Why the last run failed, where it did.
    pub diagnosis: Option<Diagnosis>,
    /// How the last test call ended.
    pub test: Option<TestOutcome>,
    /// What the phone system said about itself, until it was taken over or put away.
    pub discovery: Option<Discovery>,
    /// What has happened, the newest first.
    pub history: Vec<Happening>,
    /// A renewal whose outcome is not kept yet.
    pub renewal: Option<RenewalMark>,
    /// Whether a new token needs no person.
    pub renews_by_itself: bool,
    /// What the last look at the way there found.
    pub checks: Option<CheckReport>,
    /// Seconds that the phone system's clock was ahead of this computer's at its last answer.
    pub server_ahead: Option<i64>,
}

/// A connection as far as renewing its token needs it: without what earlier runs left behind.
#[derive(Debug)]
pub struct Renewable {
    /// The connection.
    pub connection: Connection,
    /// The token of the last successful run.
    pub token: Option<Token>,
    /// A renewal whose outcome is not kept yet.
    pub renewal: Option<RenewalMark>,
}

impl Renewable {
    /// That part of `record`.
    pub fn of(record: Record) -> Self {
        Self { connection: record.connection, token: record.token, renewal: record.renewal }
    }
}

/// A renewal was begun. The mark is kept before anything is sent and goes in the same change that keeps the outcome, so
/// that one that was interrupted leaves it behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RenewalMark {
    /// When nobody waits for the answer any more.
    pub answer_by: Timestamp,
    /// Whether a refresh token was sent, which may be used up now (RFC 9700 4.14).
    pub with_refresh_token: bool,
}

impl RenewalMark {
    /// Whether the answer was lost: nobody waits for it, and it may have been the only one that named the next
    /// refresh token.
    pub fn is_lost(self, now: Timestamp) -> bool {
        self.with_refresh_token && !self.is_awaited(now)
    }

    /// Whether somebody still waits for the answer.
    pub fn is_awaited(self, now: Timestamp) -> bool {
        // A clock that was set back does not keep anybody waiting.
        (0..=LONGEST_RENEWAL).contains(&self.answer_by.seconds_since(now))
    }
}

/// Seconds after which nobody waits for the answer to a renewal: the longest call, and some time to keep its outcome.
pub const LONGEST_RENEWAL: i64 = 45;

impl Record {
    /// A connection that has yielded nothing yet.
    pub const fn new(connection: Connection) -> Self {
        Self {
            connection,
            token: None,
            steps: Vec::new(),
            diagnosis: None,
            test: None,
            discovery: None,
            history: Vec::new(),
            renewal: None,
            renews_by_itself: false,
            checks: None,
            server_ahead: None,
        }
    }
}

/// What the list shows of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The connection.
    pub id: ConnectionId,
    /// The person's name for it.
    pub name: String,
    /// The recipe.
    pub system: String,
    /// The way within the recipe.
    pub way: String,
    /// Whether its phone system is the practice system.
    pub practice: bool,
    /// The person's own folder it lies in.
    pub folder: Option<String>,
    /// Whether its token is renewed before it ends.
    pub keep_fresh: bool,
    /// When its token came and when it ends, where there is one.
    pub token: Option<TokenTimes>,
    /// A renewal whose outcome is not kept yet.
    pub renewal: Option<RenewalMark>,
    /// Whether a new token needs no person.
    pub renews_by_itself: bool,
    /// How the last run failed.
    pub trouble: Option<Trouble>,
}

/// How a run failed, as far as the list tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The refresh token is no longer good, so a person has to sign in.
    SignInAgain,
    /// The phone system was not reached or is overloaded; the same may work later.
    Unreachable,
    /// Anything else.
    Failed,
}

impl Trouble {
    fn of(diagnosis: &Diagnosis) -> Option<Self> {
        match diagnosis.code {
            code if code.is_decision() => None,
            DiagnosisCode::RefreshRefused => Some(Self::SignInAgain),
            code if code.is_passing() => Some(Self::Unreachable),
            _ => Some(Self::Failed),
        }
    }
}

impl Summary {
    /// What the list shows of `record`.
    pub fn of(record: &Record) -> Self {
        let connection = &record.connection;
        Self {
            id: connection.id.clone(),
            name: connection.name.clone(),
            system: connection.system.clone(),
            way: connection.way.clone(),
            practice: connection.practice,
            folder: connection.folder.clone(),
            keep_fresh: connection.keep_fresh,
            token: record.token.as_ref().map(TokenTimes::of),
            renewal: record.renewal,
            renews_by_itself: record.renews_by_itself,
            trouble: record.diagnosis.as_ref().and_then(Trouble::of),
        }
    }
}

/// When a token came and when it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenTimes {
    /// When the answer arrived.
    pub received_at: Timestamp,
    /// When the token ends, as far as known.
    pub expiry: Expiry,
}

impl TokenTimes {
    /// Those of a token.
    pub const fn of(token: &Token) -> Self {
        Self { received_at: token.received_at, expiry: token.expiry }
    }
}

/// Why the vault could not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// There is no such connection, or no longer.
    #[error("there is no such connection")]
    NotFound,
    /// What is kept belongs to a recipe or a field that does not exist.
    #[error("the connection does not fit its phone system")]
    Mismatch,
    /// The vault is locked.
    #[error("the vault is locked")]
    Locked,
    /// What is kept cannot be read.
    #[error("what is kept cannot be read")]
    Unreadable,
    /// A newer version of the program wrote the vault, so this one only reads it.
    #[error("a newer version of Dialkey wrote the vault, so this version can only read it")]
    NewerVersion,
    /// The vault cannot be written to.
    #[error("the vault cannot be written to")]
    NotWritable,
    /// There is no room left on the disk.
    #[error("there is no room left on the disk")]
    DiskFull,
    /// Another program was writing all the time allowed.
    #[error("another program is writing to the vault")]
    Busy,
}
