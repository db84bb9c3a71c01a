//! The address of a request with its parameters, and an address with a password in it.

use secrecy::SecretString;
use url::Url;
use zeroize::Zeroizing;

use super::{
    Kind, Meaning, Recognised,
    request::{Request, pairs_of, take_credentials},
};
use crate::domain::field::FieldKind;

/// Parameters by which the address of a request is told from one with parameters of its own.
const TELLING: &[&str] = &["response_type", "client_id", "grant_type"];

/// Reads one address and nothing beside it.
pub(super) fn read(text: &str, into: FieldKind) -> Option<Recognised> {
    if text.contains(char::is_whitespace) {
        return None;
    }
    let has_scheme = ["https://", "http://"]
        .iter()
        .any(|scheme| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    // Elsewhere `a:b@c` is a password like any other.
    if !has_scheme && into != FieldKind::BaseUrl {
        return None;
    }
    let whole = if has_scheme { Zeroizing::new(text.to_owned()) } else { Zeroizing::new(format!("https://{text}")) };
    let mut url = Url::parse(&whole).ok()?;
    let names = pairs_of(url.query().unwrap_or_default());
    if names.iter().any(|(name, _)| TELLING.contains(&name.as_str())) {
        let request = Request { address: Some(whole), ..Request::default() };
        return Some(Recognised { kind: Kind::RequestAddress, values: request.into_values(), notes: Vec::new() });
    }
    // What comes from elsewhere is told by its own field that it has a name in it.
    if into != FieldKind::BaseUrl {
        return None;
    }
    let (name, secret) = take_credentials(&mut url)?;
    let mut values = vec![(Meaning::Address, SecretString::from(spelled(&url, text)))];
    values.push((Meaning::BasicName, SecretString::from(name.as_str())));
    if !secret.is_empty() {
        values.push((Meaning::BasicSecret, SecretString::from(secret.as_str())));
    }
    Some(Recognised { kind: Kind::AddressWithPassword, values, notes: Vec::new() })
}

/// The address with a slash at the end only where one was typed.
fn spelled(url: &Url, typed: &str) -> String {
    let address = url.as_str();
    if typed.ends_with('/') { address } else { address.trim_end_matches('/') }.to_owned()
}
