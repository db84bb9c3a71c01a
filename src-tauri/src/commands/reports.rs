//! Reports for support. Nothing is sent anywhere: a person reads a report, and copies or saves it.

use dialkey_adapters::{
    browser::open_folder,
    reports::{folder_for_reports, report_facts, save_report},
};
use dialkey_core::domain::{connection::ConnectionId, report::Report};
use tauri::{AppHandle, State};

use crate::{app::App, clipboard, error::AppError};

/// The report on a connection, to be read.
#[tauri::command(async)]
pub(crate) fn report_view(app: State<'_, App>, id: ConnectionId) -> Result<Report, AppError> {
    Ok(app.desk().report(&id, &report_facts())?)
}

/// Copies the report on a connection.
#[tauri::command(async)]
pub(crate) fn report_copy(handle: AppHandle, app: State<'_, App>, id: ConnectionId) -> Result<(), AppError> {
    let report = app.desk().report(&id, &report_facts())?;
    clipboard::copy(&handle, &report.text)
}

/// Saves the report on a connection where the person expects files, and answers with its path.
#[tauri::command(async)]
pub(crate) fn report_save(app: State<'_, App>, id: ConnectionId) -> Result<String, AppError> {
    let report = app.desk().report(&id, &report_facts())?;
    let folder = folder_for_reports().ok_or_else(|| AppError::internal("This system has no folder for files."))?;
    let path = save_report(&report, &folder);
    let path = path.map_err(|error| AppError::internal(format!("The report could not be saved: {error}.")))?;
    Ok(path.display().to_string())
}

/// Shows the folder that reports are saved in.
#[tauri::command(async)]
pub(crate) fn report_show_folder() -> Result<(), AppError> {
    let Some(folder) = folder_for_reports() else { return Ok(()) };
    open_folder(&folder).map_err(|error| AppError::internal(format!("The folder could not be shown: {error}.")))
}
