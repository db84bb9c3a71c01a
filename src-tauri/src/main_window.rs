//! The main window.

use dialkey_core::domain::{connection::ConnectionRow, system::SystemView};
use serde::Serialize;
use tauri::{AppHandle, Manager, WebviewWindowBuilder};

use crate::app::App;

/// What the first screen shows. It holds no secret, as nothing does that the web side is told.
#[derive(Serialize)]
struct HandedOver {
    systems: Vec<SystemView>,
    rows: Vec<ConnectionRow>,
}

/// Opens the window with what its first screen shows already in it: a frame drawn before that would delay the next one.
pub(crate) fn open(running: &tauri::App) -> Result<(), Box<dyn std::error::Error>> {
    let app = running.state::<App>();
    let handed_over = HandedOver { systems: app.desk().systems(), rows: app.desk().rows(|_| false)? };
    let handed_over = serde_json::to_string(&handed_over)?;
    let window = running.config().app.windows.first().ok_or("the configuration has no window")?;
    WebviewWindowBuilder::from_config(running, window)?
        .initialization_script(format!("globalThis.handedOver = {handed_over};"))
        .build()?;
    Ok(())
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
