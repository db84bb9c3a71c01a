//! The verifier of requests: a handshake goes on only where the certificate is trusted and its key is there.

use std::sync::Arc;

use rustls::{
    CertificateError, DigitallySignedStruct, Error, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
};

use super::{
    judge::{Judge, Shown},
    witness::Witness,
};

/// Accepts what the judge trusts, and nothing else.
#[derive(Debug)]
pub(super) struct RouteVerifier {
    judge: Judge,
    witness: Arc<Witness>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl RouteVerifier {
    pub(super) fn new(judge: Judge, witness: Arc<Witness>, provider: &CryptoProvider) -> Self {
        Self { judge, witness, algorithms: provider.signature_verification_algorithms }
    }
}

impl ServerCertVerifier for RouteVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verdict = self.judge.judge(&Shown { end_entity, intermediates, server_name, ocsp_response, now });
        let is_trusted = verdict.trust.is_ok();
        self.witness.saw(verdict);
        // The witness knows the reason; the other side is told no more than that.
        if is_trusted { Ok(ServerCertVerified::assertion()) } else { Err(CertificateError::UnknownIssuer.into()) }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
