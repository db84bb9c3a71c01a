//! How requests get to the phone system, as the command line says.

use std::collections::BTreeSet;

use dialkey_core::{
    desk::{Desk, DeskError},
    domain::{connection::ConnectionId, diagnosis::CauseAction, route::ProxyChoice},
    ports::Outside,
};
use secrecy::ExposeSecret as _;

use crate::{arguments::RouteOptions, failure::Failure, secret_source::read_secret_file};

/// Takes over what is known before anything is sent.
pub(crate) fn choose_route(desk: &Desk<'_>, id: &ConnectionId, options: &RouteOptions) -> Result<(), Failure> {
    if options.no_proxy {
        desk.choose_proxy(id, &ProxyChoice::None)?;
    }
    if let Some(address) = &options.proxy {
        desk.choose_proxy(id, &ProxyChoice::Manual { address: address.clone(), username: String::new() })?;
    }
    if options.allow_http {
        desk.allow_without_tls(id, true)?;
    }
    if let Some(file) = &options.authority {
        let text = read_secret_file(file)
            .map_err(|error| Failure::bad_input(format!("{} could not be read: {error}.", file.display())))?;
        // Exposed because certificates are no secret; the file is read like one.
        if let Some(rejected) = desk.change_authority(id, text.expose_secret())? {
            return Err(Failure::bad_input(format!("--authority: {}", rejected.text)));
        }
    }
    Ok(())
}

/// Looks at the way, and trusts the certificate of this fingerprint wherever it is shown. Where another one is shown, the
/// run says so: nothing is sent to whoever shows it.
pub(crate) async fn trust_where_shown(
    desk: &Desk<'_>,
    id: &ConnectionId,
    outside: Outside<'_>,
    fingerprint: &str,
) -> Result<(), DeskError> {
    let report = desk.check(id, outside, &|_| ()).await?;
    let places: BTreeSet<&str> = report
        .checks
        .iter()
        .filter_map(|check| match &check.action {
            Some(CauseAction::LookAtCertificate { place, .. }) => Some(place.as_str()),
            _ => None,
        })
        .collect();
    for place in places {
        match desk.trust(id, place, fingerprint) {
            Ok(()) | Err(DeskError::NotShown) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
