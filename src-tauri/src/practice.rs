//! The practice system inside the window: started when it is first opened, gone when the program ends.

use dialkey_practice::{Practice, PracticeError};
use tokio::sync::OnceCell;

/// Holds the practice system once it runs.
#[derive(Default)]
pub(crate) struct PracticeRoom(OnceCell<Practice>);

impl PracticeRoom {
    /// The practice system, started if it does not run yet.
    pub(crate) async fn open(&self) -> Result<&Practice, PracticeError> {
        self.0.get_or_try_init(Practice::start).await
    }
}
