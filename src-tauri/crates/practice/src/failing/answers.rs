//! Answers in place of the phone system's own.

use crate::{delivery::Delivery, fault::Fault, form, received::Received, reply::Reply, system::System};

const JSON: &str = "application/json";
const HTML: &str = "text/html; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";
const PAUSE_SECONDS: &str = "30";
const MAINTENANCE_SECONDS: &str = "600";

/// What is answered; none where the phone system's own answer is only changed.
pub(super) fn of(system: &System, fault: Fault, request: &Received) -> Option<Reply> {
    let name = &system.description.name;
    Some(match fault {
        Fault::NoToken => Reply::text(200, JSON, r#"{"result":null}"#),
        Fault::ErrorInside => {
            let words = "The client is not accepted. This is on purpose";
            Reply::text(200, JSON, format!(r#"{{"error":"invalid_client","error_description":"{words}"}}"#))
        }
        Fault::EmptyAnswer => Reply::empty(200),
        Fault::Xml => {
            Reply::text(200, "application/xml", "<?xml version=\"1.0\"?>\n<answer><token>none</token></answer>\n")
        }
        Fault::GarbageJson => Reply::text(200, JSON, r#"{"access_token":"made-up","token_type":"Bea"#),
        Fault::TooLarge => delivered(Delivery::Endless, Reply::text(200, JSON, "")),
        Fault::GzipBomb => delivered(Delivery::Inflating, Reply::text(200, JSON, "")),
        Fault::WebPage => Reply::text(200, HTML, page(&format!("Sign in to {name}"), "User name and password")),
        Fault::CaptivePortal => to(302, format!("http://portal.practice.example/sign-in?from={}", request.path())),
        Fault::Redirect => to(301, other_slash(system, request.path())),
        Fault::RedirectToHttps => to(308, with_https(&system.address, &request.target)),
        Fault::NotFound => Reply::text(404, HTML, page("Not found", "There is nothing at this address.")),
        Fault::DigestAuthentication => {
            let challenge = r#"Digest realm="practice", qop="auth", nonce="7c9ef0a35d12", algorithm=SHA-256"#;
            Reply::text(401, TEXT, "Unauthorized").with_header("WWW-Authenticate", challenge)
        }
        Fault::NeverAnswers => delivered(Delivery::Never, Reply::empty(503)),
        Fault::ClosesEarly => {
            delivered(Delivery::Half, Reply::text(200, JSON, r#"{"access_token":"made-up","token_type":"Bearer"}"#))
        }
        Fault::RateLimited => {
            Reply::text(429, JSON, r#"{"error":"too_many_requests"}"#).with_header("Retry-After", PAUSE_SECONDS)
        }
        Fault::ServerError => Reply::text(500, TEXT, report(request)),
        Fault::Maintenance => {
            let words = format!("{name} is being updated. It will be back in ten minutes.");
            Reply::text(503, HTML, page("Maintenance", &words)).with_header("Retry-After", MAINTENANCE_SECONDS)
        }
        Fault::MissingScope => {
            let challenge = r#"Bearer realm="practice", error="insufficient_scope", scope="admin""#;
            Reply::text(403, JSON, r#"{"error":"insufficient_scope"}"#).with_header("WWW-Authenticate", challenge)
        }
        Fault::TokenRefused => system.reply(&system.description.refusals.token_wrong),
        _ if fault.is_about_encryption() => to(301, format!("{}{}", system.encrypted_address()?, request.target)),
        _ => return None,
    })
}

fn delivered(delivery: Delivery, reply: Reply) -> Reply {
    Reply { delivery, ..reply }
}

fn to(status: u16, address: String) -> Reply {
    Reply::empty(status).with_header("Location", address)
}

fn page(title: &str, words: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><title>{title}</title></head><body><h1>{title}</h1><p>{words}</p></body></html>\n"
    )
}

/// The same address with a slash at its end, or without one.
fn other_slash(system: &System, path: &str) -> String {
    let path = path.strip_suffix('/').map_or_else(|| format!("{path}/"), ToOwned::to_owned);
    format!("{}{path}", system.address)
}

fn with_https(address: &str, target: &str) -> String {
    let authority = address.split_once("://").map_or(address, |(_, authority)| authority);
    format!("https://{authority}{target}")
}

/// A stack trace that repeats what was sent, as it came and taken apart, which careless servers do.
fn report(request: &Received) -> String {
    let mut lines = vec![
        "Internal Server Error".to_owned(),
        "SessionStoreError: the session could not be written".to_owned(),
        "    at SessionStore.write (session_store:214)".to_owned(),
        "    at TokenEndpoint.answer (token_endpoint:88)".to_owned(),
        format!("{} {}", request.method, request.target),
    ];
    lines.extend(request.headers.iter().map(|(name, value)| format!("{name}: {value}")));
    lines.extend(request.basic().map(|(id, secret)| format!("user {id}, password {secret}")));
    lines.push(String::from_utf8_lossy(&request.body).into_owned());
    let parameters = form::parse_form(&request.body).unwrap_or_default();
    lines.extend(parameters.iter().map(|(name, value)| format!("{name} = {value}")));
    lines.join("\n")
}
