//! Requests over HTTP and TLS, each sent once.
//!
//! Redirects are not followed, cookies not kept, referers not sent, connections not reused. Addresses without TLS are
//! reached only on this computer, and this computer is never asked for through a proxy. One host gets at most four
//! requests at once; further ones wait, before the time of their call begins.

mod failures;
mod turns;

use std::{
    net::IpAddr,
    sync::OnceLock,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use dialkey_core::{
    domain::route::Route,
    ports::{
        Http,
        http::{
            Body, CALL_TIMEOUT, CONNECT_TIMEOUT, HttpAnswer, HttpRequest, Method, TransportError, WirePart, WireText,
        },
    },
};
use failures::transport_error;
use reqwest::{Client, ClientBuilder, header::HeaderValue, multipart, redirect};
use secrecy::ExposeSecret;
use turns::Turns;
use url::{Host, Url};

/// Sends requests with reqwest and rustls; certificates are checked as the platform does.
#[derive(Debug)]
pub struct ReqwestHttp {
    call_timeout: Duration,
    turns: Turns,
    remote: OnceLock<Client>,
    loopback: OnceLock<Client>,
    loopback_tls: OnceLock<Client>,
}

impl Default for ReqwestHttp {
    fn default() -> Self {
        Self::with_call_timeout(CALL_TIMEOUT)
    }
}

impl ReqwestHttp {
    /// Another limit for the whole call than [`CALL_TIMEOUT`].
    pub const fn with_call_timeout(call_timeout: Duration) -> Self {
        Self {
            call_timeout,
            turns: Turns::new(),
            remote: OnceLock::new(),
            loopback: OnceLock::new(),
            loopback_tls: OnceLock::new(),
        }
    }

    /// The client for an address. Each is made when it is first needed: reading the platform's certificates takes
    /// longer than a request on this computer, which needs none.
    fn client_for(&self, url: &Url) -> Result<&Client, TransportError> {
        let (cell, builder) = match (is_loopback(url), url.scheme()) {
            (true, "http") => (&self.loopback, self.builder().no_proxy().tls_certs_only([])),
            (true, _) => (&self.loopback_tls, self.builder().no_proxy()),
            (false, _) => (&self.remote, self.builder().https_only(true)),
        };
        if let Some(client) = cell.get() {
            return Ok(client);
        }
        let client = builder.build().map_err(|error| transport_error(&error))?;
        Ok(cell.get_or_init(|| client))
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder()
            .redirect(redirect::Policy::none())
            .referer(false)
            .gzip(true)
            .pool_max_idle_per_host(0)
            .connect_timeout(CONNECT_TIMEOUT.min(self.call_timeout))
            .timeout(self.call_timeout)
    }
}

#[async_trait]
impl Http for ReqwestHttp {
    async fn send(&self, _route: &Route, request: &HttpRequest) -> Result<HttpAnswer, TransportError> {
        let client = self.client_for(&request.url)?;
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
        };
        let mut outgoing = client.request(method, address(request));
        for (name, value) in &request.headers {
            outgoing = outgoing.header(name, header_value(value)?);
        }
        outgoing = match &request.body {
            None => outgoing,
            Some(Body::Form(parameters)) => outgoing.body(form_encoded_all(parameters)),
            Some(Body::Json(parameters)) => outgoing.body(json_object(parameters)),
            Some(Body::Multipart(parameters)) => outgoing.multipart(form_parts(parameters)),
            Some(Body::Document(document)) => outgoing.body(document.clone()),
        };
        let _turn = self.turns.wait_for(&request.url).await;
        let started = Instant::now();
        let mut response = outgoing.send().await.map_err(|error| transport_error(&error))?;
        let status = response.status().as_u16();
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| transport_error(&error))? {
            if body.len() + chunk.len() > request.answer_limit {
                return Err(TransportError::AnswerTooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        let milliseconds = u32::try_from(started.elapsed().as_millis()).unwrap_or(u32::MAX);
        Ok(HttpAnswer { status, headers, body, milliseconds })
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

fn header_value(value: &WireText) -> Result<HeaderValue, TransportError> {
    let mut header = HeaderValue::from_bytes(written(value, str::to_owned).as_bytes())
        .map_err(|_| TransportError::ConnectionFailed("a header holds a line break or control character".into()))?;
    header.set_sensitive(value.0.iter().any(|part| matches!(part, WirePart::Secret { .. })));
    Ok(header)
}

/// The address with the parameters that are added to it.
fn address(request: &HttpRequest) -> Url {
    let mut url = request.url.clone();
    if !request.query.is_empty() {
        let before = url.query().map(|query| format!("{query}&")).unwrap_or_default();
        url.set_query(Some(&format!("{before}{}", form_encoded_all(&request.query))));
    }
    url
}

fn json_object(parameters: &[(String, WireText)]) -> String {
    let members = parameters.iter().map(|(name, value)| (name.clone(), written(value, str::to_owned).into()));
    serde_json::Value::Object(members.collect()).to_string()
}

fn form_parts(parameters: &[(String, WireText)]) -> multipart::Form {
    parameters
        .iter()
        .fold(multipart::Form::new(), |form, (name, value)| form.text(name.clone(), written(value, str::to_owned)))
}

/// `application/x-www-form-urlencoded` (RFC 6749 appendix B).
fn form_encoded_all(form: &[(String, WireText)]) -> String {
    let pairs = form.iter().map(|(name, value)| format!("{}={}", form_encoded(name), written(value, form_encoded)));
    pairs.collect::<Vec<_>>().join("&")
}

fn written(value: &WireText, encode: impl Fn(&str) -> String) -> String {
    value
        .0
        .iter()
        .map(|part| match part {
            WirePart::Plain(text) => encode(text),
            // Exposed because this is where it leaves for the phone system.
            WirePart::Secret { value, .. } => encode(value.expose_secret()),
        })
        .collect()
}

fn form_encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
