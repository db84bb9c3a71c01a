//! Who wants to know how far a flow is?

use crate::domain::step::Step;

/// Is told how far a flow is.
pub trait Progress: Send + Sync {
    /// All steps of the flow as they stand now; called whenever one of them changes.
    fn steps_changed(&self, steps: &[Step]);
}
