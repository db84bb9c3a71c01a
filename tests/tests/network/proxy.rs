//! A proxy that keeps what it was asked.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// Passes everything on to one phone system, whatever it is asked for, as a proxy does that finds names by itself.
pub(crate) struct Proxy {
    address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
    serving: JoinHandle<()>,
}

impl Proxy {
    /// Asks for the name and the password where there are some.
    pub(crate) async fn start(asks_for: Option<(&str, &str)>, phone_system: SocketAddr) -> Self {
        let wanted = asks_for.map(|(name, password)| STANDARD.encode(format!("{name}:{password}")));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&heads);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&kept), wanted.clone(), phone_system));
            }
        });
        Self { address, heads, serving }
    }

    /// Its address, from the scheme on.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Host and port.
    pub(crate) fn place(&self) -> String {
        self.address.to_string()
    }

    /// The head of every request.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(
    mut client: TcpStream,
    heads: Arc<Mutex<Vec<String>>>,
    wanted: Option<String>,
    phone_system: SocketAddr,
) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(byte) = client.read_u8().await else { return };
        head.push(byte);
    }
    let head = String::from_utf8(head).unwrap();
    heads.lock().unwrap().push(head.clone());
    let is_authorization = |line: &&str| line.to_ascii_lowercase().starts_with("proxy-authorization:");
    let shown = head.lines().find(is_authorization).and_then(|line| line.split_once(": Basic "));
    if wanted.is_some_and(|wanted| shown.is_none_or(|(_, shown)| shown != wanted)) {
        let refused = b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"\r\n\
            Content-Length: 0\r\nConnection: close\r\n\r\n";
        let _ = client.write_all(refused).await;
        return;
    }
    let mut target = TcpStream::connect(phone_system).await.unwrap();
    if head.starts_with("CONNECT ") {
        client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.unwrap();
    } else {
        let passed_on: Vec<_> = head.lines().filter(|line| !is_authorization(line)).collect();
        target.write_all((passed_on.join("\r\n") + "\r\n").as_bytes()).await.unwrap();
    }
    // Either side may end it.
    let _ = copy_bidirectional(&mut client, &mut target).await;
}
