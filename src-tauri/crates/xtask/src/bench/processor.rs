//! How much time of the processor a program and all it has started have used together.

use std::time::Duration;

use super::tree;

/// The unit of proc(5) on every processor that Debian runs a window on.
const TICK: Duration = Duration::from_millis(10);
/// Fields of proc(5): time in the program itself, and in the system for it.
const TIMES: [usize; 2] = [14, 15];

/// The time since they were started. What has ended meanwhile counts nothing.
pub(super) fn time_of_tree(root: u32) -> Duration {
    tree::of(root).into_iter().map(time_of).sum()
}

/// The time of one process alone.
pub(super) fn time_of(id: u32) -> Duration {
    let ticks = TIMES.into_iter().filter_map(|number| tree::field(id, number)).sum::<u64>();
    TICK.saturating_mul(u32::try_from(ticks).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use std::{
        process,
        time::{Duration, Instant},
    };

    use super::*;

    #[test]
    fn a_program_that_works_uses_time() {
        let before = time_of_tree(process::id());
        let began = Instant::now();
        while time_of_tree(process::id()) < before + Duration::from_millis(50) {
            assert!(began.elapsed() < Duration::from_mins(1), "its time does not grow");
        }
    }
}
