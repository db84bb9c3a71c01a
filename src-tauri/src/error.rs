//! The one shape in which a command that could not be carried out is answered. A failed run is not an error but a
//! diagnosis.

use dialkey_adapters::{browser::BrowserError, storage::StorageError};
use dialkey_core::{
    desk::DeskError,
    ports::{capture::NotShown, vault::VaultError},
};
use dialkey_practice::PracticeError;
use serde::Serialize;

/// Why a command could not be carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct AppError {
    code: ErrorCode,
    message: String,
}

/// A variant exists only where the window treats it differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum ErrorCode {
    /// The connection is no longer there.
    NotFound,
    /// The sign-in has ended meanwhile.
    SignInEnded,
    /// No browser could be started; the address is in the message, to be copied.
    BrowserUnavailable,
    /// The clipboard could not be used.
    ClipboardUnavailable,
    /// The vault is locked.
    Locked,
    /// It was not done; the message says why, and belongs where the person was typing.
    Refused,
    /// Anything else.
    Internal,
}

impl AppError {
    fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        let error = Self { code, message: message.into() };
        tracing::warn!(code = ?error.code, "{}", error.message);
        error
    }
}

impl From<DeskError> for AppError {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Vault(VaultError::NotFound) => {
                Self::new(ErrorCode::NotFound, "This connection is no longer there.")
            }
            DeskError::Vault(VaultError::Locked) => Self::new(ErrorCode::Locked, "Dialkey is locked."),
            DeskError::Vault(VaultError::DiskFull) => {
                Self::new(ErrorCode::Internal, "There is no room left on the disk. Nothing was changed.")
            }
            DeskError::ProxyAddress => Self::new(
                ErrorCode::Refused,
                "A proxy has an address such as http://proxy.lan:3128, without a user name in it.",
            ),
            DeskError::NotShown => {
                Self::new(ErrorCode::Refused, "This certificate was not shown. Check the connection once more.")
            }
            DeskError::NoToken => Self::new(ErrorCode::Internal, "There is no token yet."),
            other => Self::new(ErrorCode::Internal, format!("Dialkey could not do this: {other}.")),
        }
    }
}

impl From<PracticeError> for AppError {
    fn from(error: PracticeError) -> Self {
        Self::new(ErrorCode::Internal, format!("The practice phone system did not start: {error}."))
    }
}

impl From<tauri_plugin_clipboard_manager::Error> for AppError {
    fn from(error: tauri_plugin_clipboard_manager::Error) -> Self {
        Self::new(ErrorCode::ClipboardUnavailable, format!("The clipboard could not be used: {error}."))
    }
}

impl From<StorageError> for AppError {
    fn from(error: StorageError) -> Self {
        Self::new(ErrorCode::Refused, error.to_string())
    }
}

impl From<VaultError> for AppError {
    fn from(error: VaultError) -> Self {
        DeskError::from(error).into()
    }
}

impl AppError {
    /// What could not be done, in a sentence.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Internal, message)
    }

    /// There is nothing to be put back any more.
    pub(crate) fn nothing_to_put_back() -> Self {
        Self::new(ErrorCode::NotFound, "This deletion can no longer be undone.")
    }

    /// Another program renews the token just now.
    pub(crate) fn renewed_elsewhere() -> Self {
        Self::new(ErrorCode::Refused, "Another program is renewing this token just now.")
    }

    /// The sign-in that this is about is over.
    pub(crate) fn sign_in_ended() -> Self {
        Self::new(ErrorCode::SignInEnded, "This sign-in has ended.")
    }

    /// The sign-in page could not be shown.
    pub(crate) fn not_shown(not_shown: &NotShown) -> Self {
        Self::new(ErrorCode::BrowserUnavailable, not_shown.to_string())
    }

    /// No browser; the person can open the page by hand.
    pub(crate) fn no_browser(address: &str, error: &BrowserError) -> Self {
        Self::new(ErrorCode::BrowserUnavailable, format!("No browser opened ({error}). The page is {address}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_reaches_the_window_as_code_and_message() {
        let error = AppError::from(DeskError::Vault(VaultError::NotFound));
        assert_eq!(
            serde_json::to_value(&error).unwrap(),
            serde_json::json!({ "code": "not_found", "message": "This connection is no longer there." })
        );
    }
}
