//! Opens the connection that a request would open.

use std::{io, net::SocketAddr, time::Duration};

use dialkey_core::ports::http::{CONNECT_TIMEOUT, TransportError};
use futures_util::future::{FutureExt as _, select_ok};
use tokio::{
    net::TcpStream,
    time::{sleep, timeout},
};
use url::Url;

use super::tunnel;
use crate::way::{ProxyOnTheWay, Way, addresses_of, of_io};

/// After so long the next address is tried beside the one before (RFC 8305 5).
const HEAD_START: Duration = Duration::from_millis(250);

/// Connects to the host of `url` by `way`, within the time that a connection may take.
pub(super) async fn connect(way: &Way, url: &Url) -> Result<TcpStream, TransportError> {
    let connecting = async {
        match &way.proxy {
            None => connect_to(way, url).await,
            Some(proxy) => connect_through(proxy, way, url).await,
        }
    };
    timeout(CONNECT_TIMEOUT, connecting).await.map_err(|_| TransportError::ConnectTimedOut)?
}

async fn connect_through(proxy: &ProxyOnTheWay, way: &Way, url: &Url) -> Result<TcpStream, TransportError> {
    let connected = connect_to(way, &proxy.address).await;
    let mut stream = connected.map_err(|error| TransportError::ProxyFailed(error.to_string()))?;
    if url.scheme() == "https" {
        tunnel::open(&mut stream, proxy, url).await?;
    }
    Ok(stream)
}

async fn connect_to(way: &Way, url: &Url) -> Result<TcpStream, TransportError> {
    let addresses = match &way.checked {
        Some(checked) => checked.addresses.clone(),
        None => addresses_of(url, CONNECT_TIMEOUT).await?,
    };
    first_of(addresses).await.map_err(|error| {
        let failed = || TransportError::ConnectionFailed("the system does not open a connection".into());
        of_io(error.kind()).unwrap_or_else(failed)
    })
}

/// The first connection that comes about; the last failure where none does.
async fn first_of(addresses: Vec<SocketAddr>) -> io::Result<TcpStream> {
    let tries = (0..).zip(addresses).map(|(turn, address)| {
        async move {
            sleep(HEAD_START * turn).await;
            TcpStream::connect(address).await
        }
        .boxed()
    });
    select_ok(tries).await.map(|(stream, _)| stream)
}
