//! Runs under way, one at a time for each connection and one sign-in at a time in all, and the means to cancel them.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use dialkey_core::domain::{connection::ConnectionId, step::Step};
use tokio_util::sync::CancellationToken;

/// Runs under way.
#[derive(Debug, Default)]
pub(crate) struct Runs {
    running: Mutex<HashMap<ConnectionId, UnderWay>>,
    /// Who signs in at the moment.
    signing_in: Mutex<Option<ConnectionId>>,
    sign_in_turn: tokio::sync::Mutex<()>,
}

/// What is known of a run under way.
#[derive(Debug)]
struct UnderWay {
    cancellation: CancellationToken,
    /// How far it is, for whoever comes back to look.
    steps: Vec<Step>,
}

/// A run under way; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Run<'a> {
    runs: &'a Runs,
    id: ConnectionId,
    cancellation: CancellationToken,
}

impl Runs {
    /// Begins a run; none while another of the same connection is under way.
    pub(crate) fn begin(&self, id: &ConnectionId) -> Option<Run<'_>> {
        let mut runs = self.lock();
        if runs.contains_key(id) {
            return None;
        }
        let cancellation = CancellationToken::new();
        runs.insert(id.clone(), UnderWay { cancellation: cancellation.clone(), steps: Vec::new() });
        Some(Run { runs: self, id: id.clone(), cancellation })
    }

    /// Ends the connection's run, if there is one.
    pub(crate) fn cancel(&self, id: &ConnectionId) {
        if let Some(under_way) = self.lock().get(id) {
            under_way.cancellation.cancel();
        }
    }

    /// Ends every run.
    pub(crate) fn cancel_all(&self) {
        for under_way in self.lock().values() {
            under_way.cancellation.cancel();
        }
    }

    /// Remembers how far a run is.
    pub(crate) fn keep_steps(&self, id: &ConnectionId, steps: &[Step]) {
        if let Some(under_way) = self.lock().get_mut(id) {
            steps.clone_into(&mut under_way.steps);
        }
    }

    /// How far the connection's run is; none where there is none.
    pub(crate) fn steps(&self, id: &ConnectionId) -> Option<Vec<Step>> {
        self.lock().get(id).map(|under_way| under_way.steps.clone())
    }

    /// Ends the sign-in of another connection and waits until its port is free again. The turn lasts as long as what
    /// comes back.
    pub(crate) async fn sign_in_turn(&self, id: &ConnectionId) -> tokio::sync::MutexGuard<'_, ()> {
        let before = self.signing_in.lock().unwrap_or_else(PoisonError::into_inner).replace(id.clone());
        if let Some(before) = before.filter(|before| before != id) {
            self.cancel(&before);
        }
        self.sign_in_turn.lock().await
    }

    /// Whether the connection's run waits for a person to sign in.
    pub(crate) fn signs_in(&self, id: &ConnectionId) -> bool {
        let signing_in = self.signing_in.lock().unwrap_or_else(PoisonError::into_inner);
        self.is_running(id) && signing_in.as_ref() == Some(id)
    }

    pub(crate) fn is_running(&self, id: &ConnectionId) -> bool {
        self.lock().contains_key(id)
    }

    /// Whether any run is under way.
    pub(crate) fn is_any_running(&self) -> bool {
        !self.lock().is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ConnectionId, UnderWay>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Run<'_> {
    /// Waits for `work`, which is dropped unfinished when the run is cancelled.
    pub(crate) async fn until_cancelled<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        self.cancellation.run_until_cancelled(work).await
    }
}

impl Drop for Run<'_> {
    fn drop(&mut self) {
        self.runs.lock().remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use std::task::Poll;

    use super::*;

    fn id() -> ConnectionId {
        ConnectionId("a".into())
    }

    #[test]
    fn a_connection_has_one_run_at_a_time() {
        let runs = Runs::default();
        let first = runs.begin(&id());
        assert!(first.is_some() && runs.is_running(&id()));
        assert!(runs.begin(&id()).is_none(), "one click, one attempt");
        assert!(runs.is_any_running());
        drop(first);
        assert!(!runs.is_any_running() && !runs.is_running(&id()) && runs.begin(&id()).is_some());
    }

    #[tokio::test]
    async fn a_second_sign_in_ends_the_first_and_waits_for_its_end() {
        let runs = Runs::default();
        let other = ConnectionId("b".into());
        let (first, second) = (runs.begin(&id()).unwrap(), runs.begin(&other).unwrap());
        let turn = runs.sign_in_turn(&id()).await;
        let mut next = std::pin::pin!(runs.sign_in_turn(&other));
        let waits = std::future::poll_fn(|context| Poll::Ready(next.as_mut().poll(context).is_pending()));
        assert!(waits.await, "the first has not ended yet");
        assert_eq!(first.until_cancelled(std::future::pending::<()>()).await, None, "the first was told to end");
        drop(turn);
        let _turn = next.await;
        assert_eq!(second.until_cancelled(std::future::ready(7)).await, Some(7));
    }

    #[tokio::test]
    async fn a_cancelled_run_ends_without_its_work() {
        let runs = Runs::default();
        let run = runs.begin(&id()).unwrap();
        runs.cancel(&id());
        assert_eq!(run.until_cancelled(std::future::pending::<()>()).await, None);
    }
}
