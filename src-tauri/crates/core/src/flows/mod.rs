//! The way to a token: one file per grant, each reading top to bottom like its section of the RFC.

mod client_credentials;
mod known_secrets;
mod password;
mod steps;
mod test_call;
mod token_request;
mod values;

pub use test_call::try_token;
pub use values::{ValueProblem, find_value_problems};

use crate::{
    domain::{diagnosis::Diagnosis, recipe::Grant, step::Step, token::Token},
    filling::Filled,
    ports::Outside,
};
use token_request::TokenFlow;

/// How a run ended. A run that was cancelled never gets here: its future was dropped.
#[derive(Debug)]
pub struct Finished {
    /// Its steps as they stood at the end.
    pub steps: Vec<Step>,
    /// The token, or why there is none.
    pub outcome: Result<Token, Box<Diagnosis>>,
}

/// Runs the grant of the connection's way, once.
pub async fn get_token(outside: Outside<'_>, filled: Filled<'_>) -> Finished {
    let mut flow = TokenFlow::new(outside, filled);
    let outcome = match filled.way.grant {
        Grant::ClientCredentials => client_credentials::run(&mut flow).await,
        Grant::Password => password::run(&mut flow).await,
    };
    Finished { steps: flow.into_steps(), outcome }
}
