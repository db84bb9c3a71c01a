//! How an answer gets to the client: whole, or in one of the ways that answers get lost.

use std::{convert::Infallible, io, io::Write as _, time::Duration};

use axum::body::{Body, Bytes};
use flate2::{Compression, write::GzEncoder};
use futures_util::{StreamExt as _, stream};

/// What an endless answer is made of.
const PIECE: Bytes = Bytes::from_static(&[b' '; 16 * 1024]);
/// Bytes that a small answer unpacks to: far more than any answer may have.
const UNPACKED_PIECES: usize = 1024;

/// How an answer gets to the client.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// At once and whole.
    #[default]
    Whole,
    /// Whole, after a while.
    Late(Duration),
    /// Not while the fault is on.
    Never,
    /// The connection ends in the middle of the body.
    Half,
    /// The connection ends before the answer.
    Lost,
    /// The body has no end.
    Endless,
    /// The body is gzip (RFC 1952) and unpacks to millions of bytes.
    Inflating,
}

impl Delivery {
    /// The header that the body needs beside those of the answer.
    pub(crate) fn header(self, body: &str) -> Option<(String, String)> {
        match self {
            // More than comes, so that the end is seen to be too early.
            Self::Half => Some(("Content-Length".to_owned(), body.len().to_string())),
            Self::Inflating => Some(("Content-Encoding".to_owned(), "gzip".to_owned())),
            Self::Whole | Self::Late(_) | Self::Never | Self::Lost | Self::Endless => None,
        }
    }

    /// The body as it goes out.
    pub(crate) fn body(self, body: String) -> Body {
        match self {
            Self::Whole | Self::Late(_) | Self::Never => Body::from(body),
            Self::Half => first_half(&body),
            Self::Lost => Body::from_stream(stream::iter([Err::<Bytes, _>(broken())])),
            Self::Endless => Body::from_stream(stream::repeat_with(|| Ok::<_, Infallible>(PIECE))),
            Self::Inflating => Body::from(packed().unwrap_or_default()),
        }
    }
}

fn first_half(body: &str) -> Body {
    let half = Bytes::copy_from_slice(&body.as_bytes()[..body.len() / 2]);
    // The server takes its turn to send the half before it hears of the end.
    let end = stream::once(async {
        tokio::task::yield_now().await;
        Err(broken())
    });
    Body::from_stream(stream::iter([Ok(half)]).chain(end))
}

fn broken() -> io::Error {
    io::ErrorKind::ConnectionAborted.into()
}

fn packed() -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..UNPACKED_PIECES {
        encoder.write_all(&PIECE)?;
    }
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_unpacks_to_millions_of_bytes_is_small() {
        let packed = packed().unwrap();
        assert!(packed.len() < 128 * 1024, "{} bytes", packed.len());
        assert!(PIECE.len() * UNPACKED_PIECES >= 16_000_000);
    }
}
