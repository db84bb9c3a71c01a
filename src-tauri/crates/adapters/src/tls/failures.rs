//! Why a handshake failed.

use dialkey_core::ports::http::TransportError;
use rustls::{AlertDescription, InvalidMessage};

use super::Witness;

/// What the failure means, by what the witness saw before it.
pub(crate) fn tls_error(error: &rustls::Error, witness: &Witness) -> TransportError {
    match error {
        rustls::Error::AlertReceived(alert) => of_alert(*alert, witness),
        rustls::Error::InvalidCertificate(_) => match witness.verdict().map(|verdict| verdict.trust) {
            Some(Err(not_trusted)) => TransportError::CertificateNotTrusted(not_trusted),
            // The certificate is trusted, so it is the signature of the handshake that is wrong.
            _ => TransportError::TlsFailed("it does not prove that its certificate is its own".into()),
        },
        rustls::Error::PeerIncompatible(_) | rustls::Error::InvalidMessage(InvalidMessage::UnknownProtocolVersion) => {
            TransportError::NoCommonTls
        }
        rustls::Error::InvalidMessage(_) if witness.verdict().is_none() => TransportError::NotTls,
        _ => TransportError::TlsFailed("the handshake was not completed".into()),
    }
}

fn of_alert(alert: AlertDescription, witness: &Witness) -> TransportError {
    match alert {
        // RFC 8446 6.2 and, for older versions, RFC 5246 7.2.2: all of them are sent about certificates, and about what
        // is signed with them.
        AlertDescription::CertificateRequired
        | AlertDescription::NoCertificate
        | AlertDescription::BadCertificate
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::CertificateRevoked
        | AlertDescription::CertificateExpired
        | AlertDescription::CertificateUnknown
        | AlertDescription::UnknownCA
        | AlertDescription::AccessDenied
        | AlertDescription::DecryptError
        | AlertDescription::HandshakeFailure
            if witness.was_asked() =>
        {
            TransportError::ClientCertificateWanted
        }
        AlertDescription::ProtocolVersion
        | AlertDescription::HandshakeFailure
        | AlertDescription::InsufficientSecurity => TransportError::NoCommonTls,
        AlertDescription::UnrecognisedName => TransportError::TlsFailed("it does not know this name".into()),
        _ => TransportError::TlsFailed("the other side broke the handshake off".into()),
    }
}
