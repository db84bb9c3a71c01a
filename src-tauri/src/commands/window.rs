//! The window itself.

/// The window shows data and its first button can be clicked. The benchmark of the start waits for this line.
#[tauri::command(async)]
pub(crate) fn ui_ready() {
    tracing::info!("ready");
}
