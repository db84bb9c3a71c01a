//! How does a person's answer come back from the phone system?

use std::time::Duration;

use async_trait::async_trait;
use url::Url;

use crate::{
    capturing::{AuthorizationAnswer, ExpectedAnswer, RedirectUri},
    domain::sign_in::Capture,
};

/// Catches the answer of a sign-in. What a person pastes is an answer too, whatever else catches it.
#[async_trait]
pub trait AnswerCapture: Send + Sync {
    /// Gets ready before anything is opened, so that no answer is missed. Dropping what comes back ends the capture at
    /// once and frees its port.
    async fn get_ready(&self, plan: CapturePlan) -> Result<Box<dyn ReadyCapture>, CaptureError>;
}

/// What is going to be caught.
#[derive(Debug, Clone)]
pub struct CapturePlan {
    /// What catches it.
    pub capture: Capture,
    /// Where it comes back to, as registered.
    pub redirect_uri: RedirectUri,
    /// From showing the page to the answer.
    pub time_allowed: Duration,
}

/// A capture that is ready.
#[async_trait]
pub trait ReadyCapture: Send {
    /// The redirect address as it is to be sent: with the port that was opened.
    fn redirect_uri(&self) -> &RedirectUri;

    /// Shows the sign-in page, from now on expecting its answer. An error says that the page could not be shown; an
    /// answer may come all the same, since the address can be opened elsewhere.
    async fn show(&mut self, page: &Url, expected: ExpectedAnswer) -> Result<(), NotShown>;

    /// Waits for the answer that was expected, at most for the time allowed.
    async fn answer(&mut self) -> Result<AuthorizationAnswer, CaptureError>;

    /// Tells the page that the person is left with how it ended.
    async fn finish(self: Box<Self>, ending: Ending);
}

/// How a run ended, for the page that the person is left with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The token is there.
    Granted,
    /// The person or the phone system declined.
    Denied,
    /// There is no token; this program says why.
    Failed,
}

/// The sign-in page could not be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotShown(pub String);

/// Why no answer was caught.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaptureError {
    /// Another program listens at the port.
    #[error("port {port} is in use")]
    PortInUse {
        /// The port.
        port: u16,
        /// The program that has it, where that can be known.
        by: Option<String>,
    },
    /// The system does not give the port to programs.
    #[error("port {port} is reserved by the system")]
    PortReserved {
        /// The port.
        port: u16,
    },
    /// Listening is not possible for another reason.
    #[error("this computer does not let Dialkey listen: {0}")]
    CannotListen(String),
    /// There is no window here to sign in in.
    #[error("there is no sign-in window here")]
    NoWindow,
    /// The person closed the sign-in window.
    #[error("the sign-in window was closed")]
    WindowClosed,
    /// The time allowed is over.
    #[error("nothing came back in the time allowed")]
    TimedOut,
}
