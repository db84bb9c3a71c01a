//! Tokens, which never leave for the web side.

use dialkey_core::domain::connection::{ConnectionId, ConnectionView};
use serde::Deserialize;
use tauri::{AppHandle, State};

use crate::{app::App, clipboard, error::AppError, events::NoProgress};

/// What of a token is copied.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TokenCopy {
    Token,
    AuthorizationHeader,
}

/// Copies the token or its header.
#[tauri::command(async)]
pub(crate) fn token_copy(
    app: State<'_, App>,
    handle: AppHandle,
    id: ConnectionId,
    what: TokenCopy,
) -> Result<(), AppError> {
    let token = app.desk().token(&id)?;
    match what {
        TokenCopy::Token => clipboard::copy_secret(&handle, &token.access_token),
        TokenCopy::AuthorizationHeader => clipboard::copy_secret(&handle, &token.authorization_header()),
    }
}

/// Tries the token on one of the recipe's harmless calls.
#[tauri::command]
pub(crate) async fn token_test(app: State<'_, App>, id: ConnectionId, call: usize) -> Result<ConnectionView, AppError> {
    app.desk().try_token(&id, call, app.outside(&NoProgress)).await?;
    app.view(&id)
}

/// Copies text that may be seen, such as a value to enter in the vendor's pages.
#[tauri::command(async)]
pub(crate) fn text_copy(handle: AppHandle, text: &str) -> Result<(), AppError> {
    clipboard::copy(&handle, text)
}
