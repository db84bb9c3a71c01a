//! The verifier of looks: any certificate will do, since it is shown to a person and nothing is sent to who showed it.

use std::sync::Arc;

use rustls::{
    DigitallySignedStruct, Error, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
};

use super::{
    judge::{Judge, Shown},
    witness::Witness,
};

/// Notes what the judge says and lets the handshake go on.
#[derive(Debug)]
pub(super) struct LookingVerifier {
    judge: Judge,
    witness: Arc<Witness>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl LookingVerifier {
    pub(super) fn new(judge: Judge, witness: Arc<Witness>, provider: &CryptoProvider) -> Self {
        Self { judge, witness, algorithms: provider.signature_verification_algorithms }
    }

    /// What is trusted must be proven. What is not may be too weak to prove anything, and is to be shown all the same.
    fn proven(
        &self,
        verify: impl FnOnce() -> Result<HandshakeSignatureValid, Error>,
    ) -> Result<HandshakeSignatureValid, Error> {
        let is_trusted = self.witness.verdict().is_some_and(|verdict| verdict.trust.is_ok());
        if is_trusted { verify() } else { Ok(HandshakeSignatureValid::assertion()) }
    }
}

impl ServerCertVerifier for LookingVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.witness.saw(self.judge.judge(&Shown { end_entity, intermediates, server_name, ocsp_response, now }));
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.proven(|| verify_tls12_signature(message, certificate, signed, &self.algorithms))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.proven(|| verify_tls13_signature(message, certificate, signed, &self.algorithms))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
