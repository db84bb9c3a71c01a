//! What reqwest says went wrong, in the words of the port. Addresses and bodies stay out of it.

use std::{error::Error, io};

use dialkey_core::ports::http::TransportError;

use super::client::ClientForOne;
use crate::{tls::tls_error, way::of_io};

/// Finds out why there is no answer to a request that `sent_with` was made for.
pub(super) fn transport_error(error: &reqwest::Error, sent_with: &ClientForOne) -> TransportError {
    let is_connecting = error.is_connect();
    if let (Some(tls), Some(witness)) = (find_in_chain::<rustls::Error>(error), &sent_with.witness) {
        return tls_error(tls, witness);
    }
    if error.is_timeout() {
        let has_begun = !is_connecting && sent_with.witness.as_ref().is_none_or(|witness| witness.verdict().is_some());
        return if has_begun { TransportError::TimedOut } else { TransportError::ConnectTimedOut };
    }
    let causes = causes_of(error).map(ToString::to_string).collect::<Vec<_>>();
    if is_connecting && sent_with.has_proxy {
        return of_proxy(error, &causes, sent_with);
    }
    if error.is_dns() {
        return TransportError::HostNotFound;
    }
    if causes.iter().any(|cause| cause.contains("invalid HTTP")) {
        return TransportError::NotHttp;
    }
    // The outermost often says no more than that there was something.
    let known = find_io(error);
    match known {
        Some(TransportError::ConnectionFailed(_)) | None => {}
        Some(known) => return known,
    }
    if is_connecting && sent_with.witness.is_some() {
        return TransportError::TlsFailed("the other side ended it before the handshake was complete".into());
    }
    // Some servers end the connection where they want a client certificate, without the alert that says so.
    if sent_with.witness.as_ref().is_some_and(|witness| witness.was_asked_in_vain()) {
        return TransportError::ClientCertificateWanted;
    }
    known.unwrap_or_else(|| TransportError::ConnectionFailed("it ended before the answer was complete".into()))
}

/// Why there is no connection by a proxy. Behind the words of a tunnel stands the proxy itself; behind none of them
/// stands the handshake through it.
fn of_proxy(error: &reqwest::Error, causes: &[String], sent_with: &ClientForOne) -> TransportError {
    let says = |words: &str| causes.iter().any(|cause| cause.contains(words));
    if says("proxy authorization required") || says("tunnel error: unsuccessful") {
        return TransportError::ProxyRefused;
    }
    if sent_with.witness.is_some() && !says("tunnel error") {
        return TransportError::TlsFailed("the other side ended it before the handshake was complete".into());
    }
    let why = match find_io(error) {
        _ if error.is_dns() => TransportError::HostNotFound,
        Some(known) => known,
        None => TransportError::ConnectionFailed("it ended the connection".into()),
    };
    TransportError::ProxyFailed(why.to_string())
}

fn find_io(error: &reqwest::Error) -> Option<TransportError> {
    causes_of(error).filter_map(|cause| cause.downcast_ref::<io::Error>()).find_map(|cause| of_io(cause.kind()))
}

fn find_in_chain<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    causes_of(error).find_map(|cause| cause.downcast_ref::<T>())
}

/// The error and everything it came of. An I/O error hides what it wraps from `source`, and some are wrapped several
/// times, so each is opened here.
fn causes_of<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    let opened = |cause| {
        std::iter::successors(Some(cause), |&cause: &&'a (dyn Error + 'static)| {
            let inner = cause.downcast_ref::<io::Error>()?.get_ref()?;
            Some(inner as &(dyn Error + 'static))
        })
    };
    std::iter::successors(Some(error), |&cause| cause.source()).flat_map(opened)
}
