//! The window itself.

use tauri::{AppHandle, State};

use crate::{app::App, error::AppError, main_window, preferences, tray};

/// The window shows data and its first button can be clicked. The benchmark of the start waits for this line.
#[tauri::command(async)]
pub(crate) fn ui_ready() {
    tracing::info!("ready");
}

/// Somebody typed or clicked.
#[tauri::command(async)]
pub(crate) fn window_used(app: State<'_, App>) {
    app.last_use.now();
}

/// Whether the program has an icon in the tray.
#[tauri::command(async)]
pub(crate) fn tray_available(handle: AppHandle) -> bool {
    tray::is_shown(&handle)
}

/// What closing the window means from now on.
#[tauri::command(async)]
pub(crate) fn window_close_choice(handle: AppHandle, stay: bool) -> Result<(), AppError> {
    let mut chosen = preferences::load(&handle);
    chosen.stay_in_tray = Some(stay);
    preferences::change(&handle, &chosen)?;
    if stay {
        main_window::hide(&handle);
    } else {
        handle.exit(0);
    }
    Ok(())
}
