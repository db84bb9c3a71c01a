//! Keeps tokens fresh while the program runs: renews them before they end, one attempt at a time for each connection.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use dialkey_core::{
    desk::DeskError,
    domain::{connection::ConnectionId, time::Timestamp},
    ports::{Clock as _, Vault as _, vault::VaultError},
    renewing::{Renewal, Schedule},
};
use tauri::{AppHandle, Manager};
use tauri_plugin_notification::NotificationExt;
use tokio::sync::Notify;

use crate::{
    app::App,
    events::{WindowProgress, tell_connections_changed},
};

/// The clock may be set and the computer may sleep, so the list is looked at from time to time whatever was due.
const LONGEST_WAIT: i64 = 30;

/// What is known about the tokens that are kept fresh.
#[derive(Default)]
pub(crate) struct FreshKeeper {
    schedule: Mutex<Schedule>,
    wake: Notify,
}

impl FreshKeeper {
    /// Something changed that may be due: a token came, a choice was made, the vault was opened.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }

    /// A person has dealt with a connection, so that nothing holds it back any more.
    pub(crate) fn release(&self, id: &ConnectionId) {
        self.schedule().release(id);
        self.wake();
    }

    fn schedule(&self) -> MutexGuard<'_, Schedule> {
        self.schedule.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Renews what is due, for as long as the program runs.
pub(crate) async fn keep_fresh(handle: AppHandle) {
    let app = handle.state::<App>();
    loop {
        let seconds = match app.vault().summaries() {
            Ok(summaries) => {
                let now = app.clock().now();
                let due = app.fresh.schedule().due(&summaries, now);
                for id in due.now {
                    tauri::async_runtime::spawn(renew(handle.clone(), id));
                }
                due.next.map_or(LONGEST_WAIT, |next| next.seconds_since(now).clamp(1, LONGEST_WAIT))
            }
            // Locked, or not open yet: whoever opens it wakes this up.
            Err(_) => LONGEST_WAIT,
        };
        let pause = Duration::from_secs(u64::try_from(seconds).unwrap_or(1));
        // That it was woken or that the time is over comes to the same.
        let _ = tokio::time::timeout(pause, app.fresh.wake.notified()).await;
    }
}

/// Renews one token, takes note of how that ended, and tells a person who has to do something.
async fn renew(handle: AppHandle, id: ConnectionId) {
    let app = handle.state::<App>();
    let Some(run) = app.runs.begin(&id) else { return };
    let Ok(record) = app.vault().load(&id) else { return };
    let Some(received_at) = record.token.as_ref().map(|token| token.received_at) else { return };
    tell_connections_changed(&handle);
    let progress = WindowProgress { handle: handle.clone(), id: id.clone() };
    let ended = app.renew_in(&run, &id, &progress).await;
    drop(run);
    match ended {
        Some(Ok(ended)) => note(&handle, &id, &record.connection.name, received_at, ended),
        Some(Err(DeskError::Vault(VaultError::NotFound))) => {}
        Some(Err(error)) => {
            tracing::warn!("a token could not be kept fresh: {error}");
            note(&handle, &id, &record.connection.name, received_at, Renewal::Later { retry_after: None });
        }
        // A person stopped it.
        None => note(&handle, &id, &record.connection.name, received_at, Renewal::NeedsPerson),
    }
    tell_connections_changed(&handle);
    // When the next token is due is known only now.
    app.fresh.wake();
}

fn note(handle: &AppHandle, id: &ConnectionId, name: &str, received_at: Timestamp, ended: Renewal) {
    let app = handle.state::<App>();
    let needs_person = app.fresh.schedule().ended(id, received_at, ended, app.clock().now());
    if needs_person {
        notify(handle, name);
    }
}

fn notify(handle: &AppHandle, name: &str) {
    let text = "Its token could not be renewed. Open Dialkey to see why.";
    if let Err(error) = handle.notification().builder().title(name).body(text).show() {
        tracing::warn!("the system shows no notification: {error}");
    }
}
