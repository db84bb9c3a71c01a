//! Runs.

use dialkey_core::domain::connection::{ConnectionId, ConnectionView};
use tauri::{AppHandle, State};

use crate::{app::App, error::AppError, events::WindowProgress};

/// Runs the connection's grant once and answers when it has ended, was cancelled or is under way already. A sign-in
/// ends the one of another connection.
#[tauri::command]
pub(crate) async fn flow_start(
    app: State<'_, App>,
    handle: AppHandle,
    id: ConnectionId,
) -> Result<ConnectionView, AppError> {
    if let Some(run) = app.runs.begin(&id) {
        let _turn = if app.desk().needs_sign_in(&id)? { Some(app.runs.sign_in_turn(&id).await) } else { None };
        let progress = WindowProgress { handle, id: id.clone() };
        run.until_cancelled(app.desk().get_token(&id, app.outside(&progress))).await.transpose()?;
        app.fresh.release(&id);
        app.tray.refresh();
    }
    app.view(&id)
}

/// Renews the connection's token once.
#[tauri::command]
pub(crate) async fn flow_renew(
    app: State<'_, App>,
    handle: AppHandle,
    id: ConnectionId,
) -> Result<ConnectionView, AppError> {
    let progress = WindowProgress { handle, id: id.clone() };
    app.renew(&id, &progress).await?;
    app.tray.refresh();
    app.view(&id)
}

/// Ends a run.
#[tauri::command(async)]
pub(crate) fn flow_cancel(app: State<'_, App>, id: ConnectionId) {
    app.runs.cancel(&id);
}
