//! Exports of Postman: an environment, or a collection of its version 2.

use secrecy::SecretString;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::{
    Kind, Meaning, Recognised, json,
    request::{Pair, Request, pairs_of},
    shell_words::Word,
};
use crate::domain::note::{Note, Tone};

/// Requests that are looked at.
const MOST_REQUESTS: usize = 500;
/// How often a variable may stand for another one.
const MOST_TURNS: usize = 8;
/// Variables that a note names.
const MOST_NAMED: usize = 5;

type Object = Map<String, Value>;

/// Reads an export; none where the object is something else.
pub(super) fn read(object: &Object) -> Option<Recognised> {
    read_environment(object).or_else(|| read_collection(object))
}

fn read_environment(object: &Object) -> Option<Recognised> {
    let values = object.get("values")?.as_array()?;
    let is_export = object.contains_key("_postman_variable_scope") || object.contains_key("name");
    let values: Vec<_> = variables(values)
        .iter()
        .map(|(name, value)| {
            let meaning = Meaning::of_setting(name).unwrap_or_else(|| Meaning::Named(name.clone()));
            (meaning, SecretString::from(value.as_str()))
        })
        .collect();
    (is_export && !values.is_empty()).then(|| Recognised { kind: Kind::PostmanEnvironment, values, notes: Vec::new() })
}

fn read_collection(object: &Object) -> Option<Recognised> {
    let items = object.get("item")?.as_array()?;
    object.get("info")?.as_object()?;
    let known = object.get("variable").and_then(Value::as_array).map(|list| variables(list)).unwrap_or_default();
    let mut variables = Variables { known, missing: Vec::new() };
    let requests = requests(items);
    let mut values = Vec::new();
    // What was set up for OAuth 2.0 says more than any request, and a request for a token more than the others.
    let auths = [object.get("auth")].into_iter().chain(requests.iter().map(|request| request.get("auth")));
    if let Some(auth) = auths.flatten().filter_map(Value::as_object).find(|auth| is_of_type(auth, "oauth2")) {
        values.extend(oauth2_values(auth, &mut variables));
    }
    let read: Vec<Request> = requests.into_iter().map(|request| read_request(request, object)).collect();
    let asks = read.iter().position(Request::asks_for_token);
    let chosen = asks.or_else(|| (values.is_empty() && read.len() == 1).then_some(0));
    if let Some(request) = chosen.and_then(|index| read.into_iter().nth(index)) {
        values.extend(variables.fill(request).into_values());
    }
    for (name, value) in variables.known.clone() {
        if let Some((meaning, value)) = Meaning::of_setting(&name).zip(variables.resolve(&value)) {
            values.push((meaning, SecretString::from(value.as_str())));
        }
    }
    Some(Recognised { kind: Kind::PostmanCollection, values, notes: variables.note().into_iter().collect() })
}

/// The variables of a collection.
struct Variables {
    known: Vec<Pair>,
    /// Names that have no value in it.
    missing: Vec<String>,
}

impl Variables {
    /// A request with its variables filled in; what needs one that has no value is left out.
    fn fill(&mut self, request: Request) -> Request {
        let mut all = |pairs: Vec<Pair>| -> Vec<Pair> {
            pairs.into_iter().filter_map(|(name, value)| Some((name, self.resolve(&value)?))).collect()
        };
        let (parameters, headers) = (all(request.parameters), all(request.headers));
        let address = request.address.and_then(|address| self.resolve(&address));
        let basic = request.basic.and_then(|(name, secret)| Some((self.resolve(&name)?, self.resolve(&secret)?)));
        Request { address, parameters, headers, basic }
    }

    /// A text with its variables filled in; none where one of them has no value.
    fn resolve(&mut self, text: &str) -> Option<Word> {
        let mut text = Zeroizing::new(text.to_owned());
        for _ in 0..MOST_TURNS {
            let Some((before, name, after)) = variable_in(&text) else { return Some(text) };
            let Some((_, value)) = self.known.iter().find(|(known, _)| known == name) else {
                if !self.missing.iter().any(|known| known == name) {
                    self.missing.push(name.to_owned());
                }
                return None;
            };
            text = Zeroizing::new([before, value.as_str(), after].concat());
        }
        None
    }

    fn note(&self) -> Option<Note> {
        let is_name =
            |name: &&String| name.len() <= 40 && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
        let names: Vec<&str> = self.missing.iter().filter(is_name).take(MOST_NAMED).map(String::as_str).collect();
        let sentence = "It uses variables whose values are not in it. Export the environment and paste that as well.";
        (!self.missing.is_empty()).then(|| Note::new(Tone::Warn, sentence).with_evidence(names.join(", ")))
    }
}

/// The first `{{name}}`, and what stands around it.
fn variable_in(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("{{")?;
    let (name, after) = rest.split_once("}}")?;
    Some((before, name.trim(), after))
}

/// `[{"key": …, "value": …, "enabled": …}]`, those that are switched off left out.
fn variables(list: &[Value]) -> Vec<Pair> {
    list.iter()
        .filter_map(|entry| {
            let is_off =
                entry.get("enabled") == Some(&Value::Bool(false)) || entry.get("disabled") == Some(&Value::Bool(true));
            let name = entry.get("key").or_else(|| entry.get("id"))?.as_str()?;
            let value = text_of(entry.get("value")?)?;
            (!is_off && !value.is_empty()).then(|| (name.to_owned(), value))
        })
        .collect()
}

fn text_of(value: &Value) -> Option<Word> {
    match value {
        Value::String(text) => Some(Zeroizing::new(text.clone())),
        Value::Number(number) => Some(Zeroizing::new(number.to_string())),
        _ => None,
    }
}

/// Every request, also those in folders.
fn requests(items: &[Value]) -> Vec<&Object> {
    let mut found = Vec::new();
    let mut open: Vec<&Value> = items.iter().rev().collect();
    while let Some(item) = open.pop() {
        if found.len() >= MOST_REQUESTS {
            break;
        }
        if let Some(inner) = item.get("item").and_then(Value::as_array) {
            open.extend(inner.iter().rev());
        }
        found.extend(item.get("request").and_then(Value::as_object));
    }
    found
}

fn is_of_type(auth: &Object, kind: &str) -> bool {
    auth.get("type").and_then(Value::as_str) == Some(kind)
}

/// The settings of one kind of authorization: a list of pairs since version 2.1, an object before.
fn settings(auth: &Object, kind: &str) -> Vec<Pair> {
    match auth.get(kind) {
        Some(Value::Array(list)) => variables(list),
        Some(Value::Object(object)) => {
            object.iter().filter_map(|(name, value)| Some((name.clone(), text_of(value)?))).collect()
        }
        _ => Vec::new(),
    }
}

fn oauth2_values(auth: &Object, variables: &mut Variables) -> Vec<(Meaning, SecretString)> {
    let settings = settings(auth, "oauth2");
    let in_header = settings.iter().any(|(name, value)| name == "client_authentication" && value.as_str() == "header")
        || !settings.iter().any(|(name, _)| name == "client_authentication");
    let known = settings.iter().filter_map(|(name, value)| {
        let meaning = match (Meaning::of(name)?, in_header) {
            // It sends both as they are, in a Basic header, unless told otherwise.
            (Meaning::ClientId, true) => Meaning::BasicName,
            (Meaning::ClientSecret, true) => Meaning::BasicSecret,
            (meaning, _) => meaning,
        };
        Some((meaning, SecretString::from(variables.resolve(value)?.as_str())))
    });
    known.collect()
}

fn read_request(request: &Object, collection: &Object) -> Request {
    let address = match request.get("url") {
        Some(Value::Object(url)) => url.get("raw").and_then(text_of),
        Some(other) => text_of(other),
        None => None,
    };
    let headers = request.get("header").and_then(Value::as_array).map(|list| variables(list)).unwrap_or_default();
    let auth = request.get("auth").or_else(|| collection.get("auth")).and_then(Value::as_object);
    let basic = auth.filter(|auth| is_of_type(auth, "basic")).map(|auth| {
        let settings = settings(auth, "basic");
        let of = |key: &str| settings.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
        (of("username").unwrap_or_default(), of("password").unwrap_or_default())
    });
    let parameters = request.get("body").and_then(Value::as_object).map(body_of).unwrap_or_default();
    Request { address, parameters, headers, basic }
}

fn body_of(body: &Object) -> Vec<Pair> {
    let list = |mode: &str| body.get(mode).and_then(Value::as_array).map(|list| variables(list)).unwrap_or_default();
    match body.get("mode").and_then(Value::as_str) {
        Some("urlencoded") => list("urlencoded"),
        Some("formdata") => list("formdata"),
        Some("raw") => {
            let raw = body.get("raw").and_then(Value::as_str).unwrap_or_default();
            json::members(raw).unwrap_or_else(|| pairs_of(raw))
        }
        _ => Vec::new(),
    }
}
