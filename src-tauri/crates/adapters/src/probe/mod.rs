//! Looks at the way to an address over the network of this computer. No look sends more than the beginning of a
//! handshake, and to a proxy what it asks for before it opens a connection.

mod connecting;
mod tunnel;

use std::{net::IpAddr, sync::Arc, time::Duration};

use async_trait::async_trait;
use connecting::connect;
use dialkey_core::{
    capturing::RedirectUri,
    domain::route::{Route, place_of},
    ports::{
        Probe,
        capture::CaptureError,
        http::{CONNECT_TIMEOUT, TransportError},
        probe::Handshake,
    },
};
use rustls::{
    ProtocolVersion,
    pki_types::{IpAddr as IpName, ServerName},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use url::{Host, Url};

use crate::{
    sign_in,
    tls::{Tls, Witness, tls_error},
    way::{Way, addresses_of, of_io, proxy_for},
};

/// With TLS 1.3 this side has done its part before the other one has judged its certificate (RFC 8446 4.4.2.4). For so
/// long its judgement is waited for.
const JUDGEMENT: Duration = Duration::from_secs(1);

/// Looks with the resolver, the sockets and the TLS library that requests use.
#[derive(Debug, Default)]
pub struct NetworkProbe;

#[async_trait]
impl Probe for NetworkProbe {
    fn proxy(&self, route: &Route, url: &Url) -> Option<String> {
        place_of(&proxy_for(route, url).ok()??.address)
    }

    async fn resolve(&self, host: &str) -> Result<Vec<IpAddr>, TransportError> {
        let url = Url::parse(&format!("https://{host}/")).map_err(|_| TransportError::HostNotFound)?;
        let mut addresses: Vec<_> =
            addresses_of(&url, CONNECT_TIMEOUT).await?.iter().map(std::net::SocketAddr::ip).collect();
        addresses.dedup();
        Ok(addresses)
    }

    async fn connect(&self, route: &Route, url: &Url) -> Result<(), TransportError> {
        let way = Way::find(route, url, CONNECT_TIMEOUT).await?;
        connect(&way, url).await.map(drop)
    }

    async fn shake_hands(&self, route: &Route, url: &Url) -> Result<Handshake, TransportError> {
        let place = place_of(url).ok_or(TransportError::HostNotFound)?;
        let Tls { settings, witness } = Tls::for_look(route, &place)?;
        let name = server_name(url)?;
        let way = Way::find(route, url, CONNECT_TIMEOUT).await?;
        let stream = connect(&way, url).await?;
        let shaking = TlsConnector::from(Arc::new(settings)).connect(name, stream);
        let shaken = timeout(CONNECT_TIMEOUT, shaking).await.map_err(|_| TransportError::ConnectTimedOut)?;
        let mut stream = shaken.map_err(|error| handshake_error(&error, &witness))?;
        let version = stream.get_ref().1.protocol_version();
        if witness.was_asked() && version == Some(ProtocolVersion::TLSv1_3) {
            await_judgement(&mut stream, &witness).await?;
        }
        // It has seen enough; the other side need not hear the goodbye.
        let _ = stream.shutdown().await;
        let verdict = witness.verdict().ok_or_else(|| TransportError::TlsFailed("it shows no certificate".into()))?;
        Ok(Handshake {
            version: version_name(version),
            certificate: verdict.certificate,
            trust: verdict.trust.map_err(|not_trusted| *not_trusted),
        })
    }

    async fn listen(&self, redirect_uri: &RedirectUri) -> Result<(), CaptureError> {
        sign_in::try_to_listen(redirect_uri)
    }
}

/// Reads until the other side says what it makes of the client certificate. Silence means that it does not mind.
async fn await_judgement(stream: &mut TlsStream<TcpStream>, witness: &Witness) -> Result<(), TransportError> {
    let mut nothing = [0; 1];
    match timeout(JUDGEMENT, stream.read(&mut nothing)).await {
        Ok(Ok(0)) if witness.was_asked_in_vain() => Err(TransportError::ClientCertificateWanted),
        Err(_) | Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(handshake_error(&error, witness)),
    }
}

fn handshake_error(error: &std::io::Error, witness: &Witness) -> TransportError {
    if let Some(tls) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        return tls_error(tls, witness);
    }
    if witness.was_asked_in_vain() {
        return TransportError::ClientCertificateWanted;
    }
    match of_io(error.kind()) {
        Some(TransportError::ConnectTimedOut) => TransportError::ConnectTimedOut,
        _ => TransportError::TlsFailed("the other side ended it before the handshake was complete".into()),
    }
}

fn server_name(url: &Url) -> Result<ServerName<'static>, TransportError> {
    match url.host().ok_or(TransportError::HostNotFound)? {
        Host::Domain(name) => ServerName::try_from(name.to_owned()).map_err(|_| TransportError::HostNotFound),
        Host::Ipv4(address) => Ok(ServerName::IpAddress(IpName::from(IpAddr::V4(address)))),
        Host::Ipv6(address) => Ok(ServerName::IpAddress(IpName::from(IpAddr::V6(address)))),
    }
}

fn version_name(version: Option<ProtocolVersion>) -> String {
    match version {
        Some(ProtocolVersion::TLSv1_3) => "TLS 1.3".into(),
        Some(ProtocolVersion::TLSv1_2) => "TLS 1.2".into(),
        _ => "TLS".into(),
    }
}
