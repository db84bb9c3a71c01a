//! Preferences.

use dialkey_core::domain::preferences::Preferences;
use tauri::AppHandle;

use crate::{error::AppError, preferences};

/// What was chosen.
#[tauri::command(async)]
pub(crate) fn preferences_view(handle: AppHandle) -> Preferences {
    preferences::load(&handle)
}

/// Chooses anew.
#[tauri::command(async)]
pub(crate) fn preferences_change(handle: AppHandle, preferences: Preferences) -> Result<Preferences, AppError> {
    preferences::change(&handle, &preferences)?;
    Ok(preferences::load(&handle))
}
