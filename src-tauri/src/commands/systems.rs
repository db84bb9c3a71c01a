//! Phone systems to choose from.

use dialkey_adapters::browser::open_page;
use dialkey_core::domain::system::SystemView;
use tauri::State;

use crate::{app::App, error::AppError};

/// Every phone system, in the order it is shown.
#[tauri::command(async)]
pub(crate) fn system_list(app: State<'_, App>) -> Vec<SystemView> {
    app.desk().systems()
}

/// Opens the vendor's page in the browser. The address comes from the recipe, never from the web side.
#[tauri::command(async)]
pub(crate) fn system_open_documentation(app: State<'_, App>, system: &str) -> Result<(), AppError> {
    let address = app.desk().documentation(system)?;
    open_page(&address).map_err(|error| AppError::no_browser(&address, &error))
}
