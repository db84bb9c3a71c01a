//! Whether a certificate is trusted: by this computer, by an authority of the person's own, or by the person.

use std::sync::Arc;

use dialkey_core::{
    domain::{
        certificate::{Certificate, CertificateProblem, NotTrusted},
        route::Route,
        time::Timestamp,
    },
    ports::{Clock as _, probe::Trust},
    reading::{certificates_in, fingerprint, is_too_weak, read_certificate},
};
use rustls::{
    CertificateError, RootCertStore,
    client::{WebPkiServerVerifier, danger::ServerCertVerifier},
    crypto::CryptoProvider,
    pki_types::{CertificateDer, ServerName, UnixTime},
};

use super::platform::platform;
use crate::clock::SystemClock;

/// Judges what one place shows.
#[derive(Debug)]
pub(super) struct Judge {
    place: String,
    provider: Arc<CryptoProvider>,
    authority: Option<Arc<WebPkiServerVerifier>>,
    trusted_before: Option<Certificate>,
}

/// What a place shows in its handshake.
pub(super) struct Shown<'a> {
    pub(super) end_entity: &'a CertificateDer<'a>,
    pub(super) intermediates: &'a [CertificateDer<'a>],
    pub(super) server_name: &'a ServerName<'a>,
    pub(super) ocsp_response: &'a [u8],
    pub(super) now: UnixTime,
}

/// What came of it.
#[derive(Debug, Clone)]
pub(crate) struct Verdict {
    /// The certificate, where it can be read.
    pub(crate) certificate: Option<Certificate>,
    /// Why it is trusted, or why not.
    pub(crate) trust: Result<Trust, Box<NotTrusted>>,
}

impl Judge {
    /// Judges by what the route says of `place`.
    pub(super) fn new(route: &Route, place: &str, provider: &Arc<CryptoProvider>) -> Self {
        Self {
            place: place.to_owned(),
            provider: Arc::clone(provider),
            authority: route.authority.as_deref().and_then(|pem| authority(pem, provider)),
            trusted_before: route.trusted_at(place).map(|trusted| trusted.certificate.clone()),
        }
    }

    /// This computer is asked first, then the authority of the person's own. What both refuse is accepted only where it
    /// is, byte for byte, the certificate that the person trusted at this place.
    pub(super) fn judge(&self, shown: &Shown<'_>) -> Verdict {
        let certificate = read_certificate(shown.end_entity);
        let trust = self.trust(shown, certificate.as_ref()).map_err(|problem| {
            Box::new(NotTrusted {
                place: self.place.clone(),
                problem,
                certificate: certificate.clone(),
                trusted_before: self.trusted_before.clone(),
            })
        });
        Verdict { certificate, trust }
    }

    fn trust(&self, shown: &Shown<'_>, certificate: Option<&Certificate>) -> Result<Trust, CertificateProblem> {
        if is_too_weak(shown.end_entity) {
            return Err(CertificateProblem::TooWeak);
        }
        let problem_of = |error: &rustls::Error| problem_of(error, certificate, SystemClock.now());
        let unknown = || rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let by_system = platform(&self.provider).map_or_else(|| Err(unknown()), |system| shown.verify(system));
        let Err(error) = by_system else { return Ok(Trust::System) };
        let mut problem = problem_of(&error);
        if let Some(authority) = &self.authority {
            let Err(error) = shown.verify(&**authority) else { return Ok(Trust::OwnAuthority) };
            if problem == CertificateProblem::UnknownIssuer {
                problem = problem_of(&error);
            }
        }
        let Some(trusted) = self.trusted_before.as_ref().filter(|_| problem.may_be_trusted()) else {
            return Err(problem);
        };
        if trusted.fingerprint == fingerprint(shown.end_entity) {
            Ok(Trust::Person)
        } else {
            Err(CertificateProblem::Changed)
        }
    }
}

impl Shown<'_> {
    fn verify(&self, verifier: &dyn ServerCertVerifier) -> Result<(), rustls::Error> {
        let Self { end_entity, intermediates, server_name, ocsp_response, now } = *self;
        verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now).map(drop)
    }
}

/// Verifies by nothing but the certificates in `pem`; none where there is no usable one.
fn authority(pem: &str, provider: &Arc<CryptoProvider>) -> Option<Arc<WebPkiServerVerifier>> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(certificates_in(pem)?.into_iter().map(CertificateDer::from));
    WebPkiServerVerifier::builder_with_provider(roots.into(), Arc::clone(provider)).build().ok()
}

/// What is wrong, in the words of core. The verifiers of the platforms name it differently, and some not at all; what
/// they leave open is told from the certificate.
fn problem_of(error: &rustls::Error, certificate: Option<&Certificate>, now: Timestamp) -> CertificateProblem {
    let rustls::Error::InvalidCertificate(error) = error else { return CertificateProblem::Unverifiable };
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => CertificateProblem::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => CertificateProblem::NotYetValid,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            CertificateProblem::OtherName
        }
        CertificateError::Revoked => CertificateProblem::Revoked,
        CertificateError::UnknownIssuer => CertificateProblem::UnknownIssuer,
        _ => match certificate {
            Some(certificate) if certificate.not_after < now => CertificateProblem::Expired,
            Some(certificate) if now < certificate.not_before => CertificateProblem::NotYetValid,
            // What OpenSSL makes by default says that it is an authority, which no server should show.
            Some(certificate) if certificate.is_self_signed() => CertificateProblem::UnknownIssuer,
            _ => CertificateProblem::Unverifiable,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1000);

    fn certificate(subject: &str, not_before: i64, not_after: i64) -> Certificate {
        Certificate {
            subject: subject.into(),
            issuer: "CN=root".into(),
            names: Vec::new(),
            not_before: Timestamp(not_before),
            not_after: Timestamp(not_after),
            fingerprint: String::new(),
        }
    }

    fn problem(error: CertificateError, certificate: Option<&Certificate>) -> CertificateProblem {
        problem_of(&rustls::Error::InvalidCertificate(error), certificate, NOW)
    }

    #[test]
    fn what_the_verifier_says_is_kept() {
        let fine = certificate("CN=root", 0, 2000);
        for (error, expected) in [
            (CertificateError::Expired, CertificateProblem::Expired),
            (CertificateError::NotValidYet, CertificateProblem::NotYetValid),
            (CertificateError::NotValidForName, CertificateProblem::OtherName),
            (CertificateError::Revoked, CertificateProblem::Revoked),
            (CertificateError::UnknownIssuer, CertificateProblem::UnknownIssuer),
        ] {
            assert_eq!(problem(error, Some(&fine)), expected);
        }
    }

    #[test]
    fn what_the_verifier_leaves_open_is_told_from_the_certificate() {
        let open = || CertificateError::ApplicationVerificationFailure;
        for (certificate, expected) in [
            (Some(certificate("CN=pbx", 0, 999)), CertificateProblem::Expired),
            (Some(certificate("CN=pbx", 1001, 2000)), CertificateProblem::NotYetValid),
            (Some(certificate("CN=root", 0, 2000)), CertificateProblem::UnknownIssuer),
            (Some(certificate("CN=pbx", 0, 2000)), CertificateProblem::Unverifiable),
            (None, CertificateProblem::Unverifiable),
        ] {
            assert_eq!(problem(open(), certificate.as_ref()), expected);
        }
    }
}
