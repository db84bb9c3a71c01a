//! Which way a request takes: the proxy it asks, and where its connection may go to.

mod failures;
mod private;
mod proxy;

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use dialkey_core::{domain::route::Route, ports::http::TransportError};
use tokio::net::lookup_host;
use url::{Host, Url};

use self::private::is_private;
pub(crate) use self::{
    failures::of_io,
    proxy::{ProxyOnTheWay, proxy_for},
};

/// The way to one address.
pub(crate) struct Way {
    /// The proxy that is asked; none where the connection goes there directly.
    pub(crate) proxy: Option<ProxyOnTheWay>,
    /// The only addresses that the connection may go to, where they were looked at.
    pub(crate) checked: Option<Checked>,
}

/// A name and what it stands for.
pub(crate) struct Checked {
    pub(crate) name: String,
    pub(crate) addresses: Vec<SocketAddr>,
}

impl Way {
    /// Finds the way to `url`. Without TLS it leads to this computer, or, where the route allows it, to a network that
    /// only its own people are in.
    pub(crate) async fn find(route: &Route, url: &Url, within: Duration) -> Result<Self, TransportError> {
        if is_this_computer(url) {
            return Ok(Self { proxy: None, checked: own_addresses(url) });
        }
        let proxy = proxy_for(route, url)?;
        if url.scheme() == "https" {
            return Ok(Self { proxy, checked: None });
        }
        if !route.without_tls {
            return Err(TransportError::NotEncrypted);
        }
        let target = private_addresses(url, within).await?;
        let checked = match &proxy {
            None => target,
            // What it passes on can be read on the way to it, too.
            Some(proxy) => private_addresses(&proxy.address, within).await.map_err(|error| match error {
                TransportError::NotEncrypted => error,
                error => TransportError::ProxyFailed(error.to_string()),
            })?,
        };
        Ok(Self { proxy, checked: Some(checked) })
    }
}

/// Whether an address is on this computer.
pub(crate) fn is_this_computer(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).to_canonical().is_loopback(),
        None => false,
    }
}

/// What the name of this computer stands for, whatever its resolver says (RFC 6761 6.3).
fn own_addresses(url: &Url) -> Option<Checked> {
    let port = url.port_or_known_default()?;
    let addresses = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
    let Some(Host::Domain(name)) = url.host() else { return None };
    Some(Checked { name: name.into(), addresses: addresses.map(|address| SocketAddr::new(address, port)).into() })
}

async fn private_addresses(url: &Url, within: Duration) -> Result<Checked, TransportError> {
    let addresses = addresses_of(url, within).await?;
    if addresses.iter().all(|address| is_private(address.ip())) {
        Ok(Checked { name: url.host_str().unwrap_or_default().to_owned(), addresses })
    } else {
        Err(TransportError::NotEncrypted)
    }
}

/// The addresses that the host of `url` stands for, with its port; at least one.
pub(crate) async fn addresses_of(url: &Url, within: Duration) -> Result<Vec<SocketAddr>, TransportError> {
    let port = url.port_or_known_default().unwrap_or_default();
    let name = match url.host().ok_or(TransportError::HostNotFound)? {
        Host::Ipv4(address) => return Ok(vec![SocketAddr::new(address.into(), port)]),
        Host::Ipv6(address) => return Ok(vec![SocketAddr::new(address.into(), port)]),
        Host::Domain(name) => name,
    };
    let found = tokio::time::timeout(within, lookup_host((name, port))).await;
    let found = found.map_err(|_| TransportError::ConnectTimedOut)?.map_err(|_| TransportError::HostNotFound)?;
    let addresses: Vec<_> = found.collect();
    if addresses.is_empty() { Err(TransportError::HostNotFound) } else { Ok(addresses) }
}
