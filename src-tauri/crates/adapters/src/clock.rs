//! The computer's clock.

#[cfg(not(target_os = "linux"))]
use std::time::Instant;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use dialkey_core::{domain::time::Timestamp, ports::Clock};

/// The computer's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        // A clock before 1970 is wrong in any case; what it is compared with will show it.
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX))
    }
}

/// How much time has passed, the time included in which the computer slept.
pub trait Uptime: Send + Sync {
    /// Since a beginning that stays the same.
    fn uptime(&self) -> Duration;
}

/// The uptime of the computer; where the system does not count its sleep, what either of its clocks says.
#[derive(Debug, Clone, Copy)]
pub struct SystemUptime {
    #[cfg(not(target_os = "linux"))]
    began: (Instant, SystemTime),
}

impl SystemUptime {
    /// Begins to count where the system has no beginning of its own.
    #[cfg_attr(target_os = "linux", expect(clippy::new_without_default, reason = "elsewhere it reads two clocks"))]
    pub fn new() -> Self {
        Self {
            #[cfg(not(target_os = "linux"))]
            began: (Instant::now(), SystemTime::now()),
        }
    }
}

impl Uptime for SystemUptime {
    #[cfg(target_os = "linux")]
    fn uptime(&self) -> Duration {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        Duration::new(u64::try_from(time.tv_sec).unwrap_or_default(), u32::try_from(time.tv_nsec).unwrap_or_default())
    }

    #[cfg(not(target_os = "linux"))]
    fn uptime(&self) -> Duration {
        let (instant, wall) = self.began;
        instant.elapsed().max(wall.elapsed().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_uptime_never_goes_back() {
        let uptime = SystemUptime::new();
        let first = uptime.uptime();
        assert!(uptime.uptime() >= first);
    }
}
