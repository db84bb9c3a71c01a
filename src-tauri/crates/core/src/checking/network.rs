//! From an address to an encrypted connection, one step after the other; the first that fails ends it.

use url::{Host, Url};

use super::{
    address, certificate,
    checks::{Checks, Finding},
    places::Place,
};
use crate::{
    diagnosing::obstacle_words,
    domain::{certificate::NotTrusted, check::CheckKind, diagnosis::CauseAction, reach::Reach},
    filling::Filled,
    ports::{Outside, http::TransportError},
};

/// Looks at the way to a place, up to its certificate.
///
/// # Errors
/// Why there is no connection that something could be sent over; none where the address cannot be understood.
pub(super) async fn look_at_place(
    outside: Outside<'_>,
    filled: &Filled<'_>,
    place: &Place<'_>,
    checks: &mut Checks<'_>,
) -> Result<(), Option<TransportError>> {
    let route = &filled.connection.route;
    let url = match &place.address {
        Ok(url) => url,
        Err(problem) => {
            checks.end(CheckKind::Address, Some(place), address::not_understood(filled, place, problem));
            return Err(None);
        }
    };
    checks.end(CheckKind::Address, Some(place), address::understood(url));

    let proxy = outside.probe.proxy(route, url);
    checks.end(CheckKind::Proxy, Some(place), about_proxy(proxy.as_deref(), url));

    checks.begin(CheckKind::Name, Some(place));
    let mut is_v6_only = false;
    match (url.host(), &proxy) {
        (Some(Host::Domain(name)), None) => {
            let found = or_fail(outside.probe.resolve(name).await, CheckKind::Name, url, place, checks)?;
            is_v6_only = address::is_v6_only(&found);
            checks.end(CheckKind::Name, Some(place), address::found(&found));
        }
        (Some(Host::Domain(_)), Some(_)) => {
            checks.end(CheckKind::Name, Some(place), Finding::skipped("The proxy looks the name up."));
        }
        (Some(host), _) => checks.end(CheckKind::Name, Some(place), address::no_name(&host, place)),
        (None, _) => return Err(None),
    }

    checks.begin(CheckKind::Port, Some(place));
    let port = url.port_or_known_default().unwrap_or_default();
    match outside.probe.connect(route, url).await {
        Ok(()) => checks.end(CheckKind::Port, Some(place), Finding::good(format!("Port {port}"))),
        Err(error) => {
            let (name, mut sentence) = obstacle_words(&error, port);
            if is_v6_only {
                sentence.push_str(" It has an IPv6 address only, and this network may not carry IPv6.");
            }
            let action = action_of(&error, place);
            checks.end(CheckKind::Port, Some(place), Finding::bad(name, sentence).with_action(action));
            return Err(Some(error));
        }
    }

    if url.scheme() == "http" {
        checks.end(CheckKind::Encryption, Some(place), without_tls(url));
        checks.end(CheckKind::Certificate, Some(place), Finding::skipped("Without encryption there is none."));
        return Ok(());
    }
    checks.begin(CheckKind::Encryption, Some(place));
    let shaken = outside.probe.shake_hands(route, url).await;
    let handshake = or_fail(shaken, CheckKind::Encryption, url, place, checks)?;
    checks.end(CheckKind::Encryption, Some(place), Finding::good(handshake.version.clone()));
    checks.end(CheckKind::Certificate, Some(place), certificate::find(&handshake, outside.clock.now()));
    handshake.trust.map(drop).map_err(|not_trusted| Some(TransportError::CertificateNotTrusted(not_trusted.into())))
}

fn or_fail<T>(
    looked: Result<T, TransportError>,
    kind: CheckKind,
    url: &Url,
    place: &Place<'_>,
    checks: &mut Checks<'_>,
) -> Result<T, Option<TransportError>> {
    looked.map_err(|error| {
        checks.end(kind, Some(place), not_passed(&error, url, place));
        Some(error)
    })
}

/// What a check found that ended the way.
pub(super) fn not_passed(error: &TransportError, url: &Url, place: &Place<'_>) -> Finding {
    let (name, sentence) = obstacle_words(error, url.port_or_known_default().unwrap_or_default());
    Finding::bad(name, sentence).with_action(action_of(error, place))
}

fn action_of(error: &TransportError, place: &Place<'_>) -> Option<CauseAction> {
    match error {
        TransportError::CertificateNotTrusted(not_trusted) => look_at(not_trusted),
        TransportError::ProxyRefused | TransportError::ClientCertificateWanted => Some(CauseAction::EditRoute),
        TransportError::NoCommonTls => None,
        _ => place.edit(),
    }
}

/// Shows a certificate that may be trusted.
pub(super) fn look_at(not_trusted: &NotTrusted) -> Option<CauseAction> {
    let NotTrusted { place, problem, certificate, trusted_before } = not_trusted;
    let certificate = certificate.clone().filter(|_| problem.may_be_trusted())?;
    Some(CauseAction::LookAtCertificate {
        place: place.clone(),
        certificate,
        problem: *problem,
        trusted_before: trusted_before.clone(),
    })
}

fn about_proxy(proxy: Option<&str>, url: &Url) -> Finding {
    match (proxy, Reach::of(url)) {
        (None, _) => Finding::good("Direct").named("No proxy on the way"),
        (Some(proxy), Reach::PrivateNetwork) => Finding::warning(
            "A proxy stands on the way into your own network",
            format!("Requests go by {proxy}, which often does not reach phone systems inside. Try it without."),
        )
        .with_action(Some(CauseAction::EditRoute)),
        (Some(proxy), _) => Finding::good(format!("By {proxy}")).named("A proxy is on the way"),
    }
}

fn without_tls(url: &Url) -> Finding {
    if Reach::of(url) == Reach::ThisComputer {
        return Finding::skipped("Not needed on this computer.");
    }
    Finding::warning(
        "The connection is not encrypted",
        "Others in this network can read what is sent. You allowed it for this connection.",
    )
    .with_action(Some(CauseAction::EditRoute))
}
