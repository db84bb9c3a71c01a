//! Accepting encrypted connections, each handshake on its own: one that hangs keeps nobody waiting.

use std::{future::pending, io, net::SocketAddr, sync::Arc};

use axum::serve::Listener;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{mpsc, watch},
};
use tokio_rustls::server::TlsStream;

use super::{Certificates, handshake::shake_hands};
use crate::system::System;

/// Handshakes that came to an end wait here for their turn.
const WAITING: usize = 16;

/// Connections whose handshake is over.
pub(crate) struct TlsListener {
    address: SocketAddr,
    encrypted: mpsc::Receiver<TlsStream<TcpStream>>,
}

/// Accepts connections until the sending side of `end` is dropped. Fails when the listener has no address.
pub(crate) fn listen(
    listener: TcpListener,
    system: Arc<System>,
    certificates: Arc<Certificates>,
    end: watch::Receiver<()>,
) -> io::Result<TlsListener> {
    let address = listener.local_addr()?;
    let (sender, encrypted) = mpsc::channel(WAITING);
    tokio::spawn(accept_all(listener, system, certificates, end, sender));
    Ok(TlsListener { address, encrypted })
}

async fn accept_all(
    mut listener: TcpListener,
    system: Arc<System>,
    certificates: Arc<Certificates>,
    mut end: watch::Receiver<()>,
    sender: mpsc::Sender<TlsStream<TcpStream>>,
) {
    loop {
        let (stream, _) = tokio::select! {
            // The one that waits a while when there are too many open files.
            accepted = Listener::accept(&mut listener) => accepted,
            // Nothing is ever sent: this ends with an error when the practice system is dropped.
            _ = end.changed() => return,
        };
        let (system, certificates, sender) = (Arc::clone(&system), Arc::clone(&certificates), sender.clone());
        tokio::spawn(async move {
            if let Some(encrypted) = shake_hands(stream, &system, &certificates).await {
                // Nobody takes it where the practice system has ended meanwhile.
                let _ = sender.send(encrypted).await;
            }
        });
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.encrypted.recv().await {
            Some(encrypted) => (encrypted, self.address),
            None => pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}
