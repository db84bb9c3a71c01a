//! The server on one socket.

use std::{
    error::Error,
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use socket2::SockRef;
use tiny_http::Server;

use super::reception::Reception;

/// Connections of our own, which say nothing. The server's pool may leave a connection lying without a thread when many
/// come at once, and looks at one of those lying with each new connection. They also keep the read timeout of the
/// socket from ending a quiet `accept`, and the server with it, as it does on Linux.
const KNOCKS: usize = 4;
const KNOCK_EVERY: Duration = Duration::from_millis(200);
/// A server that came to an end is replaced after so long, so that a lasting trouble is no busy loop.
const REPLACED_AFTER: Duration = Duration::from_millis(500);
/// Loopback answers at once, or is overrun.
const KNOCK_TIMEOUT: Duration = Duration::from_millis(50);

/// A server whose socket stays ours from the beginning to the end.
pub(super) struct Door {
    // Dropped before the socket: the server closes its own copy in a thread that it ends by connecting to itself.
    server: Mutex<Arc<Server>>,
    socket: TcpListener,
    address: SocketAddr,
    closed: AtomicBool,
}

impl Door {
    /// Opens the door; every request goes to the reception, each in a thread of its own, so that none holds up others.
    pub(super) fn open(
        socket: TcpListener,
        reception: &Arc<Reception>,
    ) -> Result<Arc<Self>, Box<dyn Error + Send + Sync>> {
        let door = Arc::new(Self {
            server: Mutex::new(Arc::new(Server::from_listener(socket.try_clone()?, None)?)),
            address: socket.local_addr()?,
            socket,
            closed: AtomicBool::new(false),
        });
        let (attended, reception) = (Arc::clone(&door), Arc::clone(reception));
        thread::Builder::new().name("sign-in".into()).spawn(move || attended.attend(&reception))?;
        Ok(door)
    }

    /// Closes the door at once. Answers on their way still arrive.
    pub(super) fn close(&self) {
        self.closed.store(true, Ordering::Release);
        // Ends the listening, and with it the server, where the system knows how to.
        if SockRef::from(&self.socket).shutdown(Shutdown::Both).is_err() {
            self.server().unblock();
        }
    }

    fn attend(&self, reception: &Arc<Reception>) {
        let mut ended = false;
        let mut knocked = Instant::now();
        loop {
            let server = Arc::clone(&self.server());
            match server.recv_timeout(if ended { REPLACED_AFTER } else { KNOCK_EVERY }) {
                Ok(Some(request)) => {
                    let reception = Arc::clone(reception);
                    let receiving = thread::Builder::new().name("sign-in request".into());
                    // Without a thread the request is dropped, and whoever sent it sends it again.
                    let _ = receiving.spawn(move || reception.receive(request));
                }
                Ok(None) if self.closed.load(Ordering::Acquire) => return,
                Ok(None) if ended => ended = !self.replace_server(),
                Ok(None) => {}
                Err(_) => ended = true,
            }
            if !ended && knocked.elapsed() >= KNOCK_EVERY {
                self.knock();
                knocked = Instant::now();
            }
        }
    }

    fn knock(&self) {
        for _ in 0..KNOCKS {
            if TcpStream::connect_timeout(&self.address, KNOCK_TIMEOUT).is_err() {
                return;
            }
        }
    }

    fn replace_server(&self) -> bool {
        let copy = self.socket.try_clone().ok();
        let Some(server) = copy.and_then(|socket| Server::from_listener(socket, None).ok()) else { return false };
        *self.server() = Arc::new(server);
        true
    }

    fn server(&self) -> MutexGuard<'_, Arc<Server>> {
        self.server.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use dialkey_core::capturing::RedirectUri;

    use super::*;

    const IN_TIME: Duration = Duration::from_secs(20);

    fn answers(address: SocketAddr) -> bool {
        let mut answer = [0; 8];
        let asked = TcpStream::connect(address).and_then(|mut stream| {
            stream.set_read_timeout(Some(Duration::from_secs(1)))?;
            stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")?;
            stream.read_exact(&mut answer)
        });
        asked.is_ok() && answer == *b"HTTP/1.1"
    }

    #[test]
    fn a_server_that_its_read_timeout_ended_is_replaced_on_the_same_socket() {
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap();
        SockRef::from(&socket).set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        let redirect_uri = RedirectUri::parse("http://127.0.0.1/cb").unwrap();
        let door = Door::open(socket, &Arc::new(Reception::new(redirect_uri))).unwrap();
        let (first, began) = (Arc::clone(&door.server()), Instant::now());
        while cfg!(target_os = "linux") && Arc::ptr_eq(&first, &door.server()) {
            assert!(began.elapsed() < IN_TIME, "the server must be replaced");
            thread::yield_now();
        }
        while !answers(address) {
            assert!(began.elapsed() < IN_TIME, "the port must answer");
        }
    }
}
