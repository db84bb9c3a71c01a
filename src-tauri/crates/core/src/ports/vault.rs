//! What has been kept?

use crate::domain::{
    connection::{Connection, ConnectionId},
    diagnosis::Diagnosis,
    step::Step,
    test_call::TestOutcome,
    token::Token,
};

/// Keeps connections with what they yielded. Every call is a transaction of its own.
pub trait Vault: Send + Sync {
    /// Everything that is kept, in the order it was made.
    fn list(&self) -> Result<Vec<Record>, VaultError>;
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
}
