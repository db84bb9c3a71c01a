//! Looks at the way to a phone system before anything secret is sent over it.
//!
//! What is sent is a name to the resolver, the beginning of a connection, and one request without credentials to the
//! address that hands out tokens. Nothing that a person typed but the addresses leaves this computer.

mod address;
mod certificate;
mod checks;
mod clock;
mod key;
mod network;
mod places;
mod redirect;
mod service;
#[cfg(test)]
mod tests;
mod values;

use url::Url;

use crate::{
    domain::check::{Check, CheckKind, CheckReport, CheckState},
    filling::Filled,
    ports::{Outside, http::TransportError},
};
use checks::{Checks, label};
use network::look_at_place;
use places::{Place, places_of};

/// What is looked at at every place.
const AT_PLACE: [CheckKind; 6] = [
    CheckKind::Address,
    CheckKind::Proxy,
    CheckKind::Name,
    CheckKind::Port,
    CheckKind::Encryption,
    CheckKind::Certificate,
];
/// What is looked at besides where tokens are handed out.
const AT_SERVICE: [CheckKind; 2] = [CheckKind::Service, CheckKind::Clock];
/// What is looked at once.
const AT_HOME: [CheckKind; 3] = [CheckKind::Values, CheckKind::Key, CheckKind::Redirect];

/// Looks at everything a run of the connection needs, in order. `on_change` is told the checks as each begins and ends.
/// Dropping the future ends it.
pub async fn check_connection(
    outside: Outside<'_>,
    filled: Filled<'_>,
    on_change: &(dyn Fn(&[Check]) + Sync),
) -> CheckReport {
    let made_at = outside.clock.now();
    let places = places_of(&filled);
    let of_places = places.iter().flat_map(|place| {
        let at_service: &[CheckKind] = if place.is_service { &AT_SERVICE } else { &[] };
        AT_PLACE.iter().chain(at_service).map(|kind| planned(*kind, Some(place)))
    });
    let planned = of_places.chain(AT_HOME.into_iter().map(|kind| planned(kind, None))).collect();
    let mut checks = Checks::announce(planned, on_change);
    for place in &places {
        // What ended it stands in the check that it ended.
        if look_at_place(outside, &filled, place, &mut checks).await.is_ok() && place.is_service {
            service::look(outside, &filled, place, &mut checks).await;
        }
        checks.skip_rest_of(place);
    }
    checks.end(CheckKind::Values, None, values::find(&filled));
    checks.end(CheckKind::Key, None, key::find(&filled));
    checks.begin(CheckKind::Redirect, None);
    let redirect = redirect::look(outside, &filled).await;
    checks.end(CheckKind::Redirect, None, redirect);
    CheckReport { made_at, checks: checks.into_checks() }
}

/// What stands on the way that a request could not get through.
pub(crate) struct Obstacle {
    /// The checks of that way.
    pub(crate) report: CheckReport,
    /// Why there is no connection, where that could be seen again.
    pub(crate) error: Option<TransportError>,
}

impl Obstacle {
    /// What the request met, said more precisely where it said little: which failure of a handshake it was, and which
    /// certificate.
    pub(crate) fn sharpened(&self, met: TransportError) -> TransportError {
        match (&met, &self.error) {
            // That a certificate is wanted may be lost with the connection that it ends (RFC 8446 6.2).
            (TransportError::TlsFailed(_), Some(seen))
            | (TransportError::ConnectionFailed(_), Some(seen @ TransportError::ClientCertificateWanted)) => {
                seen.clone()
            }
            (
                TransportError::CertificateNotTrusted(not_trusted),
                Some(seen @ TransportError::CertificateNotTrusted(_)),
            ) if not_trusted.certificate.is_none() => seen.clone(),
            _ => met,
        }
    }

    /// Which check failed, in a sentence.
    pub(crate) fn in_words(&self) -> String {
        match self.report.checks.iter().find(|check| check.state == CheckState::Bad) {
            Some(failed) => format!("The check “{}” failed.", label(failed.kind)),
            None => "A look at the way there right afterwards found nothing wrong.".to_owned(),
        }
    }
}

/// Looks at the way to one address, up to the certificate. Nothing is sent over it.
pub(crate) async fn find_obstacle(outside: Outside<'_>, filled: &Filled<'_>, url: &Url) -> Obstacle {
    let made_at = outside.clock.now();
    let place = Place::of_url(filled, url);
    let planned = AT_PLACE.iter().map(|kind| planned(*kind, Some(&place))).collect();
    let mut checks = Checks::announce(planned, &|_| ());
    let error = look_at_place(outside, filled, &place, &mut checks).await.err().flatten();
    checks.skip_rest_of(&place);
    Obstacle { report: CheckReport { made_at, checks: checks.into_checks() }, error }
}

fn planned(kind: CheckKind, place: Option<&Place<'_>>) -> Check {
    Check {
        kind,
        place: place.and_then(|place| place.name.clone()),
        name: label(kind).to_owned(),
        state: CheckState::ToDo,
        sentence: None,
        action: None,
    }
}
