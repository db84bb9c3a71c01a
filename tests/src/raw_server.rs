//! A server that answers exactly what a test says, byte by byte, and keeps every byte it was sent.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use rcgen::CertifiedKey;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpListener,
    task::JoinHandle,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, pki_types::PrivateKeyDer},
};

const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// What one connection gets.
pub enum Reply {
    /// These bytes, then the end of the connection.
    Bytes(Vec<u8>),
    /// These bytes one by one with a pause between them.
    Drip(Vec<u8>, Duration),
    /// First `beginning`, then `again` for as long as the other side takes it.
    Endless {
        /// Sent once.
        beginning: Vec<u8>,
        /// Sent for ever.
        again: Vec<u8>,
    },
    /// These bytes, and then nothing more on a connection that stays open.
    Stall(Vec<u8>),
}

impl Reply {
    /// A whole answer.
    pub fn answer(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let length = body.as_ref().len().to_string();
        Self::without_length(status, &[headers, &[("Content-Length", &length)]].concat(), body)
    }

    /// A whole answer of JSON.
    pub fn json(status: u16, body: impl AsRef<[u8]>) -> Self {
        Self::answer(status, &[("Content-Type", "application/json")], body)
    }

    /// An answer whose length is announced by its headers, or ends with the connection.
    pub fn without_length(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        Self::Bytes([head(status, headers).as_slice(), body.as_ref()].concat())
    }
}

/// The beginning of an answer, up to the empty line.
pub fn head(status: u16, headers: &[(&str, &str)]) -> Vec<u8> {
    let mut lines = vec![format!("HTTP/1.1 {status} "), "Connection: close".to_owned()];
    lines.extend(headers.iter().map(|(name, value)| format!("{name}: {value}")));
    (lines.join("\r\n") + "\r\n\r\n").into_bytes()
}

/// The server, listening on loopback until it is dropped.
pub struct RawServer {
    address: SocketAddr,
    scheme: &'static str,
    seen: Arc<Mutex<Seen>>,
    serving: JoinHandle<()>,
}

/// What arrived.
#[derive(Default)]
struct Seen {
    connections: usize,
    requests: Vec<Vec<u8>>,
}

type Rule = Arc<dyn Fn(&[u8]) -> Reply + Send + Sync>;

#[expect(clippy::missing_panics_doc, reason = "a panic is how a test fails")]
impl RawServer {
    /// Answers each request as `rule` says, which is given the request as it arrived.
    pub async fn start(rule: impl Fn(&[u8]) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_at(LOCALHOST, rule).await
    }

    /// The same at another address of this computer.
    pub async fn start_at(address: IpAddr, rule: impl Fn(&[u8]) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_at_place(SocketAddr::new(address, 0), rule).await
    }

    /// The same at a port of its own.
    pub async fn start_at_place(place: SocketAddr, rule: impl Fn(&[u8]) -> Reply + Send + Sync + 'static) -> Self {
        Self::serve(Arc::new(rule), None, place).await
    }

    /// The same behind TLS as `settings` have it.
    pub async fn start_with_tls(
        settings: ServerConfig,
        address: IpAddr,
        rule: impl Fn(&[u8]) -> Reply + Send + Sync + 'static,
    ) -> Self {
        Self::serve(Arc::new(rule), Some(TlsAcceptor::from(Arc::new(settings))), SocketAddr::new(address, 0)).await
    }

    /// The same behind a certificate that nobody trusts.
    pub async fn start_with_self_signed_certificate(rule: impl Fn(&[u8]) -> Reply + Send + Sync + 'static) -> Self {
        let CertifiedKey { cert, signing_key } =
            rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("the name can be certified");
        let key = PrivateKeyDer::Pkcs8(signing_key.serialize_der().into());
        let settings = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .expect("key and certificate belong together");
        Self::start_with_tls(settings, LOCALHOST, rule).await
    }

    async fn serve(rule: Rule, tls: Option<TlsAcceptor>, place: SocketAddr) -> Self {
        let listener = TcpListener::bind(place).await.expect("there is a free port");
        let address = listener.local_addr().expect("a listener has an address");
        let scheme = if tls.is_some() { "https" } else { "http" };
        let seen = Arc::new(Mutex::new(Seen::default()));
        let kept = Arc::clone(&seen);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                lock(&kept).connections += 1;
                let (kept, rule, tls) = (Arc::clone(&kept), Arc::clone(&rule), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        None => converse(stream, &kept, &rule).await,
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                converse(stream, &kept, &rule).await;
                            }
                        }
                    }
                });
            }
        });
        Self { address, scheme, seen, serving }
    }

    /// An address here.
    pub fn url(&self, path: &str) -> String {
        format!("{}://{}{path}", self.scheme, self.address)
    }

    /// Host and port.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many connections were opened.
    pub fn connections(&self) -> usize {
        lock(&self.seen).connections
    }

    /// The requests, byte for byte, in the order they arrived. A connection over which nothing came is none.
    pub fn requests(&self) -> Vec<Vec<u8>> {
        lock(&self.seen).requests.iter().filter(|request| !request.is_empty()).cloned().collect()
    }
}

impl Drop for RawServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn lock(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().expect("no test panics while it holds the lock")
}

async fn converse(mut stream: impl AsyncRead + AsyncWrite + Unpin, seen: &Mutex<Seen>, rule: &Rule) {
    let request = read_request(&mut stream).await;
    lock(seen).requests.push(request.clone());
    // The other side may have had enough before everything is written.
    let _ = write_reply(&mut stream, rule(&request)).await;
}

/// A request up to the end of its body; what is not HTTP up to the first pause.
async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Vec<u8> {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    while !is_whole(&request) {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => break,
            Ok(count) => request.extend_from_slice(&buffer[..count]),
        }
    }
    request
}

fn is_whole(request: &[u8]) -> bool {
    if request.first().is_some_and(|byte| !byte.is_ascii_uppercase()) {
        return true;
    }
    let Some(end) = request.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&request[..end]).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
    request.len() >= end + 4 + length.unwrap_or(0)
}

async fn write_reply(stream: &mut (impl AsyncWrite + Unpin), reply: Reply) -> std::io::Result<()> {
    match reply {
        Reply::Bytes(bytes) => stream.write_all(&bytes).await?,
        Reply::Drip(bytes, pause) => {
            let mut beat = tokio::time::interval(pause);
            for byte in bytes {
                beat.tick().await;
                stream.write_all(&[byte]).await?;
                stream.flush().await?;
            }
        }
        Reply::Endless { beginning, again } => {
            stream.write_all(&beginning).await?;
            loop {
                stream.write_all(&again).await?;
            }
        }
        Reply::Stall(bytes) => {
            stream.write_all(&bytes).await?;
            stream.flush().await?;
            std::future::pending::<()>().await;
        }
    }
    stream.shutdown().await
}
