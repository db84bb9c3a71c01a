//! What the system says when a connection fails.

use std::io;

use dialkey_core::ports::http::TransportError;

/// What a kind of failure means for a connection that is being opened or used; none where it says nothing.
pub(crate) fn of_io(kind: io::ErrorKind) -> Option<TransportError> {
    match kind {
        io::ErrorKind::ConnectionRefused => Some(TransportError::ConnectionRefused),
        io::ErrorKind::TimedOut => Some(TransportError::ConnectTimedOut),
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable => Some(TransportError::NoRoute),
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => {
            Some(TransportError::ConnectionFailed("the other side ended it".into()))
        }
        _ => None,
    }
}
