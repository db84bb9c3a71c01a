//! How the requests of a connection get to its phone system, and what stands on the way.

use dialkey_core::domain::{
    check::Check,
    connection::{ConnectionId, ConnectionView},
    route::{ProxyChoice, RouteEntry},
};
use secrecy::SecretString;
use tauri::{AppHandle, State};

use crate::{
    app::App,
    error::AppError,
    events::{NoProgress, tell_checks},
};

/// Looks at the way to the phone system without sending anything secret, unless a run is under way. It ends when it is
/// cancelled.
#[tauri::command]
pub(crate) async fn connection_check(
    app: State<'_, App>,
    handle: AppHandle,
    id: ConnectionId,
) -> Result<ConnectionView, AppError> {
    if let Some(run) = app.runs.begin(&id) {
        let tell = |checks: &[Check]| tell_checks(&handle, &id, checks);
        run.until_cancelled(app.desk().check(&id, app.outside(&NoProgress), &tell)).await.transpose()?;
    }
    app.view(&id)
}

/// Trusts a certificate that was shown for one place.
#[tauri::command(async)]
pub(crate) fn connection_trust(
    app: State<'_, App>,
    id: ConnectionId,
    place: &str,
    fingerprint: &str,
) -> Result<ConnectionView, AppError> {
    app.desk().trust(&id, place, fingerprint)?;
    app.view(&id)
}

/// Takes that back.
#[tauri::command(async)]
pub(crate) fn connection_distrust(
    app: State<'_, App>,
    id: ConnectionId,
    place: &str,
) -> Result<ConnectionView, AppError> {
    app.desk().distrust(&id, place)?;
    app.view(&id)
}

/// Chooses which proxy is asked.
#[tauri::command(async)]
pub(crate) fn connection_choose_proxy(
    app: State<'_, App>,
    id: ConnectionId,
    proxy: ProxyChoice,
) -> Result<ConnectionView, AppError> {
    app.desk().choose_proxy(&id, &proxy)?;
    app.view(&id)
}

/// Keeps the password of the proxy that was named; an empty one takes it away.
#[tauri::command(async)]
pub(crate) fn connection_proxy_password(
    app: State<'_, App>,
    id: ConnectionId,
    password: SecretString,
) -> Result<ConnectionView, AppError> {
    app.desk().proxy_password(&id, &password)?;
    app.view(&id)
}

/// Chooses whether addresses in private networks may go without encryption.
#[tauri::command(async)]
pub(crate) fn connection_allow_without_tls(
    app: State<'_, App>,
    id: ConnectionId,
    allow: bool,
) -> Result<ConnectionView, AppError> {
    app.desk().allow_without_tls(&id, allow)?;
    app.view(&id)
}

/// Chooses whether HTTP/2 is left out.
#[tauri::command(async)]
pub(crate) fn connection_only_http_1(
    app: State<'_, App>,
    id: ConnectionId,
    only: bool,
) -> Result<ConnectionView, AppError> {
    app.desk().only_http_1(&id, only)?;
    app.view(&id)
}

/// Takes over certificates of an authority of the person's own; an empty text takes them away.
#[tauri::command(async)]
pub(crate) fn connection_authority(app: State<'_, App>, id: ConnectionId, typed: &str) -> Result<RouteEntry, AppError> {
    let rejected = app.desk().change_authority(&id, typed)?;
    Ok(RouteEntry { view: app.view(&id)?, rejected })
}

/// Takes over the certificate that this side proves itself with; an empty text takes it away.
#[tauri::command(async)]
pub(crate) fn connection_client_certificate(
    app: State<'_, App>,
    id: ConnectionId,
    typed: SecretString,
    passphrase: SecretString,
) -> Result<RouteEntry, AppError> {
    let rejected = app.desk().change_client_certificate(&id, &typed, &passphrase)?;
    Ok(RouteEntry { view: app.view(&id)?, rejected })
}

/// Chooses whether what is signed carries the phone system's time.
#[tauri::command(async)]
pub(crate) fn connection_sign_on_server_time(
    app: State<'_, App>,
    id: ConnectionId,
    ahead: Option<i64>,
) -> Result<ConnectionView, AppError> {
    app.desk().sign_on_server_time(&id, ahead)?;
    app.view(&id)
}
