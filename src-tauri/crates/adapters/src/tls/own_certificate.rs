//! What this side proves itself with (RFC 8705 2), for whom it is asked by.

use std::{fmt, sync::Arc};

use dialkey_core::{domain::route::ClientCertificate, reading::certificates_in};
use rustls::{
    SignatureScheme,
    client::ResolvesClientCert,
    crypto::CryptoProvider,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    sign::CertifiedKey,
};
use secrecy::ExposeSecret as _;

use super::witness::Witness;

/// A certificate with its key, or none, and the witness to tell when it is asked for.
pub(super) struct OwnCertificate {
    certified: Option<Arc<CertifiedKey>>,
    witness: Arc<Witness>,
}

/// The certificate and its key do not belong together, or one of them cannot be read.
pub(super) struct Unusable;

impl OwnCertificate {
    pub(super) fn new(
        certificate: Option<&ClientCertificate>,
        witness: Arc<Witness>,
        provider: &CryptoProvider,
    ) -> Result<Self, Unusable> {
        let certified = certificate.map(|certificate| certified(certificate, provider)).transpose()?.map(Arc::new);
        Ok(Self { certified, witness })
    }
}

fn certified(certificate: &ClientCertificate, provider: &CryptoProvider) -> Result<CertifiedKey, Unusable> {
    let chain = certificates_in(&certificate.chain).ok_or(Unusable)?.into_iter().map(CertificateDer::from).collect();
    // Exposed to sign the handshake with.
    let key = PrivateKeyDer::from_pem_slice(certificate.private_key.expose_secret().as_bytes());
    CertifiedKey::from_der(chain, key.map_err(|_| Unusable)?, provider).map_err(|_| Unusable)
}

impl fmt::Debug for OwnCertificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OwnCertificate")
    }
}

impl ResolvesClientCert for OwnCertificate {
    fn resolve(&self, _authorities: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        let fits = |own: &&Arc<CertifiedKey>| own.key.choose_scheme(schemes).is_some();
        let shown = self.certified.as_ref().filter(fits);
        self.witness.asked(shown.is_some());
        shown.cloned()
    }

    fn has_certs(&self) -> bool {
        self.certified.is_some()
    }
}
