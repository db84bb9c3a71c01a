//! Tokens, which never leave for the web side.

use dialkey_core::domain::connection::{ConnectionId, ConnectionView};
use serde::Deserialize;
use tauri::{AppHandle, Manager, State};

use crate::{app::App, clipboard, error::AppError, events::NoProgress};

/// What of a token is copied.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TokenCopy {
    Token,
    AuthorizationHeader,
}

impl TokenCopy {
    /// Puts it on the clipboard.
    pub(crate) fn copy(self, handle: &AppHandle, id: &ConnectionId) -> Result<(), AppError> {
        let token = handle.state::<App>().desk().token(id)?;
        clipboard::copy_secret(
            handle,
            match self {
                Self::Token => token.access_token,
                Self::AuthorizationHeader => token.authorization_header(),
            },
        )
    }
}

/// Copies the token or its header.
#[tauri::command(async)]
pub(crate) fn token_copy(handle: AppHandle, id: ConnectionId, what: TokenCopy) -> Result<(), AppError> {
    what.copy(&handle, &id)
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
