//! Certificates and what a handshake shows of them. All are made when they are first needed and last as long as the
//! practice system.

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use tokio_rustls::rustls::{
    self, RootCertStore, ServerConfig,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, PrivateKeyDer},
    server::{VerifierBuilderError, WebPkiClientVerifier},
};

use crate::{DemoValue, Fault, PracticeError, pem::derive_pem};

/// Where the phone systems really are.
const HERE: [&str; 2] = ["127.0.0.1", "localhost"];
const ELSEWHERE: [&str; 1] = ["pbx.practice.example"];
const DAY: i64 = 24 * 60 * 60;

/// What a handshake shows, for each fault.
pub(crate) struct Certificates {
    /// The certificate that the phone system made itself. It is shown also when nothing is wrong.
    own: Arc<ServerConfig>,
    /// The one after that.
    renewed: Arc<ServerConfig>,
    of_authority: Arc<ServerConfig>,
    expired: Arc<ServerConfig>,
    not_yet_valid: Arc<ServerConfig>,
    wrong_host: Arc<ServerConfig>,
    /// Its own certificate, for those who show one of the authority.
    for_known_clients: Arc<ServerConfig>,
    authority: String,
    client: String,
}

/// Certificate and key.
struct Certified(CertificateDer<'static>, KeyPair);

/// From and until when a certificate is valid, in days from now.
type Days = (i64, i64);
const VALID: Days = (-30, 335);

impl Certificates {
    pub(crate) fn make() -> Result<Self, PracticeError> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let plain = |certified: Certified| configured(&provider, &certified);
        let (authority, issuer) = make_authority()?;
        let of_authority = |names: &[&str], days: Days| {
            let key = KeyPair::generate().map_err(not_made)?;
            let params = params("Practice phone system", names, days)?;
            Ok::<_, PracticeError>(Certified(params.signed_by(&key, &issuer).map_err(not_made)?.der().clone(), key))
        };
        let client = make_client(&issuer)?;
        let own = make_self_signed()?;
        Ok(Self {
            for_known_clients: configured_for_clients(&provider, &own, &authority)?,
            own: plain(own)?,
            renewed: plain(make_self_signed()?)?,
            of_authority: plain(of_authority(&HERE, VALID)?)?,
            expired: plain(of_authority(&HERE, (-395, -30))?)?,
            not_yet_valid: plain(of_authority(&HERE, (30, 395))?)?,
            wrong_host: plain(of_authority(&ELSEWHERE, VALID)?)?,
            authority: derive_pem("CERTIFICATE", &authority),
            client: derive_pem("CERTIFICATE", &client.0) + &derive_pem("PRIVATE KEY", client.1.serialized_der()),
        })
    }

    /// What a handshake shows while this is wrong.
    pub(super) fn shown_with(&self, fault: Option<Fault>) -> Arc<ServerConfig> {
        Arc::clone(match fault {
            Some(Fault::ChangedCertificate) => &self.renewed,
            Some(Fault::PrivateAuthority) => &self.of_authority,
            Some(Fault::ExpiredCertificate) => &self.expired,
            Some(Fault::NotYetValidCertificate) => &self.not_yet_valid,
            Some(Fault::WrongHostCertificate) => &self.wrong_host,
            Some(Fault::AsksForClientCertificate) => &self.for_known_clients,
            _ => &self.own,
        })
    }

    /// What a learner can try against a fault.
    pub(crate) fn to_try(&self, fault: Fault) -> Vec<DemoValue> {
        let (label, value) = match fault {
            Fault::PrivateAuthority
            | Fault::ExpiredCertificate
            | Fault::NotYetValidCertificate
            | Fault::WrongHostCertificate => ("Certificate of the authority", &self.authority),
            Fault::AsksForClientCertificate => ("Certificate to show, with its key", &self.client),
            _ => return Vec::new(),
        };
        vec![DemoValue { label: label.to_owned(), value: value.clone() }]
    }
}

fn not_made<E>(_: E) -> PracticeError {
    PracticeError::CertificateNotMade
}

fn params(name: &str, names: &[&str], (from, until): Days) -> Result<CertificateParams, PracticeError> {
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let mut params = CertificateParams::new(names).map_err(not_made)?;
    params.distinguished_name.remove(DnType::CommonName);
    params.distinguished_name.push(DnType::CommonName, name);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let at = |days: i64| date_time_ymd(1970, 1, 1) + since_1970(days);
    (params.not_before, params.not_after) = (at(from), at(until));
    Ok(params)
}

/// The time in so many days from now.
fn since_1970(days: i64) -> Duration {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let distance = Duration::from_secs((days * DAY).unsigned_abs());
    if days < 0 { now.saturating_sub(distance) } else { now + distance }
}

fn make_self_signed() -> Result<Certified, PracticeError> {
    let key = KeyPair::generate().map_err(not_made)?;
    let certificate = params("Practice phone system", &HERE, VALID)?.self_signed(&key).map_err(not_made)?;
    Ok(Certified(certificate.der().clone(), key))
}

fn make_authority() -> Result<(CertificateDer<'static>, Issuer<'static, KeyPair>), PracticeError> {
    let key = KeyPair::generate().map_err(not_made)?;
    let mut params = params("Practice authority", &[], VALID)?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.extended_key_usages.clear();
    let certificate = params.self_signed(&key).map_err(not_made)?.der().clone();
    Ok((certificate, Issuer::new(params, key)))
}

fn make_client(issuer: &Issuer<'_, KeyPair>) -> Result<Certified, PracticeError> {
    let key = KeyPair::generate().map_err(not_made)?;
    let mut params = params("Practice client", &[], VALID)?;
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let certificate = params.signed_by(&key, issuer).map_err(not_made)?;
    Ok(Certified(certificate.der().clone(), key))
}

type Building = rustls::ConfigBuilder<ServerConfig, rustls::WantsVerifier>;

fn building(provider: &Arc<CryptoProvider>) -> Result<Building, PracticeError> {
    ServerConfig::builder_with_provider(Arc::clone(provider)).with_safe_default_protocol_versions().map_err(not_made)
}

fn configured(provider: &Arc<CryptoProvider>, shown: &Certified) -> Result<Arc<ServerConfig>, PracticeError> {
    let configuration = building(provider)?.with_no_client_auth();
    configuration.with_single_cert(vec![shown.0.clone()], key_of(shown)).map(Arc::new).map_err(not_made)
}

fn configured_for_clients(
    provider: &Arc<CryptoProvider>,
    shown: &Certified,
    authority: &CertificateDer<'static>,
) -> Result<Arc<ServerConfig>, PracticeError> {
    let mut roots = RootCertStore::empty();
    roots.add(authority.clone()).map_err(not_made)?;
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider)).build();
    let configuration =
        building(provider)?.with_client_cert_verifier(verifier.map_err(not_made::<VerifierBuilderError>)?);
    configuration.with_single_cert(vec![shown.0.clone()], key_of(shown)).map(Arc::new).map_err(not_made)
}

fn key_of(Certified(_, key): &Certified) -> PrivateKeyDer<'static> {
    PrivateKeyDer::Pkcs8(key.serialize_der().into())
}
