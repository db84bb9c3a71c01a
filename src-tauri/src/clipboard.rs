//! Copying happens here, so that no token passes through the web side.

use secrecy::{ExposeSecret, SecretString};
use tauri::AppHandle;
use tauri_plugin_clipboard_manager::ClipboardExt;

use crate::error::AppError;

/// Copies text that may be seen.
pub(crate) fn copy(handle: &AppHandle, text: &str) -> Result<(), AppError> {
    Ok(handle.clipboard().write_text(text)?)
}

/// Copies a secret, marked so that clipboard histories leave it out where the system lets us.
pub(crate) fn copy_secret(handle: &AppHandle, secret: &SecretString) -> Result<(), AppError> {
    // Exposed because the person asked for it on the clipboard.
    Ok(handle.clipboard().write_secret(secret.expose_secret())?)
}
