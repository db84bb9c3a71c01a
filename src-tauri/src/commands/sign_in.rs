//! While a person signs in.

use dialkey_core::domain::{connection::ConnectionId, sign_in::PasteRefusal};
use secrecy::SecretString;
use tauri::{AppHandle, State};

use crate::{app::App, clipboard, error::AppError};

/// Shows the sign-in page once more.
#[tauri::command(async)]
pub(crate) fn sign_in_open_again(app: State<'_, App>, id: ConnectionId) -> Result<(), AppError> {
    app.pending_sign_in(&id)?.open_again().map_err(|not_shown| AppError::not_shown(&not_shown))
}

/// Copies the address of the sign-in page. It holds the run's `state` and no secret of the person.
#[tauri::command(async)]
pub(crate) fn sign_in_copy_link(app: State<'_, App>, handle: AppHandle, id: ConnectionId) -> Result<(), AppError> {
    clipboard::copy(&handle, app.pending_sign_in(&id)?.page().as_str())
}

/// Takes what a person pasted as the answer, or says what is wrong with it; the waiting goes on then.
#[tauri::command(async)]
pub(crate) fn sign_in_paste(
    app: State<'_, App>,
    id: ConnectionId,
    text: SecretString,
    confirmed: bool,
) -> Result<Option<PasteRefusal>, AppError> {
    let pasted = app.pending_sign_in(&id)?.paste(&text, confirmed);
    Ok(pasted.err().map(|problem| problem.to_refusal()))
}
