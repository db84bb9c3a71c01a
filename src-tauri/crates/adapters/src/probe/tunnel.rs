//! The way through a proxy (RFC 9110 9.3.6).

use dialkey_core::{domain::route::place_of, ports::http::TransportError};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use url::Url;

use crate::way::ProxyOnTheWay;

/// Bytes of an answer's head.
const LONGEST_HEAD: usize = 8192;

/// Asks the proxy at the other end of `stream` for a connection to the host of `url`.
pub(super) async fn open(stream: &mut TcpStream, proxy: &ProxyOnTheWay, url: &Url) -> Result<(), TransportError> {
    let place = place_of(url).ok_or(TransportError::HostNotFound)?;
    let mut request = format!("CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n").into_bytes();
    if let Some(authorization) = &proxy.authorization {
        request.extend_from_slice(b"Proxy-Authorization: ");
        request.extend_from_slice(authorization.as_bytes());
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"\r\n");
    let ended = |_| TransportError::ProxyFailed("it ended the connection".into());
    stream.write_all(&request).await.map_err(ended)?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") && head.len() < LONGEST_HEAD {
        // Byte by byte, since what follows belongs to the handshake.
        head.push(stream.read_u8().await.map_err(ended)?);
    }
    match status(&head) {
        Some(200..=299) => Ok(()),
        Some(_) => Err(TransportError::ProxyRefused),
        None => Err(TransportError::ProxyFailed("what answers is not a proxy".into())),
    }
}

fn status(head: &[u8]) -> Option<u16> {
    let line = head.split(|byte| *byte == b'\r').next()?;
    let rest = line.strip_prefix(b"HTTP/1.")?;
    core::str::from_utf8(rest).ok()?.split(' ').nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_of_a_proxy_is_read() {
        assert_eq!(status(b"HTTP/1.1 200 Connection established\r\n\r\n"), Some(200));
        assert_eq!(status(b"HTTP/1.0 407\r\nProxy-Authenticate: Basic\r\n\r\n"), Some(407));
        for other in [&b""[..], b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1\r\n", b"HTTP/1.1 abc\r\n", b"\xff\xff"] {
            assert_eq!(status(other), None);
        }
    }
}
