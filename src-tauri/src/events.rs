//! What the main window is told without asking.

use dialkey_core::{
    domain::{check::Check, connection::ConnectionId, step::Step, storage::StorageView},
    ports::Progress,
};
use serde::Serialize;
use tauri::{AppHandle, Emitter, Manager};

use crate::app::App;

/// The steps of a run as they stand.
#[derive(Debug, Clone, Serialize)]
struct FlowSteps<'a> {
    id: &'a ConnectionId,
    steps: &'a [Step],
}

/// The checks of a look at the way as they stand.
#[derive(Debug, Clone, Serialize)]
struct ConnectionChecks<'a> {
    id: &'a ConnectionId,
    checks: &'a [Check],
}

/// Tells the main window how far a look at the way is.
pub(crate) fn tell_checks(handle: &AppHandle, id: &ConnectionId, checks: &[Check]) {
    tell(handle, "connection_checks", ConnectionChecks { id, checks });
}

/// Tells the main window how far a run is.
pub(crate) struct WindowProgress {
    pub(crate) handle: AppHandle,
    pub(crate) id: ConnectionId,
}

impl Progress for WindowProgress {
    fn steps_changed(&self, steps: &[Step]) {
        self.handle.state::<App>().runs.keep_steps(&self.id, steps);
        tell(&self.handle, "flow_steps", FlowSteps { id: &self.id, steps });
    }
}

/// Of a test call there is nothing to tell before it ended.
pub(crate) struct NoProgress;

impl Progress for NoProgress {
    fn steps_changed(&self, _: &[Step]) {}
}

/// How the vault stands.
pub(crate) fn tell_storage(handle: &AppHandle, view: &StorageView) {
    tell(handle, "storage", view);
    let app = handle.state::<App>();
    app.fresh.wake();
    app.tray.refresh();
}

/// Connections changed without the window having done it.
pub(crate) fn tell_connections_changed(handle: &AppHandle) {
    tell(handle, "connections_changed", ());
    handle.state::<App>().tray.refresh();
}

/// The window is being closed, and nobody has said yet what that means.
pub(crate) fn ask_stay_in_tray(handle: &AppHandle) {
    tell(handle, "ask_stay_in_tray", ());
}

/// Only to the main window: an event to all would reach a sign-in page too.
fn tell(handle: &AppHandle, event: &str, payload: impl Serialize + Clone) {
    if let Err(error) = handle.emit_to("main", event, payload) {
        tracing::warn!("the window was not told of {event}: {error}");
    }
}
