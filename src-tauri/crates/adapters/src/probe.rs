//! Looks at the way to an address over the network of this computer.

use std::net::IpAddr;

use async_trait::async_trait;
use dialkey_core::{
    capturing::RedirectUri,
    domain::route::Route,
    ports::{Probe, capture::CaptureError, http::TransportError, probe::Handshake},
};
use tokio::net::{TcpStream, lookup_host};
use url::Url;

/// Looks with the resolver, the sockets and the TLS library that requests use.
#[derive(Debug, Default)]
pub struct NetworkProbe;

#[async_trait]
impl Probe for NetworkProbe {
    fn proxy(&self, _: &Route, _: &Url) -> Option<String> {
        None
    }

    async fn resolve(&self, host: &str) -> Result<Vec<IpAddr>, TransportError> {
        let found = lookup_host((host, 0)).await.map_err(|_| TransportError::HostNotFound)?;
        Ok(found.map(|address| address.ip()).collect())
    }

    async fn connect(&self, _: &Route, url: &Url) -> Result<(), TransportError> {
        let port = url.port_or_known_default().unwrap_or_default();
        let connected = TcpStream::connect((url.host_str().unwrap_or_default(), port)).await;
        connected.map(drop).map_err(|_| TransportError::ConnectionRefused)
    }

    async fn shake_hands(&self, _: &Route, _: &Url) -> Result<Handshake, TransportError> {
        Err(TransportError::NotTls)
    }

    async fn listen(&self, _: &RedirectUri) -> Result<(), CaptureError> {
        Ok(())
    }
}
