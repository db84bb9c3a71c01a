//! Certificates of every kind that phone systems show, made for each test.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair, PKCS_ECDSA_P256_SHA256,
    date_time_ymd,
};
use tokio_rustls::rustls::{
    RootCertStore, ServerConfig, SignatureScheme, SupportedProtocolVersion,
    crypto::aws_lc_rs::{default_provider, sign::any_supported_type},
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
    server::{ClientHello, ResolvesServerCert, WebPkiClientVerifier},
    sign::CertifiedKey,
};

/// What a server shows, and its key.
pub(crate) struct Shown {
    /// The certificate first.
    pub(crate) chain: Vec<CertificateDer<'static>>,
    /// PKCS#8.
    pub(crate) key: Vec<u8>,
}

/// An authority that signs.
pub(crate) struct Authority {
    certificate: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

/// Parameters for the address that servers of the tests have.
pub(crate) fn parameters(names: &[&str]) -> CertificateParams {
    let mut parameters =
        CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).unwrap();
    parameters.distinguished_name = named("pbx");
    parameters.is_ca = IsCa::ExplicitNoCa;
    parameters
}

/// Nobody vouches for it but itself.
pub(crate) fn self_signed(change: impl FnOnce(&mut CertificateParams)) -> Shown {
    let mut parameters = parameters(&["127.0.0.1"]);
    change(&mut parameters);
    let key = key();
    let certificate = parameters.self_signed(&key).unwrap();
    Shown { chain: vec![certificate.der().clone()], key: key.serialize_der() }
}

pub(crate) fn expired(parameters: &mut CertificateParams) {
    parameters.not_before = date_time_ymd(2001, 1, 1);
    parameters.not_after = date_time_ymd(2002, 1, 1);
}

pub(crate) fn not_yet_valid(parameters: &mut CertificateParams) {
    parameters.not_before = date_time_ymd(2400, 1, 1);
    parameters.not_after = date_time_ymd(2401, 1, 1);
}

pub(crate) fn is_authority(parameters: &mut CertificateParams) {
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let (parameters, key) = Self::parts(name);
        let certificate = parameters.self_signed(&key).unwrap().der().clone();
        Self { certificate, issuer: Issuer::new(parameters, key) }
    }

    /// An authority that this one vouches for.
    pub(crate) fn intermediate(&self, name: &str) -> Self {
        let (parameters, key) = Self::parts(name);
        let certificate = parameters.signed_by(&key, &self.issuer).unwrap().der().clone();
        Self { certificate, issuer: Issuer::new(parameters, key) }
    }

    fn parts(name: &str) -> (CertificateParams, KeyPair) {
        let mut parameters = parameters(&[]);
        parameters.distinguished_name = named(name);
        is_authority(&mut parameters);
        (parameters, key())
    }

    /// A certificate for the address that servers of the tests have.
    pub(crate) fn sign(&self, change: impl FnOnce(&mut CertificateParams)) -> Shown {
        let mut parameters = parameters(&["127.0.0.1"]);
        change(&mut parameters);
        let key = key();
        let certificate = parameters.signed_by(&key, &self.issuer).unwrap();
        Shown { chain: vec![certificate.der().clone()], key: key.serialize_der() }
    }

    pub(crate) fn certificate(&self) -> CertificateDer<'static> {
        self.certificate.clone()
    }

    pub(crate) fn pem(&self) -> String {
        pem("CERTIFICATE", &self.certificate)
    }
}

impl Shown {
    /// Settings of a server that shows it, whatever is wrong with it.
    pub(crate) fn settings(&self) -> ServerConfig {
        ServerConfig::builder().with_no_client_auth().with_cert_resolver(Arc::new(self.always()))
    }

    /// Settings of a server that wants a client certificate of `authority`.
    pub(crate) fn settings_for_clients_of(
        &self,
        authority: &Authority,
        is_required: bool,
        version: &'static SupportedProtocolVersion,
    ) -> ServerConfig {
        let mut roots = RootCertStore::empty();
        roots.add(authority.certificate()).unwrap();
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::new(default_provider()));
        let verifier = if is_required { verifier } else { verifier.allow_unauthenticated() };
        ServerConfig::builder_with_protocol_versions(&[version])
            .with_client_cert_verifier(verifier.build().unwrap())
            .with_cert_resolver(Arc::new(self.always()))
    }

    pub(crate) fn chain_pem(&self) -> String {
        self.chain.iter().map(|certificate| pem("CERTIFICATE", certificate)).collect()
    }

    pub(crate) fn key_pem(&self) -> String {
        pem("PRIVATE KEY", &self.key)
    }

    fn always(&self) -> Always {
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key.clone()));
        // Not checked against the certificate, since the library would not serve what it would not accept.
        Always(Arc::new(CertifiedKey::new(self.chain.clone(), any_supported_type(&key).unwrap())))
    }
}

/// Shows the same to everybody.
#[derive(Debug)]
struct Always(Arc<CertifiedKey>);

impl ResolvesServerCert for Always {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        assert!(hello.signature_schemes().contains(&SignatureScheme::ECDSA_NISTP256_SHA256));
        Some(Arc::clone(&self.0))
    }
}

fn key() -> KeyPair {
    KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap()
}

fn named(name: &str) -> DistinguishedName {
    let mut names = DistinguishedName::new();
    names.push(DnType::CommonName, name);
    names
}

fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
}
