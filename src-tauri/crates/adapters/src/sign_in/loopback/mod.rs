//! A listener on this computer that the browser brings the answer to (RFC 8252 7.3). It is open for one sign-in only.

mod arrived;
mod door;
mod pages;
mod port_owner;
mod reception;
mod reply;
mod sockets;

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use dialkey_core::{
    capturing::RedirectUri,
    ports::capture::{CaptureError, Ending},
};

use self::{door::Door, reception::Reception, sockets::Sockets};
use super::PendingSignIn;

/// How long the port stays open for a browser that is on its way to the last page.
const GRACE: Duration = Duration::from_secs(5);

/// A listener for one sign-in. Dropping it frees its port.
pub(super) struct LoopbackListener(Arc<Open>);

/// What is open.
struct Open {
    reception: Arc<Reception>,
    doors: Vec<Arc<Door>>,
}

/// A way to close a listener without keeping it.
#[derive(Default)]
pub(super) struct Closing(Weak<Open>);

impl LoopbackListener {
    /// Listens where the redirect address points to. Nothing is expected yet.
    pub(super) fn open(registered: &RedirectUri) -> Result<Self, CaptureError> {
        let Sockets { listeners, port } = Sockets::open(registered)?;
        let reception = Arc::new(Reception::new(registered.with_port(port)));
        let mut open = Open { reception, doors: Vec::new() };
        for socket in listeners {
            let door = Door::open(socket, &open.reception);
            open.doors.push(door.map_err(|error| CaptureError::CannotListen(error.to_string()))?);
        }
        Ok(Self(Arc::new(open)))
    }

    /// The redirect address, with the port that was opened.
    pub(super) fn redirect_uri(&self) -> &RedirectUri {
        self.0.reception.redirect_uri()
    }

    /// Expects the answer from now on.
    pub(super) fn expect(&self, pending: PendingSignIn) {
        self.0.reception.expect(pending);
    }

    /// Tells how it ended on the page that the person is left with, if somebody is there, and closes.
    pub(super) async fn finish(self, ending: Ending) {
        if self.0.reception.end(ending) {
            // Whether the page was seen or not, the port is closed now.
            let _ = tokio::time::timeout(GRACE, self.0.reception.seen.notified()).await;
        }
    }

    /// How to close it from elsewhere.
    pub(super) fn closing(&self) -> Closing {
        Closing(Arc::downgrade(&self.0))
    }
}

impl Drop for LoopbackListener {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Open {
    fn close(&self) {
        self.reception.close();
        for door in &self.doors {
            door.close();
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.close();
    }
}

impl Closing {
    /// Closes the listener, if there still is one.
    pub(super) fn close(&self) {
        if let Some(open) = self.0.upgrade() {
            open.close();
        }
    }
}

/// Listens where the redirect address points to, and stops again.
pub(crate) fn try_to_listen(redirect_uri: &RedirectUri) -> Result<(), CaptureError> {
    Sockets::open(redirect_uri).map(drop).map_err(with_program)
}

/// Adds the program that has the port, where that can be known.
pub(super) fn with_program(error: CaptureError) -> CaptureError {
    match error {
        CaptureError::PortInUse { port, by: None } => {
            CaptureError::PortInUse { port, by: port_owner::program_at(port) }
        }
        other => other,
    }
}
