//! What the main window is told without asking.

use dialkey_core::{
    domain::{connection::ConnectionId, step::Step},
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

/// Tells the main window how far a run is.
pub(crate) struct WindowProgress {
    pub(crate) handle: AppHandle,
    pub(crate) id: ConnectionId,
}

impl Progress for WindowProgress {
    fn steps_changed(&self, steps: &[Step]) {
        self.handle.state::<App>().runs.keep_steps(&self.id, steps);
        // Only to the main window: an event to all would reach a sign-in page too.
        if let Err(error) = self.handle.emit_to("main", "flow_steps", FlowSteps { id: &self.id, steps }) {
            tracing::warn!("the window was not told of a step: {error}");
        }
    }
}

/// Of a test call there is nothing to tell before it ended.
pub(crate) struct NoProgress;

impl Progress for NoProgress {
    fn steps_changed(&self, _: &[Step]) {}
}
