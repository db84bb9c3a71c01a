//! What a phone system's address can lead to.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    thread,
    time::Duration,
};

use dialkey_practice::{Practice, PracticeSystem};
use tokio::runtime::Runtime;

/// How long a program may take to connect, on a busy machine.
const CONNECTED_WITHIN: Duration = Duration::from_mins(1);

/// The practice system, served by threads of its own while the test waits for programs.
pub(crate) struct Practised {
    pub(crate) practice: Practice,
    _runtime: Runtime,
}

impl Practised {
    pub(crate) fn start() -> Self {
        let runtime = Runtime::new().unwrap();
        let practice = runtime.block_on(Practice::start()).unwrap();
        Self { practice, _runtime: runtime }
    }

    pub(crate) fn system(&self, id: &str) -> &PracticeSystem {
        self.practice.system(id).unwrap()
    }
}

/// A server that takes connections and never answers.
pub(crate) struct SilentServer(TcpListener);

impl SilentServer {
    pub(crate) fn start() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").unwrap())
    }

    pub(crate) fn address(&self) -> String {
        address_of(&self.0)
    }

    /// Waits for a request and leaves whoever sent it waiting for as long as the result is kept.
    pub(crate) fn next_request(&self) -> TcpStream {
        let (sender, receiver) = mpsc::channel();
        let listener = self.0.try_clone().unwrap();
        thread::spawn(move || {
            let (connection, _) = listener.accept().unwrap();
            read_request(&connection);
            // Nobody listens any more when the test has given up waiting.
            let _ = sender.send(connection);
        });
        receiver.recv_timeout(CONNECTED_WITHIN).expect("the program sends a request")
    }
}

/// The address of a server that gives one request this answer: a status line, headers and a body.
pub(crate) fn answering_once(head: &str, body: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = address_of(&listener);
    let answer = format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
    thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        read_request(&connection);
        connection.write_all(answer.as_bytes()).unwrap();
    });
    address
}

/// An address of this computer at which nothing listens.
pub(crate) fn closed_address() -> String {
    address_of(&TcpListener::bind("127.0.0.1:0").unwrap())
}

fn address_of(listener: &TcpListener) -> String {
    format!("http://{}", listener.local_addr().unwrap())
}

/// Reads to the end of the body: a connection that is closed before is reset, and the answer lost.
fn read_request(connection: &TcpStream) {
    let mut reader = BufReader::new(connection);
    let mut length = 0;
    let mut line = String::new();
    while reader.read_line(&mut line).unwrap() > "\r\n".len() {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap();
        }
        line.clear();
    }
    reader.read_exact(&mut vec![0; length]).unwrap();
}
