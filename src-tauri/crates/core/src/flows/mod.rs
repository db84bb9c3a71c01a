//! The way to a token: one file per grant, each reading top to bottom like its section of the RFC.

mod authorization_code;
mod chain;
mod client_credentials;
mod discovery;
mod implicit;
mod introspection;
mod key;
mod known_secrets;
mod password;
mod refresh_token;
mod revocation;
mod sign_in;
mod steps;
mod test_call;
mod token_flow;
mod token_inquiry;
mod token_request;
mod userinfo;
mod values;

pub use discovery::discover;
pub use test_call::try_token;
pub use values::ValueProblem;

pub(crate) use introspection::introspect;
pub(crate) use known_secrets::{known_secrets, known_secrets_with};
pub(crate) use revocation::revoke;
pub(crate) use token_flow::standard_headers;
pub(crate) use token_inquiry::Unanswered;
pub(crate) use userinfo::ask_userinfo;
pub(crate) use values::find_value_problems;

use crate::{
    domain::{
        check::CheckReport,
        diagnosis::Diagnosis,
        recipe::Grant,
        step::{Step, StepKind},
        token::Token,
    },
    filling::Filled,
    ports::Outside,
};
use secrecy::SecretString;
use token_flow::TokenFlow;

/// How a run ended. A run that was cancelled never gets here: its future was dropped.
#[derive(Debug)]
pub struct Finished {
    /// Its steps as they stood at the end.
    pub steps: Vec<Step>,
    /// The token, or why there is none.
    pub outcome: Result<Token, Box<Diagnosis>>,
    /// What the phone system calls itself, to be remembered (RFC 9207 2.4).
    pub issuer_named: Option<String>,
    /// Seconds the phone system asks to be left alone for (RFC 9110 10.2.3).
    pub retry_after: Option<u32>,
    /// Whether the last request may have been granted although its answer was lost or makes no sense.
    pub is_answer_lost: bool,
    /// What a look at the way found, where there was no connection.
    pub checks: Option<CheckReport>,
}

/// Runs the grant of the connection's way, once.
pub async fn get_token(outside: Outside<'_>, filled: Filled<'_>) -> Finished {
    let mut flow = TokenFlow::new(outside, filled);
    let outcome = match filled.way.grant {
        Grant::ClientCredentials => client_credentials::run(&mut flow).await,
        Grant::Password => password::run(&mut flow).await,
        Grant::AuthorizationCode => authorization_code::run(&mut flow).await,
        Grant::Implicit => implicit::run(&mut flow).await,
        Grant::RefreshToken => {
            let refresh_token = filled.secret("refresh_token").cloned().unwrap_or_default();
            refresh_token::run(&mut flow, StepKind::Token, &refresh_token).await
        }
        Grant::Chain => chain::run(&mut flow).await,
        Grant::Key => key::run(&mut flow),
    };
    flow.finish(outcome)
}

/// Renews a token with its refresh token, once.
pub async fn renew_token(outside: Outside<'_>, filled: Filled<'_>, refresh_token: &SecretString) -> Finished {
    let mut flow = TokenFlow::renewing(outside, filled);
    let outcome = refresh_token::run(&mut flow, StepKind::Renew, refresh_token).await;
    flow.finish(outcome)
}
