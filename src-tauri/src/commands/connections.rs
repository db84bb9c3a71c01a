//! Connections as a whole.

use dialkey_core::domain::{
    client_authentication::ClientAuthenticationMethod,
    connection::{ConnectionId, ConnectionRow, ConnectionView},
    sign_in::SignInSettings,
};
use tauri::State;

use crate::{app::App, error::AppError, events::NoProgress};

/// Every connection, in the order it was made.
#[tauri::command(async)]
pub(crate) fn connection_list(app: State<'_, App>) -> Result<Vec<ConnectionRow>, AppError> {
    Ok(app.desk().rows(|id| app.runs.is_running(id))?)
}

/// Begins a connection.
#[tauri::command(async)]
pub(crate) fn connection_create(
    app: State<'_, App>,
    system: &str,
    way: &str,
    practice: bool,
) -> Result<ConnectionView, AppError> {
    let id = app.desk().create(system, way, practice, app.random())?;
    app.view(&id)
}

/// One connection.
#[tauri::command(async)]
pub(crate) fn connection_open(app: State<'_, App>, id: ConnectionId) -> Result<ConnectionView, AppError> {
    app.view(&id)
}

/// Gives a connection another name.
#[tauri::command(async)]
pub(crate) fn connection_rename(app: State<'_, App>, id: ConnectionId, name: &str) -> Result<ConnectionView, AppError> {
    app.desk().rename(&id, name)?;
    app.view(&id)
}

/// Forgets a connection, which can be put back for now; a run under way is cancelled first.
#[tauri::command(async)]
pub(crate) fn connection_delete(app: State<'_, App>, id: ConnectionId) -> Result<(), AppError> {
    app.runs.cancel(&id);
    app.offers.take(&id);
    app.deleted.keep(app.desk().delete(&id)?);
    app.tray.refresh();
    Ok(())
}

/// Takes the last deletion back.
#[tauri::command(async)]
pub(crate) fn connection_put_back(app: State<'_, App>, id: ConnectionId) -> Result<ConnectionView, AppError> {
    let record = app.deleted.take(&id).ok_or_else(AppError::nothing_to_put_back)?;
    app.desk().put_back(record)?;
    app.fresh.wake();
    app.tray.refresh();
    app.view(&id)
}

/// Makes a connection with the same values and secrets.
#[tauri::command(async)]
pub(crate) fn connection_duplicate(app: State<'_, App>, id: ConnectionId) -> Result<ConnectionView, AppError> {
    let copy = app.desk().duplicate(&id, app.random())?;
    app.view(&copy)
}

/// Puts a connection into a folder of the person's own; an empty name takes it out.
#[tauri::command(async)]
pub(crate) fn connection_move(app: State<'_, App>, id: ConnectionId, folder: &str) -> Result<ConnectionView, AppError> {
    app.desk().move_to_folder(&id, folder)?;
    app.view(&id)
}

/// Chooses whether its token is renewed before it ends.
#[tauri::command(async)]
pub(crate) fn connection_keep_fresh(
    app: State<'_, App>,
    id: ConnectionId,
    keep: bool,
) -> Result<ConnectionView, AppError> {
    app.desk().keep_fresh(&id, keep)?;
    app.fresh.release(&id);
    app.view(&id)
}

/// Chooses how the client proves itself.
#[tauri::command(async)]
pub(crate) fn connection_choose_client_authentication(
    app: State<'_, App>,
    id: ConnectionId,
    method: ClientAuthenticationMethod,
) -> Result<ConnectionView, AppError> {
    app.desk().choose_client_authentication(&id, method)?;
    app.view(&id)
}

/// Chooses whether a password is kept after the token is there.
#[tauri::command(async)]
pub(crate) fn connection_keep_password(
    app: State<'_, App>,
    id: ConnectionId,
    keep: bool,
) -> Result<ConnectionView, AppError> {
    app.desk().keep_password(&id, keep)?;
    app.view(&id)
}

/// Changes how a person signs in.
#[tauri::command(async)]
pub(crate) fn connection_change_sign_in(
    app: State<'_, App>,
    id: ConnectionId,
    settings: SignInSettings,
) -> Result<ConnectionView, AppError> {
    app.desk().change_sign_in(&id, settings)?;
    app.view(&id)
}

/// Asks the phone system for its own description, which is shown before it is used.
#[tauri::command]
pub(crate) async fn connection_discover(app: State<'_, App>, id: ConnectionId) -> Result<ConnectionView, AppError> {
    app.desk().discover(&id, app.outside(&NoProgress)).await?;
    app.view(&id)
}

/// Fills in what the phone system said about itself.
#[tauri::command(async)]
pub(crate) fn connection_take_discovery(app: State<'_, App>, id: ConnectionId) -> Result<ConnectionView, AppError> {
    app.desk().take_discovery(&id)?;
    app.view(&id)
}

/// Leaves everything as it was typed.
#[tauri::command(async)]
pub(crate) fn connection_dismiss_discovery(app: State<'_, App>, id: ConnectionId) -> Result<ConnectionView, AppError> {
    app.desk().dismiss_discovery(&id)?;
    app.view(&id)
}
