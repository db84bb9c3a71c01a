//! A JSON object that holds values for several fields, or a key.

use secrecy::SecretString;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::{Kind, Meaning, Recognised, postman, request::Pair};

/// How deep objects lie in one another at the most; a file of settings has one or two levels.
const DEEPEST: usize = 4;
/// Values that are looked at.
const MOST_MEMBERS: usize = 200;

/// Reads an object, if `text` is nothing else.
pub(super) fn read(text: &str) -> Option<Recognised> {
    if !text.starts_with('{') {
        return None;
    }
    // Something that stands in a list has a comma behind it.
    let object = parse(text.trim_end_matches([',', ';']))?;
    postman::read(&object).or_else(|| read_jwk(&object, text)).or_else(|| read_members(&object))
}

/// The members of an object in `text` as parameters of a request.
pub(super) fn members(text: &str) -> Option<Vec<Pair>> {
    parse(text).map(|object| flat(&object))
}

fn parse(text: &str) -> Option<Map<String, Value>> {
    match serde_json::from_str(text).ok()? {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

/// A private key (RFC 7517 4), perhaps with a name.
fn read_jwk(object: &Map<String, Value>, text: &str) -> Option<Recognised> {
    if !object.contains_key("kty") || !object.contains_key("d") {
        return None;
    }
    let mut values = vec![(Meaning::PrivateKey, SecretString::from(text))];
    if let Some(name) = object.get("kid").and_then(Value::as_str) {
        values.push((Meaning::KeyId, SecretString::from(name)));
    }
    Some(Recognised { kind: Kind::Jwk, values, notes: Vec::new() })
}

fn read_members(object: &Map<String, Value>) -> Option<Recognised> {
    let members = flat(object);
    let values: Vec<_> = members
        .iter()
        .map(|(name, value)| {
            let meaning = Meaning::of_setting(name).unwrap_or_else(|| Meaning::Named(name.clone()));
            (meaning, SecretString::from(value.as_str()))
        })
        .collect();
    let is_known = values.iter().any(|(meaning, _)| !matches!(meaning, Meaning::Named(_) | Meaning::OfOneRun));
    let has_key = values.iter().any(|(meaning, _)| *meaning == Meaning::PrivateKey);
    let kind = if has_key { Kind::KeyFile } else { Kind::Json };
    is_known.then(|| Recognised { kind, values: with_token_address(values), notes: Vec::new() })
}

/// An address beside a grant is the one that the token is asked at.
fn with_token_address(mut values: Vec<(Meaning, SecretString)>) -> Vec<(Meaning, SecretString)> {
    let asks = values.iter().any(|(meaning, _)| *meaning == Meaning::GrantType);
    for (meaning, _) in values.iter_mut().filter(|(meaning, _)| asks && *meaning == Meaning::Address) {
        *meaning = Meaning::TokenAddress;
    }
    values
}

/// Every text and number in an object and in those inside of it, nearest first.
fn flat(object: &Map<String, Value>) -> Vec<Pair> {
    let mut members = Vec::new();
    let mut level = vec![object];
    for _ in 0..DEEPEST {
        let mut below = Vec::new();
        for object in level {
            for (name, value) in object {
                let text = match value {
                    Value::String(text) => text.clone(),
                    Value::Number(number) => number.to_string(),
                    Value::Object(inner) => {
                        below.push(inner);
                        continue;
                    }
                    _ => continue,
                };
                members.push((name.clone(), Zeroizing::new(text)));
            }
        }
        level = below;
    }
    members.truncate(MOST_MEMBERS);
    members
}
