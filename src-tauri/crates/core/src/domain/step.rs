//! One named thing a flow does, shown live.

use serde::{Deserialize, Serialize};

use super::{exchange::Exchange, sign_in::SignInWait};

/// Which part of a flow a step is; diagnoses and recipes refer to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Look at what was typed.
    Values,
    /// Sign the client assertion.
    Sign,
    /// Get ready to catch the answer of a sign-in.
    Ready,
    /// A person signs in at the phone system.
    SignIn,
    /// A request of a chain.
    Call,
    /// The request to the token endpoint.
    Token,
    /// The request that renews a token.
    Renew,
    /// Make a token out of the answer.
    Read,
    /// A harmless call with the token.
    Test,
    /// Have the token revoked.
    Revoke,
    /// Ask whether the token is good.
    Introspect,
    /// Ask whom the token acts for.
    UserInfo,
}

impl StepKind {
    /// Whether it is about a token that is already there, at an endpoint of its own.
    pub const fn is_inquiry(self) -> bool {
        matches!(self, Self::Revoke | Self::Introspect | Self::UserInfo)
    }
}

/// A step as it is shown: its name, how far it is, and what was exchanged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// Which part of the flow it is.
    pub kind: StepKind,
    /// What is done, as an imperative: "Ask for the token".
    pub name: String,
    /// How far it is.
    pub state: StepState,
    /// A line below the name: to whom, with what.
    pub text: Option<String>,
    /// A short result at the right: "200 OK · 0.21 s".
    pub result: Option<String>,
    /// How long it may take at the most.
    pub seconds_allowed: Option<u32>,
    /// What was sent and answered, redacted.
    pub exchange: Option<Exchange>,
    /// What is waited for while a person signs in.
    pub sign_in: Option<SignInWait>,
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Not begun.
    ToDo,
    /// Running.
    Now,
    /// Finished well.
    Done,
    /// Ended the flow.
    Failed,
}
