//! A client that sends what a test says, byte by byte, and reads one answer.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::IN_TIME;

/// One answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    /// The value of a header that is there once.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        let value = values.next().map(|(_, value)| value.as_str());
        assert!(values.next().is_none(), "{name} stands there twice");
        value
    }
}

/// Sends `request` to 127.0.0.1.
pub(crate) async fn send(port: u16, request: &[u8]) -> Answer {
    send_to(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port), request).await
}

/// Sends `request` and reads the answer.
pub(crate) async fn send_to(address: SocketAddr, request: &[u8]) -> Answer {
    tokio::time::timeout(IN_TIME, exchange(address, request)).await.expect("an answer comes in time")
}

async fn exchange(address: SocketAddr, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request).await.unwrap();
    read_answer(&mut stream).await
}

/// Reads one answer, as long as its headers say.
pub(crate) async fn read_answer(stream: &mut TcpStream) -> Answer {
    let mut received = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        if let Some(answer) = parse(&received) {
            return answer;
        }
        let count = stream.read(&mut buffer).await.unwrap();
        assert!(count > 0, "the answer broke off: {}", String::from_utf8_lossy(&received));
        received.extend_from_slice(&buffer[..count]);
    }
}

fn parse(received: &[u8]) -> Option<Answer> {
    let end = received.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&received[..end]).unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers: Vec<(String, String)> =
        lines.map(|line| line.split_once(": ").unwrap()).map(|(name, value)| (name.into(), value.into())).collect();
    let length = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("Content-Length"));
    let length: usize = length.map_or(0, |(_, length)| length.parse().unwrap());
    let body = received.get(end + 4..end + 4 + length)?;
    Some(Answer { status, headers, body: String::from_utf8(body.to_vec()).unwrap() })
}
