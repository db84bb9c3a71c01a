//! Requests over HTTP and TLS, each sent once.
//!
//! Redirects are not followed, cookies not kept, referers not sent, connections not reused. Each request takes the way
//! that its route says; without TLS that leads to this computer only, or to private networks where the route allows it.
//! One host gets at most four requests at once; further ones wait, before the time of their call begins.

mod client;
mod failures;
mod turns;

use std::time::{Duration, Instant};

use async_trait::async_trait;
use client::ClientForOne;
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
use reqwest::{StatusCode, header::HeaderValue, multipart};
use secrecy::ExposeSecret;
use turns::Turns;
use url::Url;

use crate::way::Way;

/// Sends requests with reqwest and rustls; certificates are checked as the platform does, and by what the route adds.
#[derive(Debug)]
pub struct ReqwestHttp {
    call_timeout: Duration,
    turns: Turns,
}

impl Default for ReqwestHttp {
    fn default() -> Self {
        Self::with_call_timeout(CALL_TIMEOUT)
    }
}

impl ReqwestHttp {
    /// Another limit for the whole call than [`CALL_TIMEOUT`].
    pub const fn with_call_timeout(call_timeout: Duration) -> Self {
        Self { call_timeout, turns: Turns::new() }
    }
}

#[async_trait]
impl Http for ReqwestHttp {
    async fn send(&self, route: &Route, request: &HttpRequest) -> Result<HttpAnswer, TransportError> {
        let _turn = self.turns.wait_for(&request.url).await;
        let way = Way::find(route, &request.url, CONNECT_TIMEOUT.min(self.call_timeout)).await?;
        let sent_with = ClientForOne::new(route, &request.url, &way, self.call_timeout)?;
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
        };
        let mut outgoing = sent_with.client.request(method, address(request));
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
        let started = Instant::now();
        let failure = |error: reqwest::Error| transport_error(&error, &sent_with);
        let mut response = outgoing.send().await.map_err(failure)?;
        // Without TLS the proxy answers in the place of who was asked.
        let may_be_of_proxy = sent_with.has_proxy && request.url.scheme() == "http";
        if may_be_of_proxy && response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            return Err(TransportError::ProxyRefused);
        }
        let status = response.status().as_u16();
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failure)? {
            if body.len() + chunk.len() > request.answer_limit {
                return Err(TransportError::AnswerTooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        let milliseconds = u32::try_from(started.elapsed().as_millis()).unwrap_or(u32::MAX);
        Ok(HttpAnswer { status, headers, body, milliseconds })
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
