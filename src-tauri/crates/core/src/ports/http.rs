//! What does the phone system answer?

use std::time::Duration;

use async_trait::async_trait;
use secrecy::SecretString;
use url::Url;

use crate::domain::{certificate::NotTrusted, recipe::BodyCoding, route::Route};

/// Bytes of a token answer or of metadata, after decompression.
pub const TOKEN_ANSWER_LIMIT: usize = 256 * 1024;
/// Bytes of the answer to a test call, after decompression.
pub const TEST_ANSWER_LIMIT: usize = 2 * 1024 * 1024;
/// From the first packet to the established connection.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// From the first packet to the last byte of the answer.
pub const CALL_TIMEOUT: Duration = Duration::from_secs(30);

/// Sends one request, once. It follows no redirect, keeps no cookie and never tries again.
#[async_trait]
pub trait Http: Send + Sync {
    /// Sends `request` by `route` and reads the answer, of whatever status.
    async fn send(&self, route: &Route, request: &HttpRequest) -> Result<HttpAnswer, TransportError>;
}

/// A request whose secret parts are marked as such.
#[derive(Debug, Clone)]
pub struct HttpRequest {
    /// GET or POST.
    pub method: Method,
    /// Where it goes, without what [`HttpRequest::query`] adds.
    pub url: Url,
    /// Parameters added to the address. A secret stands here only where the vendor takes it nowhere else.
    pub query: Vec<(String, WireText)>,
    /// Headers beyond those every request has.
    pub headers: Vec<(String, WireText)>,
    /// What a POST carries.
    pub body: Option<Body>,
    /// How many bytes of the answer are read at the most.
    pub answer_limit: usize,
}

/// What a POST carries; parameters stay in order.
#[derive(Debug, Clone)]
pub enum Body {
    /// `application/x-www-form-urlencoded`.
    Form(Vec<(String, WireText)>),
    /// An object of strings.
    Json(Vec<(String, WireText)>),
    /// `multipart/form-data`.
    Multipart(Vec<(String, WireText)>),
    /// JSON as the recipe has it.
    Document(String),
}

impl Body {
    /// Parameters in the coding that the recipe names.
    pub fn of(coding: BodyCoding, parameters: Vec<(String, WireText)>) -> Self {
        match coding {
            BodyCoding::Form => Self::Form(parameters),
            BodyCoding::Json => Self::Json(parameters),
            BodyCoding::Multipart => Self::Multipart(parameters),
        }
    }

    /// Its parameters; a document has none.
    pub fn parameters(&self) -> &[(String, WireText)] {
        match self {
            Self::Form(parameters) | Self::Json(parameters) | Self::Multipart(parameters) => parameters,
            Self::Document(_) => &[],
        }
    }
}

/// The methods of RFC 9110 that flows use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Asks for something to be done.
    Post,
}

impl Method {
    /// As on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// A value on its way out, in pieces.
#[derive(Debug, Clone, Default)]
pub struct WireText(pub Vec<WirePart>);

/// A piece of a value on its way out.
#[derive(Debug, Clone)]
pub enum WirePart {
    /// May be shown.
    Plain(String),
    /// May not be shown.
    Secret {
        /// What it is, for the redacted exchange: "Client secret".
        what: String,
        /// The secret.
        value: SecretString,
    },
}

impl WireText {
    /// A value that may be shown.
    pub fn plain(text: impl Into<String>) -> Self {
        Self(vec![WirePart::Plain(text.into())])
    }

    /// A value that may not be shown.
    pub fn secret(what: impl Into<String>, value: SecretString) -> Self {
        Self(vec![WirePart::Secret { what: what.into(), value }])
    }

    /// A value that may not be shown behind a word that may: "Bearer …".
    pub fn prefixed(prefix: impl Into<String>, what: impl Into<String>, value: SecretString) -> Self {
        Self(vec![WirePart::Plain(prefix.into()), WirePart::Secret { what: what.into(), value }])
    }
}

/// An answer, whole. Its body may hold a token, so it has no `Debug`.
#[derive(Clone)]
pub struct HttpAnswer {
    /// Status code.
    pub status: u16,
    /// Headers in order; values that are not UTF-8 are converted with replacement characters.
    pub headers: Vec<(String, String)>,
    /// Body after decompression.
    pub body: Vec<u8>,
    /// Milliseconds from sending to the last byte.
    pub milliseconds: u32,
}

impl HttpAnswer {
    /// The first header of this name, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// Why no answer came. Texts carry no address and no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// The name has no address.
    #[error("the host name could not be resolved")]
    HostNotFound,
    /// Nothing listens there.
    #[error("the connection was refused")]
    ConnectionRefused,
    /// This computer knows no way to the network the address is in.
    #[error("there is no way to the network")]
    NoRoute,
    /// Reset, closed early.
    #[error("the connection failed: {0}")]
    ConnectionFailed(String),
    /// The address says `http`, which the route does not allow there; nothing was sent.
    #[error("the address is not encrypted")]
    NotEncrypted,
    /// The other side does not speak TLS.
    #[error("the other side does not encrypt")]
    NotTls,
    /// No version or cipher of TLS in common.
    #[error("no version of encryption in common")]
    NoCommonTls,
    /// The TLS handshake failed in another way.
    #[error("the TLS handshake failed: {0}")]
    TlsFailed(String),
    /// The certificate was not accepted.
    #[error("the certificate is not trusted")]
    CertificateNotTrusted(Box<NotTrusted>),
    /// The other side wants a certificate of this one, or another than it was shown (RFC 8446 4.4.2.4).
    #[error("the other side asks for a client certificate")]
    ClientCertificateWanted,
    /// No connection within [`CONNECT_TIMEOUT`].
    #[error("no connection within the time allowed")]
    ConnectTimedOut,
    /// No complete answer within [`CALL_TIMEOUT`].
    #[error("no answer within the time allowed")]
    TimedOut,
    /// A proxy on the way answered in its own name.
    #[error("the proxy refused the connection")]
    ProxyRefused,
    /// The proxy on the way cannot be used; nothing was sent to the phone system.
    #[error("the proxy cannot be used: {0}")]
    ProxyFailed(String),
    /// The body is longer than asked for.
    #[error("the answer is too large")]
    AnswerTooLarge,
    /// What came is not HTTP.
    #[error("the answer is not HTTP")]
    NotHttp,
}

impl TransportError {
    /// Whether there was no connection to send anything over, and a look at the way may say more about the reason.
    pub const fn leaves_reason_open(&self) -> bool {
        match self {
            Self::CertificateNotTrusted(not_trusted) => not_trusted.certificate.is_none(),
            Self::HostNotFound
            | Self::ConnectionRefused
            | Self::NoRoute
            | Self::ConnectionFailed(_)
            | Self::TlsFailed(_)
            | Self::ConnectTimedOut => true,
            Self::NotEncrypted
            | Self::NotTls
            | Self::NoCommonTls
            | Self::ClientCertificateWanted
            | Self::TimedOut
            | Self::ProxyRefused
            | Self::ProxyFailed(_)
            | Self::AnswerTooLarge
            | Self::NotHttp => false,
        }
    }

    /// Whether the request may have arrived all the same, so that only its answer was lost.
    pub const fn may_have_arrived(&self) -> bool {
        match self {
            Self::ConnectionFailed(_) | Self::TimedOut | Self::AnswerTooLarge | Self::NotHttp => true,
            Self::HostNotFound
            | Self::ConnectionRefused
            | Self::NoRoute
            | Self::NotEncrypted
            | Self::NotTls
            | Self::NoCommonTls
            | Self::TlsFailed(_)
            | Self::CertificateNotTrusted(_)
            | Self::ClientCertificateWanted
            | Self::ConnectTimedOut
            | Self::ProxyRefused
            | Self::ProxyFailed(_) => false,
        }
    }
}
