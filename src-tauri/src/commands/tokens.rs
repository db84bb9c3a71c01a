//! Tokens. All but one command leave them on this side.

use dialkey_core::domain::{
    connection::{ConnectionId, ConnectionView},
    inquiry::Inquiry,
    revocation::Revocation,
    token_details::TokenDetails,
};
use secrecy::ExposeSecret;
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

/// The token itself, the one secret that the web side gets: for as long as a button is held.
#[tauri::command(async)]
pub(crate) fn token_reveal(app: State<'_, App>, id: ConnectionId) -> Result<String, AppError> {
    // Exposed because the person holds the button that shows it.
    Ok(app.desk().token(&id)?.access_token.expose_secret().to_owned())
}

/// What the token shows of itself.
#[tauri::command(async)]
pub(crate) fn token_details(app: State<'_, App>, id: ConnectionId) -> Result<TokenDetails, AppError> {
    Ok(app.desk().token_details(&id)?)
}

/// Forgets the token here; the phone system is not told.
#[tauri::command(async)]
pub(crate) fn token_forget(app: State<'_, App>, id: ConnectionId) -> Result<ConnectionView, AppError> {
    app.desk().forget_token(&id)?;
    app.tray.refresh();
    app.view(&id)
}

/// Has the phone system end the token.
#[tauri::command]
pub(crate) async fn token_revoke(app: State<'_, App>, id: ConnectionId) -> Result<Revocation, AppError> {
    let revocation = app.desk().revoke_token(&id, app.outside(&NoProgress)).await?;
    app.tray.refresh();
    Ok(revocation)
}

/// Asks the phone system whether the token is good.
#[tauri::command]
pub(crate) async fn token_introspect(app: State<'_, App>, id: ConnectionId) -> Result<Inquiry, AppError> {
    Ok(app.desk().introspect_token(&id, app.outside(&NoProgress)).await?)
}

/// Asks the phone system whom the token acts for.
#[tauri::command]
pub(crate) async fn token_userinfo(app: State<'_, App>, id: ConnectionId) -> Result<Inquiry, AppError> {
    Ok(app.desk().ask_userinfo(&id, app.outside(&NoProgress)).await?)
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
