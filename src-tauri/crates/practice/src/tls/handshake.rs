//! From a connection to an encrypted one, or not.

use std::{io, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use super::Certificates;
use crate::{Fault, system::System};

/// A client that needs longer has gone.
const PATIENCE: Duration = Duration::from_secs(10);
/// Of TLS 1.0: a fatal alert that says so (RFC 8446 6, `protocol_version`).
const ONLY_OLD_VERSIONS: [u8; 7] = [0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46];
const WITHOUT_ENCRYPTION: &[u8] =
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 27\r\nConnection: close\r\n\r\nThis port does not encrypt.";

/// Shakes hands as the fault of the phone system has it; none where nothing encrypted comes of it.
pub(super) async fn shake_hands(
    stream: TcpStream,
    system: &System,
    certificates: &Certificates,
) -> Option<TlsStream<TcpStream>> {
    let shaken = async {
        match system.fault() {
            Some(Fault::OldEncryption) => refuse(stream, &ONLY_OLD_VERSIONS).await.map(|()| None),
            Some(Fault::NotEncrypted) => refuse(stream, WITHOUT_ENCRYPTION).await.map(|()| None),
            fault => TlsAcceptor::from(certificates.shown_with(fault)).accept(stream).await.map(Some),
        }
    };
    match timeout(PATIENCE, shaken).await {
        Ok(Ok(encrypted)) => encrypted,
        Ok(Err(error)) => {
            tracing::debug!(system = system.description.id, %error, "practice handshake ended");
            None
        }
        Err(_) => None,
    }
}

/// Answers the beginning of a handshake with something else, and lets the other side read it before the end.
async fn refuse(mut stream: TcpStream, answer: &[u8]) -> io::Result<()> {
    let mut beginning = [0; 4096];
    if stream.read(&mut beginning).await? == 0 {
        return Ok(());
    }
    stream.write_all(answer).await?;
    stream.shutdown().await?;
    while stream.read(&mut beginning).await? > 0 {}
    Ok(())
}
