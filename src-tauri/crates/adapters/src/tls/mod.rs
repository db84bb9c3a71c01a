//! TLS towards phone systems: whom to trust, and what to prove oneself with. The handshake of a request ends where the
//! certificate is not trusted; the one of a look only notes it, and nothing is ever sent over it.

mod failures;
mod judge;
mod looking;
mod own_certificate;
mod platform;
mod verifier;
mod witness;

use std::sync::Arc;

use dialkey_core::{domain::route::Route, ports::http::TransportError};
use rustls::{
    ClientConfig, client::Resumption, client::danger::ServerCertVerifier, crypto::CryptoProvider,
    crypto::aws_lc_rs::default_provider,
};

pub(crate) use self::{failures::tls_error, witness::Witness};
use self::{judge::Judge, looking::LookingVerifier, own_certificate::OwnCertificate, verifier::RouteVerifier};

/// What one handshake is made with, and who watches it.
pub(crate) struct Tls {
    pub(crate) settings: ClientConfig,
    pub(crate) witness: Arc<Witness>,
}

impl Tls {
    /// For a request to `place`, by what its route says.
    pub(crate) fn for_request(route: &Route, place: &str) -> Result<Self, TransportError> {
        let provider = Arc::new(default_provider());
        let judge = Judge::new(route, place, &provider);
        let witness = Arc::new(Witness::default());
        let verifier = RouteVerifier::new(judge, Arc::clone(&witness), &provider);
        Self::with(Arc::new(verifier), witness, provider, route)
    }

    /// For a look at `place`. Any certificate will do, so that it can be looked at.
    pub(crate) fn for_look(route: &Route, place: &str) -> Result<Self, TransportError> {
        let provider = Arc::new(default_provider());
        let judge = Judge::new(route, place, &provider);
        let witness = Arc::new(Witness::default());
        let verifier = LookingVerifier::new(judge, Arc::clone(&witness), &provider);
        Self::with(Arc::new(verifier), witness, provider, route)
    }

    fn with(
        verifier: Arc<dyn ServerCertVerifier>,
        witness: Arc<Witness>,
        provider: Arc<CryptoProvider>,
        route: &Route,
    ) -> Result<Self, TransportError> {
        let unusable = |_| TransportError::TlsFailed("the client certificate cannot be used".into());
        let own = OwnCertificate::new(route.client_certificate.as_ref(), Arc::clone(&witness), &provider);
        let mut settings = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| TransportError::TlsFailed("this computer has no encryption to offer".into()))?
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_client_cert_resolver(Arc::new(own.map_err(unusable)?));
        // A resumed session shows no certificate, so that there would be nothing to judge.
        settings.resumption = Resumption::disabled();
        settings.alpn_protocols =
            if route.only_http_1 { vec![HTTP_1.into()] } else { vec![HTTP_2.into(), HTTP_1.into()] };
        Ok(Self { settings, witness })
    }
}

/// RFC 9113 3.1 and RFC 7301 6.
const HTTP_2: &[u8] = b"h2";
const HTTP_1: &[u8] = b"http/1.1";
