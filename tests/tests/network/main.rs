//! The way to a phone system, over real connections: certificates, proxies, networks without TLS. Whatever is wrong with
//! it is named, and nothing secret reaches anybody but who it is for.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod certificates;
mod changing;
mod client_certificates;
mod handshakes;
mod looking;
mod proxies;
mod proxy;
mod trusting;
mod without_tls;

use std::{
    net::{IpAddr, Ipv4Addr},
    time::Duration,
};

use certificates::Shown;
use dialkey_adapters::http::ReqwestHttp;
use dialkey_core::{
    domain::{
        certificate::{CertificateProblem, NotTrusted},
        route::{Route, TrustedCertificate},
        time::Timestamp,
    },
    ports::{
        Http as _,
        http::{Body, HttpAnswer, HttpRequest, Method, TOKEN_ANSWER_LIMIT, TransportError, WireText},
    },
    reading::read_certificate,
};
use dialkey_tests::raw_server::{RawServer, Reply};
use secrecy::SecretString;
use url::Url;

/// What must reach the phone system only.
const SECRET: &str = "Zq7-kVx-M2w-R9p";

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

const V4: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// Sends a request with a secret in its body.
async fn ask(route: &Route, url: &str) -> Result<HttpAnswer, TransportError> {
    let secret = WireText::secret("Client secret", SecretString::from(SECRET));
    let request = HttpRequest {
        method: Method::Post,
        url: Url::parse(url).unwrap(),
        query: Vec::new(),
        headers: vec![("content-type".into(), WireText::plain("application/x-www-form-urlencoded"))],
        body: Some(Body::Form(vec![("client_secret".into(), secret)])),
        answer_limit: TOKEN_ANSWER_LIMIT,
    };
    ReqwestHttp::with_call_timeout(PATIENCE).send(route, &request).await
}

/// What is asked without an answer.
async fn refusal(route: &Route, url: &str) -> TransportError {
    ask(route, url).await.map(|answer| answer.status).expect_err("there must be no answer")
}

/// Why the certificate is not trusted.
async fn mistrust(route: &Route, url: &str) -> NotTrusted {
    match refusal(route, url).await {
        TransportError::CertificateNotTrusted(not_trusted) => *not_trusted,
        other => panic!("{other:?}"),
    }
}

async fn problem(route: &Route, url: &str) -> CertificateProblem {
    mistrust(route, url).await.problem
}

/// A phone system that shows this certificate and answers everything.
async fn phone_system(shown: &Shown) -> RawServer {
    RawServer::start_with_tls(shown.settings(), V4, |_| Reply::json(200, "{}")).await
}

/// A route on which the person trusts this certificate at the server.
fn trusting(shown: &Shown, server: &RawServer) -> Route {
    trusting_at(shown, &server.address().to_string())
}

fn trusting_at(shown: &Shown, place: &str) -> Route {
    let certificate = read_certificate(&shown.chain[0]).unwrap();
    let trusted = TrustedCertificate { place: place.into(), certificate, trusted_at: Timestamp(1) };
    Route { trusted: vec![trusted], ..Route::default() }
}

/// The requests that arrived carry the secret, and there are so many.
fn assert_arrived(server: &RawServer, count: usize) {
    let requests = server.requests();
    assert_eq!(requests.iter().filter(|request| holds(request, SECRET)).count(), count);
    assert_eq!(requests.iter().filter(|request| !request.is_empty()).count(), count, "nothing else was sent");
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
