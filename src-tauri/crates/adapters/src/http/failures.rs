//! What reqwest says went wrong, in the words of the port. Addresses and bodies stay out of it.

use std::{error::Error, io};

use dialkey_core::{
    domain::certificate::{CertificateProblem, NotTrusted},
    ports::http::TransportError,
};
use rustls::{AlertDescription, CertificateError};

/// Finds out why there is no answer.
pub(super) fn transport_error(error: &reqwest::Error) -> TransportError {
    if let Some(tls) = find_in_chain::<rustls::Error>(error) {
        return tls_error(tls);
    }
    if error.is_timeout() {
        return if error.is_connect() { TransportError::ConnectTimedOut } else { TransportError::TimedOut };
    }
    if error.is_dns() {
        return TransportError::HostNotFound;
    }
    let causes = causes_of(error).map(ToString::to_string).collect::<Vec<_>>();
    if causes.iter().any(|cause| cause.contains("proxy authorization required")) {
        return TransportError::ProxyRefused;
    }
    if causes.iter().any(|cause| cause.contains("invalid HTTP")) {
        return TransportError::NotHttp;
    }
    if error.is_builder() {
        return TransportError::ConnectionFailed("the request could not be made".into());
    }
    // The outermost often says no more than that there was something.
    let known =
        causes_of(error).filter_map(|cause| cause.downcast_ref::<io::Error>()).find_map(|cause| of_io(cause.kind()));
    known.unwrap_or_else(|| TransportError::ConnectionFailed("it ended before the answer was complete".into()))
}

fn of_io(kind: io::ErrorKind) -> Option<TransportError> {
    match kind {
        io::ErrorKind::ConnectionRefused => Some(TransportError::ConnectionRefused),
        io::ErrorKind::TimedOut => Some(TransportError::ConnectTimedOut),
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable => {
            Some(TransportError::ConnectionFailed("there is no way to this network".into()))
        }
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => {
            Some(TransportError::ConnectionFailed("the other side ended it".into()))
        }
        _ => None,
    }
}

fn tls_error(error: &rustls::Error) -> TransportError {
    match error {
        rustls::Error::InvalidCertificate(certificate) => {
            let problem = certificate_problem(certificate);
            let not_trusted = NotTrusted { place: String::new(), problem, certificate: None, trusted_before: None };
            TransportError::CertificateNotTrusted(Box::new(not_trusted))
        }
        rustls::Error::AlertReceived(AlertDescription::ProtocolVersion | AlertDescription::HandshakeFailure)
        | rustls::Error::PeerIncompatible(_) => TransportError::NoCommonTls,
        rustls::Error::InvalidMessage(_) => TransportError::NotTls,
        _ => TransportError::TlsFailed("the handshake was not completed".into()),
    }
}

const fn certificate_problem(error: &CertificateError) -> CertificateProblem {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => CertificateProblem::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => CertificateProblem::NotYetValid,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            CertificateProblem::OtherName
        }
        CertificateError::Revoked => CertificateProblem::Revoked,
        CertificateError::UnknownIssuer => CertificateProblem::UnknownIssuer,
        _ => CertificateProblem::Unverifiable,
    }
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
