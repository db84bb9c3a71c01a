//! The vault as a whole. What follows from a command is told by an event, since it may take a while.

use std::sync::Arc;

use dialkey_adapters::{
    browser::open_folder,
    storage::{LockReason, Storage, StorageError},
};
use dialkey_core::domain::{
    storage::{KeyKept, StorageView},
    time::Timestamp,
};
use secrecy::SecretString;
use tauri::{AppHandle, State};

use crate::{app::App, error::AppError, locking};

/// How the vault stands.
#[tauri::command(async)]
pub(crate) fn storage_view(app: State<'_, App>) -> StorageView {
    app.storage.view()
}

/// Tries to open the vault once more.
#[tauri::command(async)]
pub(crate) fn storage_retry(app: State<'_, App>) {
    app.storage.open();
}

/// Stops waiting for the keychain.
#[tauri::command(async)]
pub(crate) fn storage_stop_waiting(app: State<'_, App>) {
    app.storage.stop_waiting();
}

/// Opens the vault by its passphrase.
#[tauri::command]
pub(crate) async fn storage_unlock(app: State<'_, App>, passphrase: SecretString) -> Result<(), AppError> {
    app.last_use.now();
    blocking(&app, move |storage| storage.unlock(&passphrase)).await
}

/// Makes the first vault.
#[tauri::command]
pub(crate) async fn storage_begin(
    app: State<'_, App>,
    key: KeyKept,
    passphrase: Option<SecretString>,
) -> Result<(), AppError> {
    blocking(&app, move |storage| storage.begin(key, passphrase.as_ref())).await
}

/// Renames the vault and begins with an empty one.
#[tauri::command]
pub(crate) async fn storage_start_again(app: State<'_, App>) -> Result<(), AppError> {
    app.runs.cancel_all();
    blocking(&app, Storage::start_again).await
}

/// Puts a backup in place of the vault.
#[tauri::command]
pub(crate) async fn storage_restore(app: State<'_, App>, made_at: Timestamp) -> Result<(), AppError> {
    app.runs.cancel_all();
    blocking(&app, move |storage| storage.restore(made_at)).await
}

/// Locks the vault now.
#[tauri::command(async)]
pub(crate) fn storage_lock(handle: AppHandle) {
    locking::lock(&handle, LockReason::Person);
}

/// Puts the key of the vault under a passphrase, or under another one.
#[tauri::command]
pub(crate) async fn storage_use_passphrase(app: State<'_, App>, passphrase: SecretString) -> Result<(), AppError> {
    blocking(&app, move |storage| storage.use_passphrase(&passphrase)).await
}

/// Puts the key of the vault into the keychain.
#[tauri::command]
pub(crate) async fn storage_use_keychain(app: State<'_, App>) -> Result<(), AppError> {
    blocking(&app, Storage::use_keychain).await
}

/// Shows where the files of the vault lie.
#[tauri::command(async)]
pub(crate) fn storage_show_folder(app: State<'_, App>) -> Result<(), AppError> {
    let Some(folder) = app.storage.folder() else { return Ok(()) };
    open_folder(&folder).map_err(|error| AppError::internal(format!("The folder could not be shown: {error}.")))
}

/// What takes a while must not hold up what else the window asks for.
async fn blocking(
    app: &App,
    work: impl FnOnce(&Arc<Storage>) -> Result<(), StorageError> + Send + 'static,
) -> Result<(), AppError> {
    let storage = Arc::clone(&app.storage);
    let done = tauri::async_runtime::spawn_blocking(move || work(&storage)).await;
    // Its error repeats the message of the panic, which may be made of what was typed.
    Ok(done.map_err(|_| AppError::internal("Dialkey could not do this: it has a fault."))??)
}
