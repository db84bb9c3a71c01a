//! The requests of the vendors' documents, byte by byte, and what their sample answers yield.
//!
//! Every value is invented and has the shape of the document's. What these values are answered does not matter: what
//! arrived is looked at.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod bright_pattern;
mod freepbx;
mod generic;
mod inquiries;
mod netsapiens;
mod pexip;
mod ringme;
mod sample_answers;
mod signing_in;
mod three_cx;
mod wildix_oauth2;
mod wildix_service_token;
mod wire;
mod yeastar;

use dialkey_practice::Received;
use wire::Wire;

/// The headers of every request, in alphabetical order.
const HEADERS: [&str; 4] = ["accept", "accept-encoding", "host", "user-agent"];

/// The content type of a request to a token endpoint.
const FORM: &str = "application/x-www-form-urlencoded";

/// Everything of a request to a token endpoint but its body, which is the rest of the contract.
#[track_caller]
fn assert_form_post(request: &Received, target: &str, host: &str, further_headers: &[&str]) {
    assert_post(request, target, host, further_headers);
    assert_eq!(request.header("content-type"), Some(FORM));
}

/// Everything of a POST but its body and what that is written in.
#[track_caller]
fn assert_post(request: &Received, target: &str, host: &str, further_headers: &[&str]) {
    assert_eq!((request.method.as_str(), request.target.as_str()), ("POST", target));
    assert_headers(request, host, &[&["content-length", "content-type"], further_headers].concat());
    assert_eq!(request.header("content-length"), Some(request.body.len().to_string().as_str()));
}

/// The whole of a GET but the values of its further headers.
#[track_caller]
fn assert_get(request: &Received, target: &str, host: &str, further_headers: &[&str]) {
    assert_eq!((request.method.as_str(), request.target.as_str()), ("GET", target));
    assert_headers(request, host, further_headers);
    assert_eq!(body(request), "");
}

#[track_caller]
fn assert_headers(request: &Received, host: &str, further: &[&str]) {
    let mut names: Vec<&str> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    let mut expected = [HEADERS.as_slice(), further].concat();
    expected.sort_unstable();
    assert_eq!(names, expected, "a header too many says more than it should");
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(request.header("accept-encoding"), Some("gzip"));
    assert_eq!(request.header("host"), host.strip_prefix("http://"));
}

fn body(request: &Received) -> &str {
    str::from_utf8(&request.body).unwrap()
}
