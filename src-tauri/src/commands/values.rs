//! What a person types into a connection.

use dialkey_core::domain::{
    connection::{ConnectionId, ConnectionView},
    note::NoteAction,
};
use secrecy::SecretString;
use tauri::State;

use crate::{app::App, error::AppError};

/// Takes over what was typed, when its field is left. Whether it may be shown again is up to the field.
#[tauri::command(async)]
pub(crate) fn value_enter(
    app: State<'_, App>,
    id: ConnectionId,
    field: &str,
    text: SecretString,
) -> Result<ConnectionView, AppError> {
    let rejected = app.desk().enter(&id, field, &text)?;
    let rejected = rejected.as_ref().map(|note| (field, note));
    Ok(app.desk().view(&id, app.runs.is_running(&id), rejected)?)
}

/// Does what the button of a note offers.
#[tauri::command(async)]
pub(crate) fn value_repair(
    app: State<'_, App>,
    id: ConnectionId,
    field: &str,
    action: NoteAction,
) -> Result<ConnectionView, AppError> {
    app.desk().repair(&id, field, action)?;
    app.view(&id)
}
