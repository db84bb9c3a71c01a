//! What may take long, until it is there or somebody stops it.

use std::{thread, time::Duration};

use dialkey_core::{
    domain::step::Step,
    ports::{Progress, http::CALL_TIMEOUT},
};
use tokio::sync::oneshot;

use crate::{failure::Failure, sign_in::CommandLineCapture, stop::StopRequests};

/// Nobody watches the steps; a failed one is named in the report.
pub(crate) struct Unwatched;

impl Progress for Unwatched {
    fn steps_changed(&self, _: &[Step]) {}
}

/// Seconds a call may take. With a sign-in the time given is the person's, not that of a call.
pub(crate) fn time_of_calls(given: Option<Duration>, signs_in: bool) -> Duration {
    given.filter(|_| !signs_in).unwrap_or(CALL_TIMEOUT)
}

/// Runs a flow to its end, unless it is stopped or nothing more can be pasted. `left_behind` is what stopping leaves.
pub(crate) async fn run_flow<T, E: Into<Failure>>(
    flow: impl Future<Output = Result<T, E>>,
    capture: &CommandLineCapture,
    stop: &mut StopRequests,
    left_behind: &'static str,
) -> Result<T, Failure> {
    tokio::select! {
        done = flow => done.map_err(Into::into),
        () = stop.next() => Err(Failure::Cancelled(left_behind)),
        () = capture.input_ended() => {
            Err(Failure::bad_input("Standard input ended before the answer of the sign-in was pasted."))
        }
    }
}

/// Does on a thread of its own what cannot be given up, unless it is stopped: then it goes with the program.
pub(crate) async fn on_own_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
    stop: &mut StopRequests,
) -> Result<T, Failure> {
    let (sender, receiver) = oneshot::channel();
    thread::spawn(move || {
        // Nobody listens any more when it was stopped.
        let _ = sender.send(work());
    });
    tokio::select! {
        done = receiver => done.map_err(|_| Failure::vault("Opening what is saved ended without an answer.")),
        () = stop.next() => Err(Failure::Cancelled("Nothing was changed.")),
    }
}
