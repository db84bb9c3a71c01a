//! The main window.

use std::time::Duration;

use dialkey_core::domain::{
    connection::ConnectionRow, preferences::Preferences, storage::StorageView, system::SystemView,
};
use serde::Serialize;
use tauri::{AppHandle, Manager, WebviewWindowBuilder, WindowEvent};

use crate::{app::App, events, preferences, tray};

/// How long the window waits for the vault, which is being opened meanwhile. Later it is shown opening.
const PATIENCE: Duration = Duration::from_millis(20);

/// What the first screen shows. It holds no secret, as nothing does that the web side is told.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HandedOver {
    systems: Vec<SystemView>,
    rows: Vec<ConnectionRow>,
    storage: StorageView,
    preferences: Preferences,
}

/// Opens the window with what its first screen shows already in it: a frame drawn before that would delay the next one.
pub(crate) fn open(running: &tauri::App) -> Result<(), Box<dyn std::error::Error>> {
    let handle = running.handle();
    let app = running.state::<App>();
    let preferences = preferences::load(handle);
    preferences::apply(handle, &preferences);
    let storage = app.storage.wait_until_settled(PATIENCE);
    // None while the vault is not open; the window asks again when it is.
    let rows = app.desk().rows(|_| false).unwrap_or_default();
    let handed_over = HandedOver { systems: app.desk().systems(), rows, storage, preferences };
    let handed_over = serde_json::to_string(&handed_over)?;
    let window = running.config().app.windows.first().ok_or("the configuration has no window")?;
    let window = WebviewWindowBuilder::from_config(running, window)?
        .initialization_script(format!("globalThis.handedOver = {handed_over};"))
        .build()?;
    let handle = handle.clone();
    window.on_window_event(move |event| {
        if let WindowEvent::CloseRequested { api, .. } = event
            && !may_close(&handle)
        {
            api.prevent_close();
        }
    });
    Ok(())
}

/// Whether the window may be closed, which ends the program. Else it has been hidden, or the person is asked or told.
fn may_close(handle: &AppHandle) -> bool {
    if tray::is_shown(handle) {
        match preferences::load(handle).stay_in_tray {
            Some(true) => {
                hide(handle);
                return false;
            }
            None => {
                events::ask_stay_in_tray(handle);
                return false;
            }
            Some(false) => {}
        }
    }
    handle.state::<App>().may_end()
}

/// Brings the window to the front, which a second start does instead of opening another one.
pub(crate) fn show(handle: &AppHandle) {
    if let Some(window) = handle.get_webview_window("main") {
        let shown = window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus());
        if let Err(error) = shown {
            tracing::warn!("the window could not be brought to the front: {error}");
        }
    }
}

/// Leaves the program in the tray.
pub(crate) fn hide(handle: &AppHandle) {
    if let Some(window) = handle.get_webview_window("main")
        && let Err(error) = window.hide()
    {
        tracing::warn!("the window could not be hidden: {error}");
    }
}
