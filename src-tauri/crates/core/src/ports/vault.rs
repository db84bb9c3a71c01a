//! What has been kept?

use crate::domain::{
    connection::{Connection, ConnectionId},
    diagnosis::Diagnosis,
    discovery::Discovery,
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
    /// Keeps a new connection.
    fn insert(&self, connection: Connection) -> Result<(), VaultError>;
    /// Changes what is kept of one connection.
    fn change(&self, id: &ConnectionId, change: &mut dyn FnMut(&mut Record)) -> Result<(), VaultError>;
    /// Forgets a connection and all that belongs to it.
    fn remove(&self, id: &ConnectionId) -> Result<(), VaultError>;
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
}

impl Record {
    /// A connection that has yielded nothing yet.
    pub const fn new(connection: Connection) -> Self {
        Self { connection, token: None, steps: Vec::new(), diagnosis: None, test: None, discovery: None }
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
    /// When its token came and when it ends, where there is one.
    pub token: Option<TokenTimes>,
    /// Whether the last run failed.
    pub has_failed: bool,
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
            token: record.token.as_ref().map(TokenTimes::of),
            has_failed: record.diagnosis.as_ref().is_some_and(|diagnosis| !diagnosis.code.is_decision()),
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
    const fn of(token: &Token) -> Self {
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
