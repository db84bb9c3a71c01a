//! What happens by itself while the program runs: changes of other programs are shown, the vault is locked when nobody
//! uses it or the computer slept, and backed up.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use dialkey_adapters::{
    clock::{SystemUptime, Uptime as _},
    storage::LockReason,
};
use dialkey_core::domain::preferences::Preferences;
use tauri::{AppHandle, Manager};

use crate::{app::App, events::tell_connections_changed, locking, preferences};

/// How often another program's changes are looked for while the window can be seen.
const SEEN: Duration = Duration::from_secs(1);
/// And while it cannot.
const UNSEEN: Duration = Duration::from_secs(10);
/// A backup is due once an hour; looking for it more often than this helps nobody.
const BACKUP: Duration = Duration::from_mins(10);
/// A shorter sleep is none.
const SLEEP: Duration = Duration::from_secs(30);

/// When the window was used last.
pub(crate) struct LastUse(Mutex<Instant>);

impl Default for LastUse {
    fn default() -> Self {
        Self(Mutex::new(Instant::now()))
    }
}

impl LastUse {
    /// It is used now.
    pub(crate) fn now(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn is_over(&self, minutes: u32) -> bool {
        let last = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.elapsed() >= Duration::from_secs(60 * u64::from(minutes))
    }
}

/// Tells time asleep from time awake: the one clock counts it, the other does not.
struct SleepWatch {
    uptime: SystemUptime,
    before: (Duration, Instant),
}

impl SleepWatch {
    fn new() -> Self {
        let uptime = SystemUptime::new();
        Self { before: (uptime.uptime(), Instant::now()), uptime }
    }

    /// Whether the computer slept since this was asked last.
    fn has_slept(&mut self) -> bool {
        let now = (self.uptime.uptime(), Instant::now());
        let (with_sleep, awake) = (now.0.saturating_sub(self.before.0), now.1 - self.before.1);
        self.before = now;
        with_sleep.saturating_sub(awake) >= SLEEP
    }
}

/// Watches for as long as the program runs.
pub(crate) async fn watch(handle: AppHandle) {
    let app = handle.state::<App>();
    let mut sleep = SleepWatch::new();
    let mut backed_up = Instant::now();
    loop {
        let is_seen = handle.get_webview_window("main").is_some_and(|window| window.is_visible().unwrap_or(false));
        tokio::time::sleep(if is_seen { SEEN } else { UNSEEN }).await;
        let storage = app.storage.clone();
        // The disk is asked on a thread that may wait for it.
        let looked = tauri::async_runtime::spawn_blocking(move || {
            storage.write_what_is_held();
            storage.was_changed_elsewhere()
        });
        if looked.await.unwrap_or(false) {
            tell_connections_changed(&handle);
        }
        let preferences = preferences::load(&handle);
        if sleep.has_slept() {
            app.fresh.wake();
            if let Some(reason) = reason_after_sleep(&preferences) {
                locking::lock(&handle, reason);
            }
        }
        let idle = preferences.lock_after_minutes.filter(|minutes| app.last_use.is_over(*minutes));
        // A run that a lock ends may have had its answer on the way, and with it the next refresh token.
        if let Some(minutes) = idle.filter(|_| !app.runs.is_any_running()) {
            locking::lock(&handle, LockReason::Idle { minutes });
        }
        if backed_up.elapsed() >= BACKUP {
            backed_up = Instant::now();
            let storage = app.storage.clone();
            // Copying the file blocks.
            tauri::async_runtime::spawn_blocking(move || storage.back_up());
        }
    }
}

/// Why the vault is locked when the computer wakes up; not at all where nobody chose so.
fn reason_after_sleep(preferences: &Preferences) -> Option<LockReason> {
    preferences.lock_on_resume.then_some(LockReason::Resume)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f100_a_computer_that_woke_up_locks_only_where_that_was_chosen() {
        for lock_on_resume in [false, true] {
            let preferences = Preferences { lock_on_resume, ..Preferences::default() };
            assert_eq!(reason_after_sleep(&preferences), lock_on_resume.then_some(LockReason::Resume));
        }
    }

    #[test]
    fn f100_a_computer_that_is_awake_has_not_slept() {
        let mut watch = SleepWatch::new();
        assert!(!watch.has_slept());
        watch.before.0 = watch.before.0.saturating_sub(2 * SLEEP);
        assert!(watch.has_slept(), "the clock that counts sleep is ahead");
    }

    #[test]
    fn a_window_in_use_is_not_idle() {
        let last = LastUse::default();
        assert!(!last.is_over(5));
        assert!(last.is_over(0));
    }
}
