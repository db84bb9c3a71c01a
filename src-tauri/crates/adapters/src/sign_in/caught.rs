//! The way of what was caught to the flow that waits for it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dialkey_core::capturing::AuthorizationAnswer;
use tokio::sync::oneshot;

/// What ended the waiting.
pub(super) enum Caught {
    /// The answer.
    Answer(AuthorizationAnswer),
    /// The person closed the sign-in window.
    Closed,
}

/// Reports what was caught. Only the first report counts, whoever makes it.
#[derive(Clone)]
pub struct CaughtSender(Arc<Mutex<Option<oneshot::Sender<Caught>>>>);

impl CaughtSender {
    pub(super) fn new() -> (Self, oneshot::Receiver<Caught>) {
        let (sender, receiver) = oneshot::channel();
        (Self(Arc::new(Mutex::new(Some(sender)))), receiver)
    }

    /// Reports the answer, judged before; false when the waiting was over already.
    pub fn answer(&self, answer: AuthorizationAnswer) -> bool {
        self.send(Caught::Answer(answer))
    }

    /// Reports that the person closed the window.
    pub fn closed(&self) {
        self.send(Caught::Closed);
    }

    /// Whether nothing is waited for any more.
    pub fn is_over(&self) -> bool {
        self.sender().as_ref().is_none_or(oneshot::Sender::is_closed)
    }

    /// Nothing is waited for from now on.
    pub(super) fn end(&self) {
        self.sender().take();
    }

    fn send(&self, caught: Caught) -> bool {
        let sender = self.sender().take();
        sender.is_some_and(|sender| sender.send(caught).is_ok())
    }

    fn sender(&self) -> MutexGuard<'_, Option<oneshot::Sender<Caught>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_report_counts() {
        let (caught, mut receiver) = CaughtSender::new();
        assert!(caught.answer(AuthorizationAnswer::Code("first".into())));
        assert!(caught.is_over());
        assert!(!caught.clone().answer(AuthorizationAnswer::Code("second".into())));
        caught.closed();
        assert!(matches!(receiver.try_recv(), Ok(Caught::Answer(_))));
    }

    #[test]
    fn it_is_over_when_nobody_waits_any_more() {
        let (caught, receiver) = CaughtSender::new();
        assert!(!caught.is_over());
        drop(receiver);
        assert!(caught.is_over());
        assert!(!caught.answer(AuthorizationAnswer::Code("late".into())));
    }
}
