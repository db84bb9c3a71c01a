//! What flows ask of the outside world, each trait named after the question it answers.

pub mod capture;
pub mod clock;
pub mod http;
pub mod probe;
pub mod progress;
pub mod random;
pub mod vault;

pub use capture::AnswerCapture;
pub use clock::Clock;
pub use http::Http;
pub use probe::Probe;
pub use progress::Progress;
pub use random::Random;
pub use vault::Vault;

/// Everything a flow may ask for.
#[derive(Clone, Copy)]
pub struct Outside<'a> {
    /// Sends requests.
    pub http: &'a dyn Http,
    /// Looks at the way to an address.
    pub probe: &'a dyn Probe,
    /// Tells the time.
    pub clock: &'a dyn Clock,
    /// Catches the answer of a sign-in.
    pub capture: &'a dyn AnswerCapture,
    /// Makes unguessable bytes.
    pub random: &'a dyn Random,
    /// Is told how far a flow is.
    pub progress: &'a dyn Progress,
}
