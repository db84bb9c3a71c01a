//! Copying happens here, so that no token passes through the web side.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use secrecy::{ExposeSecret, SecretString};
use tauri::{AppHandle, Manager};
use tauri_plugin_clipboard_manager::ClipboardExt;

use crate::{app::App, error::AppError, preferences};

/// The secret that was copied last, for as long as the clipboard may hold it.
#[derive(Default)]
pub(crate) struct CopiedSecret(Mutex<Copied>);

#[derive(Default)]
struct Copied {
    secret: Option<SecretString>,
    /// Counts copies, so that an old one is not cleared in place of a new one.
    number: u64,
}

impl CopiedSecret {
    fn remember(&self, secret: SecretString) -> u64 {
        let mut copied = self.lock();
        copied.secret = Some(secret);
        copied.number += 1;
        copied.number
    }

    /// What is to be cleared: the copy of this number, or whichever there is.
    fn take(&self, number: Option<u64>) -> Option<SecretString> {
        let mut copied = self.lock();
        let is_meant = number.is_none_or(|number| copied.number == number);
        copied.secret.take_if(|_| is_meant)
    }

    fn lock(&self) -> MutexGuard<'_, Copied> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Copies text that may be seen.
pub(crate) fn copy(handle: &AppHandle, text: &str) -> Result<(), AppError> {
    Ok(handle.clipboard().write_text(text)?)
}

/// Copies a secret, marked so that clipboard histories leave it out where the system lets us, and clears it after the
/// time that was chosen.
pub(crate) fn copy_secret(handle: &AppHandle, secret: SecretString) -> Result<(), AppError> {
    // Exposed because the person asked for it on the clipboard.
    handle.clipboard().write_secret(secret.expose_secret())?;
    let number = handle.state::<App>().copied.remember(secret);
    if let Some(seconds) = preferences::load(handle).clipboard_seconds {
        let handle = handle.clone();
        tauri::async_runtime::spawn(async move {
            tokio::time::sleep(Duration::from_secs(seconds.into())).await;
            clear(&handle, Some(number));
        });
    }
    Ok(())
}

/// Takes the copied secret off the clipboard, only if it is still there.
pub(crate) fn clear(handle: &AppHandle, number: Option<u64>) {
    let Some(secret) = handle.state::<App>().copied.take(number) else { return };
    let clipboard = handle.clipboard();
    // Exposed to see whether the clipboard still holds it: what somebody else put there is theirs.
    if clipboard.read_text().is_ok_and(|text| text == secret.expose_secret())
        && let Err(error) = clipboard.clear()
    {
        tracing::warn!("the clipboard could not be cleared: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_copy_does_not_clear_a_newer_one() {
        let copied = CopiedSecret::default();
        let first = copied.remember(SecretString::from("one"));
        let second = copied.remember(SecretString::from("two"));
        assert!(copied.take(Some(first)).is_none());
        assert_eq!(copied.take(Some(second)).unwrap().expose_secret(), "two");
        assert!(copied.take(None).is_none(), "it is cleared once");
    }
}
