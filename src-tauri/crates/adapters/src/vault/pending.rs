//! Something that may have to wait for a keychain, and so for a person who is asked to unlock it.

use std::{
    fmt,
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

use super::keychain::KeychainProblem;

/// What will be there once the keychain has answered. Dropping it cancels: what should have followed never happens, and
/// the answer of the keychain is dropped with it.
#[must_use = "nothing follows the answer of the keychain unless it is waited for"]
pub struct Pending<T>(Box<dyn FnMut(Duration) -> Option<T> + Send>);

impl<T> fmt::Debug for Pending<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Pending")
    }
}

impl<T: Send + 'static> Pending<T> {
    /// Waits at most that long. What is still waited for comes back as `Err`: say so, and wait again or drop it.
    pub fn wait(mut self, at_most: Duration) -> Result<T, Self> {
        (self.0)(at_most).ok_or(self)
    }

    /// Needed no keychain.
    pub(super) fn done(value: T) -> Self {
        let mut value = Some(value);
        Self(Box::new(move |_| value.take()))
    }

    /// Asks on a thread of its own, since a locked keychain answers when its person does. `then` runs where the answer
    /// is waited for.
    pub(super) fn asking<A: Send + 'static>(
        ask: impl FnOnce() -> Result<A, KeychainProblem> + Send + 'static,
        then: impl FnOnce(Result<A, KeychainProblem>) -> T + Send + 'static,
    ) -> Self {
        let (sender, receiver) = mpsc::channel();
        let started = thread::Builder::new().name("keychain".into()).spawn(move || {
            // Nobody listens any more when the wait was cancelled.
            let _ = sender.send(ask());
        });
        let mut not_started = started.err();
        let mut then = Some(then);
        Self(Box::new(move |at_most| {
            let answer = match (not_started.take(), receiver.recv_timeout(at_most)) {
                (Some(error), _) => Err(KeychainProblem::Failed(error.to_string())),
                (None, Ok(answer)) => answer,
                (None, Err(RecvTimeoutError::Timeout)) => return None,
                // The library behind it panicked.
                (None, Err(RecvTimeoutError::Disconnected)) => {
                    Err(KeychainProblem::Failed("it ended without an answer".into()))
                }
            };
            then.take().map(|then| then(answer))
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_mins(1);

    #[test]
    fn what_needs_no_keychain_is_there_at_once() {
        assert_eq!(Pending::done(7).wait(Duration::ZERO).unwrap(), 7);
    }

    #[test]
    fn a_silent_keychain_is_waited_for_only_as_long_as_said() {
        let (answer, asked) = mpsc::channel::<u8>();
        let pending = Pending::asking(move || Ok(asked.recv().unwrap()), |answer| answer.unwrap() + 1);
        let pending = pending.wait(Duration::from_millis(1)).unwrap_err();
        let pending = pending.wait(Duration::ZERO).unwrap_err();
        answer.send(6).unwrap();
        assert_eq!(pending.wait(LONG).unwrap(), 7);
    }

    #[test]
    fn nothing_follows_after_a_cancel() {
        let (answer, asked) = mpsc::channel::<u8>();
        let (followed, follows) = mpsc::channel();
        let pending = Pending::asking(move || Ok(asked.recv().unwrap()), move |_| followed.send(()).unwrap());
        drop(pending);
        answer.send(6).unwrap();
        assert!(follows.recv().is_err(), "the continuation went with the wait");
    }

    #[test]
    fn a_panic_behind_it_is_a_problem_of_the_keychain() {
        let pending = Pending::asking(|| -> Result<(), _> { panic!("for the test") }, |answer| answer);
        assert!(matches!(pending.wait(LONG).unwrap(), Err(KeychainProblem::Failed(_))));
    }
}
