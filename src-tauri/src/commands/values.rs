//! What a person types into a connection.

use dialkey_core::domain::{
    connection::{ConnectionId, ConnectionView},
    note::NoteAction,
};
use secrecy::SecretString;
use tauri::State;

use crate::{app::App, error::AppError};

/// Takes over what was typed, when its field is left. Whether it may be shown again is up to the field. A text that holds
/// several values changes nothing: what it would fill in is offered.
#[tauri::command(async)]
pub(crate) fn value_enter(
    app: State<'_, App>,
    id: ConnectionId,
    field: &str,
    text: SecretString,
) -> Result<ConnectionView, AppError> {
    if let Some(offer) = app.desk().recognise(&id, field, &text)? {
        app.offers.keep(&id, offer);
        return app.view(&id);
    }
    app.offers.drop_of(&id, field);
    let rejected = app.desk().enter(&id, field, &text)?;
    app.view_with(&id, rejected.as_ref().map(|note| (field, note)))
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

/// Fills in what was recognised.
#[tauri::command(async)]
pub(crate) fn value_fill(app: State<'_, App>, id: ConnectionId) -> Result<ConnectionView, AppError> {
    if let Some(offer) = app.offers.take(&id) {
        app.desk().fill(&id, &offer)?;
    }
    app.view(&id)
}

/// Enters the text that was recognised into its field, as one value.
#[tauri::command(async)]
pub(crate) fn value_keep_as_text(
    app: State<'_, App>,
    id: ConnectionId,
    field: &str,
) -> Result<ConnectionView, AppError> {
    let offer = app.offers.take(&id).filter(|offer| offer.field == field && offer.kind.can_be_kept());
    let rejected = match offer {
        Some(offer) => app.desk().enter(&id, field, &offer.text)?,
        None => None,
    };
    app.view_with(&id, rejected.as_ref().map(|note| (field, note)))
}

/// Puts away what was recognised; nothing is changed.
#[tauri::command(async)]
pub(crate) fn value_dismiss(app: State<'_, App>, id: ConnectionId) -> Result<ConnectionView, AppError> {
    app.offers.take(&id);
    app.view(&id)
}

/// Opens the locked key in a field. The passphrase is used once and not kept.
#[tauri::command(async)]
pub(crate) fn value_open_key(
    app: State<'_, App>,
    id: ConnectionId,
    field: &str,
    passphrase: SecretString,
) -> Result<ConnectionView, AppError> {
    let said = app.desk().open_key(&id, field, &passphrase)?;
    app.view_with(&id, Some((field, &said)))
}
