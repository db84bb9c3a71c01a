//! Locking the vault of a window: with it goes whatever else holds a secret.

use dialkey_adapters::storage::LockReason;
use tauri::{AppHandle, Manager};

use crate::{app::App, clipboard};

/// Ends every run, takes a copied secret off the clipboard, forgets what could be put back or filled in, and locks the vault.
pub(crate) fn lock(handle: &AppHandle, reason: LockReason) {
    let app = handle.state::<App>();
    if app.vault().is_locked() || app.vault().is_for_this_session() {
        return;
    }
    app.runs.cancel_all();
    app.deleted.forget();
    app.offers.forget();
    clipboard::clear(handle, None);
    app.storage.lock(reason);
}
