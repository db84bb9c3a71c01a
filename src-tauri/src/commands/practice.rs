//! The practice system.

use dialkey_core::domain::{
    client_authentication::ClientAuthenticationMethod,
    connection::{ConnectionId, ConnectionView},
};
use dialkey_practice::{AuthenticationMethod, Fault, PracticeFaults, PracticeSystem};
use secrecy::SecretString;
use tauri::State;

use crate::{app::App, error::AppError};

/// The practice phone systems with their demo values, which are made up and no secrets. Started if not running yet.
#[tauri::command]
pub(crate) async fn practice_open(app: State<'_, App>) -> Result<Vec<PracticeSystem>, AppError> {
    Ok(app.practice.open().await?.systems_now())
}

/// What the practice phone systems can do wrong, and what they do.
#[tauri::command]
pub(crate) fn practice_faults(app: State<'_, App>) -> PracticeFaults {
    app.practice.faults()
}

/// Lets every practice phone system do this wrong, or nothing. Started if not running yet.
#[tauri::command]
pub(crate) async fn practice_choose_fault(
    app: State<'_, App>,
    fault: Option<String>,
) -> Result<PracticeFaults, AppError> {
    let unknown = || AppError::internal("The practice phone system cannot do this wrong.");
    let fault = fault.map(|name| Fault::named(&name).ok_or_else(unknown)).transpose()?;
    let practice = app.practice.open().await?;
    practice.fail(None, fault)?;
    Ok(practice.faults())
}

/// Fills a connection with a set of demo values, counted from 0 among all of its practice phone system.
#[tauri::command]
pub(crate) async fn practice_fill(
    app: State<'_, App>,
    id: ConnectionId,
    demo: usize,
) -> Result<ConnectionView, AppError> {
    let view = app.view(&id)?;
    let systems = app.practice.open().await?.systems_now();
    let system = systems.iter().find(|system| system.id == view.system);
    let demo = system.and_then(|system| system.demo.get(demo)).filter(|demo| demo.way == view.way);
    if let Some(demo) = demo {
        app.desk().choose_client_authentication(&id, method_of(demo.client_authentication))?;
        for (field, value) in &demo.values {
            app.desk().enter(&id, field, &SecretString::from(value.value.as_str()))?;
        }
    }
    app.view(&id)
}

/// The practice system knows nothing of ours, so the names are matched here.
const fn method_of(method: AuthenticationMethod) -> ClientAuthenticationMethod {
    match method {
        AuthenticationMethod::ClientSecretPost => ClientAuthenticationMethod::ClientSecretPost,
        AuthenticationMethod::ClientSecretBasic => ClientAuthenticationMethod::ClientSecretBasic,
        AuthenticationMethod::ClientSecretBasicRaw => ClientAuthenticationMethod::ClientSecretBasicRaw,
        AuthenticationMethod::PrivateKeyJwt => ClientAuthenticationMethod::PrivateKeyJwt,
        AuthenticationMethod::ClientSecretJwt => ClientAuthenticationMethod::ClientSecretJwt,
        AuthenticationMethod::None => ClientAuthenticationMethod::None,
    }
}
