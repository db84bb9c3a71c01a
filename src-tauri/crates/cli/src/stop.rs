//! Being asked to stop: Ctrl+C, or on Unix also `SIGTERM`.

#[cfg(unix)]
use tokio::signal::unix::SignalKind;

use crate::failure::Failure;

/// Requests to stop. From the moment it exists they no longer end the program by themselves.
#[cfg(unix)]
pub(crate) struct StopRequests {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl StopRequests {
    pub(crate) fn listen() -> Result<Self, Failure> {
        let listen_to = |kind| tokio::signal::unix::signal(kind).map_err(|error| not_possible(&error));
        Ok(Self { interrupt: listen_to(SignalKind::interrupt())?, terminate: listen_to(SignalKind::terminate())? })
    }

    /// Waits for the next one.
    pub(crate) async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Requests to stop. From the moment it exists they no longer end the program by themselves.
#[cfg(windows)]
pub(crate) struct StopRequests(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl StopRequests {
    pub(crate) fn listen() -> Result<Self, Failure> {
        tokio::signal::windows::ctrl_c().map(Self).map_err(|error| not_possible(&error))
    }

    /// Waits for the next one.
    pub(crate) async fn next(&mut self) {
        self.0.recv().await;
    }
}

fn not_possible(error: &std::io::Error) -> Failure {
    Failure::bad_input(format!("This system does not let the program notice Ctrl+C: {error}."))
}
