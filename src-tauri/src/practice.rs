//! The practice system inside the window: started when it is first opened, gone when the program ends.

use dialkey_practice::{Practice, PracticeError, PracticeFaults};
use tokio::sync::OnceCell;

/// Holds the practice system once it runs.
#[derive(Default)]
pub(crate) struct PracticeRoom(OnceCell<Practice>);

impl PracticeRoom {
    /// The practice system, started if it does not run yet.
    pub(crate) async fn open(&self) -> Result<&Practice, PracticeError> {
        self.0.get_or_try_init(Practice::start).await
    }

    /// Every fault it can have; none is on where it does not run.
    pub(crate) fn faults(&self) -> PracticeFaults {
        self.0.get().map_or_else(|| PracticeFaults::with(None, Vec::new()), Practice::faults)
    }
}
