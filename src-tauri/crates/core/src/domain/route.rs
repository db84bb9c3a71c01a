//! How the requests of a connection get to its phone system.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{certificate::Certificate, connection::ConnectionView, note::Note, time::Timestamp};

/// What a person chose about the way to a phone system. By default it is the way that the computer takes.
#[derive(Debug, Clone, Default)]
pub struct Route {
    /// Which proxy is asked.
    pub proxy: Proxy,
    /// Whether addresses in private networks are asked without TLS where the address says `http`. This computer always
    /// may be; public addresses never are.
    pub without_tls: bool,
    /// Leaves HTTP/2 out, for old front ends.
    pub only_http_1: bool,
    /// Certificates of an authority of the person's own, in PEM.
    pub authority: Option<String>,
    /// Certificates that the person has trusted, at most one for each place.
    pub trusted: Vec<TrustedCertificate>,
    /// What this side proves itself with in the TLS handshake.
    pub client_certificate: Option<ClientCertificate>,
}

impl Route {
    /// The certificate that is trusted at a place.
    pub fn trusted_at(&self, place: &str) -> Option<&TrustedCertificate> {
        self.trusted.iter().find(|trusted| trusted.place == place)
    }
}

/// Host and port of an address, as certificates are trusted for them: `pbx.example.com:443`, `[::1]:8443`. None where
/// the address has no host.
pub fn place_of(url: &Url) -> Option<String> {
    Some(format!("{}:{}", url.host_str()?, url.port_or_known_default()?))
}

/// Which proxy is asked. This computer itself is never reached through one.
#[derive(Debug, Clone, Default)]
pub enum Proxy {
    /// The one of the system settings.
    #[default]
    System,
    /// None.
    None,
    /// The one that the person names.
    Manual {
        /// Its address, from the scheme on.
        address: String,
        /// The name that it is asked with; empty for none.
        username: String,
        /// The password that goes with it.
        password: Option<SecretString>,
    },
}

/// A certificate that a person has compared and trusts for one place, whatever is wrong with it otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TrustedCertificate {
    /// Host and port: "pbx.example.com:443".
    pub place: String,
    /// The certificate.
    pub certificate: Certificate,
    /// When the person said so.
    pub trusted_at: Timestamp,
}

/// A certificate with its key (RFC 8705 2).
#[derive(Debug, Clone)]
pub struct ClientCertificate {
    /// The certificate first, then those that vouch for it, in PEM.
    pub chain: String,
    /// The key, PKCS#8 in PEM.
    pub private_key: SecretString,
    /// What the certificate says about itself.
    pub certificate: Certificate,
}

/// Which proxy a person chooses; its password is entered by itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum ProxyChoice {
    /// The one of the system settings.
    System,
    /// None.
    None,
    /// The one that the person names.
    Manual {
        /// Its address.
        address: String,
        /// The name that it is asked with; empty for none.
        username: String,
    },
}

/// What came of taking over a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RouteEntry {
    /// The connection as it is now.
    pub view: ConnectionView,
    /// Why what was typed was not taken over, where it was not.
    pub rejected: Option<Note>,
}

/// A route without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RouteView {
    /// Which proxy is asked.
    pub proxy: ProxyView,
    /// Whether private networks may be asked without TLS.
    pub without_tls: bool,
    /// Whether HTTP/2 is left out.
    pub only_http_1: bool,
    /// The authority of the person's own.
    pub authority: Vec<Certificate>,
    /// Certificates that the person has trusted.
    pub trusted: Vec<TrustedCertificate>,
    /// What this side proves itself with.
    pub client_certificate: Option<Certificate>,
    /// Whether something goes to the phone system without encryption with these values, this computer aside.
    pub is_not_encrypted: bool,
}

/// A proxy without its password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum ProxyView {
    /// The one of the system settings.
    System,
    /// None.
    None,
    /// The one that the person names.
    Manual {
        /// Its address.
        address: String,
        /// The name that it is asked with.
        username: String,
        /// Whether there is a password.
        has_password: bool,
    },
}
