//! Preferences, in a file that no window may read or write.

use dialkey_core::domain::preferences::Preferences;
use tauri::{AppHandle, Theme as WindowTheme};
use tauri_plugin_store::StoreExt;

use crate::error::AppError;

const FILE: &str = "preferences.json";
const KEY: &str = "preferences";

/// What was chosen; the usual where nothing was, or where it cannot be read.
pub(crate) fn load(handle: &AppHandle) -> Preferences {
    let stored = handle.store(FILE).ok().and_then(|store| store.get(KEY));
    stored.and_then(|stored| serde_json::from_value(stored).ok()).unwrap_or_default()
}

/// Keeps what was chosen, and acts on it.
pub(crate) fn change(handle: &AppHandle, preferences: &Preferences) -> Result<(), AppError> {
    let store = handle.store(FILE).map_err(|error| not_kept(&error))?;
    store.set(KEY, serde_json::to_value(preferences).map_err(|error| not_kept(&error))?);
    store.save().map_err(|error| not_kept(&error))?;
    apply(handle, preferences);
    Ok(())
}

/// The theme is that of the windows; the pages in them follow it.
pub(crate) fn apply(handle: &AppHandle, preferences: &Preferences) {
    use dialkey_core::domain::preferences::Theme;

    handle.set_theme(match preferences.theme {
        Theme::System => None,
        Theme::Light => Some(WindowTheme::Light),
        Theme::Dark => Some(WindowTheme::Dark),
    });
}

fn not_kept(error: &dyn std::error::Error) -> AppError {
    AppError::internal(format!("The choice could not be kept: {error}."))
}
