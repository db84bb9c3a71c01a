//! A token service on this computer that takes one request and no other.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use crate::stop::Stop;

const ANSWER: &str = r#"{"access_token":"mF9B5f41JqM4XvN7","token_type":"Bearer","expires_in":3600,"scope":"calls"}"#;

/// The parameters of the request; the secret apart, since programs are given it in another way.
pub(super) const PARAMETERS: [(&str, &str); 3] =
    [("grant_type", "client_credentials"), ("client_id", "bench"), ("scope", "calls")];
pub(super) const CLIENT_SECRET: &str = "Zt8Qm2Vx5Kc1Rw9Lp4Nb";

/// Where it is asked. It serves until the program ends.
pub(super) struct TokenService {
    pub(super) address: String,
    pub(super) port: u16,
    handed_out: Arc<AtomicUsize>,
}

impl TokenService {
    /// At one address.
    pub(super) fn start() -> Result<Self, Stop> {
        Self::start_at(&[Ipv4Addr::LOCALHOST])
    }

    /// At so many addresses from 127.0.1.1 on, and at the same port of each.
    pub(super) fn start_at_hosts(count: u8) -> Result<Self, Stop> {
        let hosts: Vec<Ipv4Addr> = (1..=count).map(|host| Ipv4Addr::new(127, 0, 1, host)).collect();
        Self::start_at(&hosts)
    }

    fn start_at(hosts: &[Ipv4Addr]) -> Result<Self, Stop> {
        let not_possible = |error: io::Error| Stop::because(format!("no port can be opened: {error}"));
        let handed_out = Arc::new(AtomicUsize::new(0));
        let mut port = 0;
        for host in hosts {
            let listener = TcpListener::bind((*host, port)).map_err(not_possible)?;
            port = listener.local_addr().map_err(not_possible)?.port();
            let handed_out = Arc::clone(&handed_out);
            thread::spawn(move || {
                for connection in listener.incoming().flatten() {
                    // A program that goes away fails by itself.
                    let _ = answer(&connection, &handed_out);
                }
            });
        }
        let host = hosts.first().copied().unwrap_or(Ipv4Addr::LOCALHOST);
        Ok(Self { address: format!("http://{host}:{port}/oauth2/token"), port, handed_out })
    }

    /// How many tokens it has handed out so far.
    pub(super) fn handed_out(&self) -> usize {
        self.handed_out.load(Ordering::Relaxed)
    }
}

fn answer(mut connection: &TcpStream, handed_out: &AtomicUsize) -> io::Result<()> {
    let body = read_body(connection)?;
    let is_expected = is_expected(&body);
    if is_expected {
        handed_out.fetch_add(1, Ordering::Relaxed);
    }
    let (status, answer) = if is_expected { ("200 OK", ANSWER) } else { ("400 Bad Request", "{}") };
    let head = format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nConnection: close\r\n");
    write!(connection, "{head}Content-Length: {}\r\n\r\n{answer}", answer.len())
}

fn read_body(connection: &TcpStream) -> io::Result<String> {
    let mut reader = BufReader::new(connection);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? <= "\r\n".len() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = String::new();
    reader.take(length).read_to_string(&mut body)?;
    Ok(body)
}

/// All programs have to send the same, in whatever order.
fn is_expected(body: &str) -> bool {
    let mut sent: Vec<(&str, &str)> = body.split('&').filter_map(|pair| pair.split_once('=')).collect();
    let mut expected = PARAMETERS.to_vec();
    expected.push(("client_secret", CLIENT_SECRET));
    sent.sort_unstable();
    expected.sort_unstable();
    sent == expected
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_very_same_parameters_are_taken() {
        let right = format!("client_id=bench&grant_type=client_credentials&client_secret={CLIENT_SECRET}&scope=calls");

        assert!(is_expected(&right));
        assert!(!is_expected(&format!("{right}&audience=x")));
        assert!(!is_expected(&right.replace("&scope=calls", "")));
    }
}
