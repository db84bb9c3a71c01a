//! What stands on the way to an address?

use core::net::IpAddr;

use async_trait::async_trait;
use url::Url;

use super::{capture::CaptureError, http::TransportError};
use crate::{
    capturing::RedirectUri,
    domain::{
        certificate::{Certificate, NotTrusted},
        route::Route,
    },
};

/// Looks at the way to an address. It sends no credential and nothing that a person typed but the address.
#[async_trait]
pub trait Probe: Send + Sync {
    /// Host and port of the proxy that requests to `url` go through; none where they go there directly.
    fn proxy(&self, route: &Route, url: &Url) -> Option<String>;

    /// The addresses of a host name, as this computer finds them.
    async fn resolve(&self, host: &str) -> Result<Vec<IpAddr>, TransportError>;

    /// Opens a connection, by the proxy where there is one, and closes it again.
    async fn connect(&self, route: &Route, url: &Url) -> Result<(), TransportError>;

    /// Shakes hands for TLS and closes the connection before anything is sent over it. A certificate that is not trusted
    /// is no error: it is what was looked for.
    async fn shake_hands(&self, route: &Route, url: &Url) -> Result<Handshake, TransportError>;

    /// Listens at a redirect address of this computer and stops again.
    async fn listen(&self, redirect_uri: &RedirectUri) -> Result<(), CaptureError>;
}

/// What a TLS handshake showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handshake {
    /// "TLS 1.3"
    pub version: String,
    /// The certificate of the other side, where it can be read.
    pub certificate: Option<Certificate>,
    /// Why the certificate is trusted, or why not.
    pub trust: Result<Trust, NotTrusted>,
}

/// Why a certificate is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// This computer knows who vouches for it.
    System,
    /// The authority of the person's own vouches for it.
    OwnAuthority,
    /// The person has compared and trusted it.
    Person,
}
