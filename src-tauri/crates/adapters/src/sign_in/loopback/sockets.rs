//! Sockets on this computer's own addresses, for nobody else to reach.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener},
    time::Duration,
};

use dialkey_core::{
    capturing::{LoopbackHost, RedirectUri},
    ports::capture::CaptureError,
};
use socket2::{Domain, Protocol, Socket, Type};

/// Connections inherit it from the socket they come from; the server has no such limit of its own.
const READ_TIMEOUT: Duration = Duration::from_secs(15);
/// Browsers open a few connections at once, and others may knock too.
const BACKLOG: i32 = 128;
/// A port that is free on one stack may be taken on the other.
const FREE_PORT_TRIES: usize = 8;

const V4: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const V6: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);

/// Sockets that listen where the redirect address points to, all on one port.
pub(super) struct Sockets {
    /// One for each stack.
    pub(super) listeners: Vec<TcpListener>,
    /// Their port.
    pub(super) port: u16,
}

impl Sockets {
    /// Opens the registered port, or any that is free. A browser may take `localhost` for either stack, so both are
    /// opened; where a computer has no IPv6, the other is enough.
    pub(super) fn open(redirect_uri: &RedirectUri) -> Result<Self, CaptureError> {
        let addresses: &[IpAddr] = match redirect_uri.loopback() {
            Some(LoopbackHost::V4) => &[V4],
            Some(LoopbackHost::V6) => &[V6],
            Some(LoopbackHost::Name) => &[V4, V6],
            None => return Err(CaptureError::CannotListen("the address is not on this computer".into())),
        };
        if let Some(port) = redirect_uri.fixed_port() {
            return open_all(addresses, port).map_err(|error| explain(&error, port));
        }
        let tries = (1..FREE_PORT_TRIES).find_map(|_| match open_all(addresses, 0) {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => None,
            opened => Some(opened),
        });
        tries.unwrap_or_else(|| open_all(addresses, 0)).map_err(|error| CaptureError::CannotListen(error.to_string()))
    }
}

fn open_all(addresses: &[IpAddr], port: u16) -> io::Result<Sockets> {
    let (first, others) = addresses.split_first().ok_or(io::ErrorKind::InvalidInput)?;
    let mut listeners = vec![listen(SocketAddr::new(*first, port))?];
    let port = listeners[0].local_addr()?.port();
    for other in others {
        match listen(SocketAddr::new(*other, port)) {
            Ok(listener) => listeners.push(listener),
            Err(error) if matches!(error.kind(), io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied) => {
                return Err(error);
            }
            // This computer has no such stack.
            Err(_) => {}
        }
    }
    Ok(Sockets { listeners, port })
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    // Elsewhere than on Unix this would let another program share the port.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    socket.set_read_timeout(Some(READ_TIMEOUT))?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

fn explain(error: &io::Error, port: u16) -> CaptureError {
    match error.kind() {
        io::ErrorKind::AddrInUse => CaptureError::PortInUse { port, by: None },
        // On Windows (10013) also for ports that Hyper-V has set aside, although nothing listens there.
        io::ErrorKind::PermissionDenied => CaptureError::PortReserved { port },
        _ => CaptureError::CannotListen(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(redirect_uri: &str) -> Result<Sockets, CaptureError> {
        Sockets::open(&RedirectUri::parse(redirect_uri).unwrap())
    }

    #[test]
    fn only_addresses_of_this_computer_are_opened() {
        for (text, hosts) in
            [("http://127.0.0.1/cb", vec![V4]), ("http://[::1]/cb", vec![V6]), ("http://localhost/cb", vec![V4, V6])]
        {
            let opened = open(text).unwrap();
            let addresses: Vec<_> = opened.listeners.iter().map(|listener| listener.local_addr().unwrap()).collect();
            let expected: Vec<_> = hosts.into_iter().map(|host| SocketAddr::new(host, opened.port)).collect();
            assert_eq!(addresses, expected, "{text}");
        }
        assert!(matches!(open("http://192.168.0.1:8000/cb"), Err(CaptureError::CannotListen(_))));
    }

    #[test]
    fn a_registered_port_is_taken_and_no_other() {
        let port = open("http://127.0.0.1/cb").unwrap().port;
        let opened = open(&format!("http://127.0.0.1:{port}/cb")).unwrap();
        assert_eq!(opened.port, port);
        let again = open(&format!("http://127.0.0.1:{port}/cb")).err();
        assert_eq!(again, Some(CaptureError::PortInUse { port, by: None }));
    }

    #[test]
    fn localhost_is_in_use_when_only_one_stack_is_taken() {
        let taken = open("http://[::1]/cb").unwrap();
        let error = open(&format!("http://localhost:{}/cb", taken.port)).err();
        assert_eq!(error, Some(CaptureError::PortInUse { port: taken.port, by: None }));
    }

    #[test]
    fn what_the_system_answers_is_told_apart() {
        let explain = |kind: io::ErrorKind| explain(&kind.into(), 80);
        assert_eq!(explain(io::ErrorKind::PermissionDenied), CaptureError::PortReserved { port: 80 });
        assert_eq!(explain(io::ErrorKind::AddrInUse), CaptureError::PortInUse { port: 80, by: None });
        assert!(matches!(explain(io::ErrorKind::OutOfMemory), CaptureError::CannotListen(_)));
    }
}
