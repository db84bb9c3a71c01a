//! A clock that is wrong.

use dialkey_adapters::clock::SystemClock;
use dialkey_core::{domain::time::Timestamp, ports::Clock};

/// Differs from the computer's clock by so many seconds; ahead of it when positive.
pub struct ShiftedClock(pub i64);

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        SystemClock.now().plus_seconds(self.0)
    }
}
