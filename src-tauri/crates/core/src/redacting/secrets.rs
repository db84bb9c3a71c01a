//! The secrets of a run, and every form a server may echo them in.

use base64::{Engine as _, engine::general_purpose};
use secrecy::{ExposeSecret, SecretString};

/// Shorter secrets are left alone: hiding every "a" of an answer would say more than it hides.
const SHORTEST: usize = 3;

/// Secrets that must not be seen in an answer.
#[derive(Debug, Default)]
pub struct KnownSecrets(Vec<(String, SecretString)>);

/// A piece of a text that must be hidden.
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) what: String,
}

impl KnownSecrets {
    /// Adds a secret; `what` says what it is.
    pub fn add(&mut self, what: &str, secret: &SecretString) {
        // Exposed to derive the forms it may come back in; they are kept as secrets themselves.
        for form in echoed_forms(secret.expose_secret()) {
            if form.chars().count() >= SHORTEST && !self.0.iter().any(|(_, known)| known.expose_secret() == form) {
                self.0.push((what.to_owned(), SecretString::from(form)));
            }
        }
        // Longer ones first: what is left of a long one must not be only what no shorter one was found in.
        self.0.sort_by_key(|(_, known)| std::cmp::Reverse(known.expose_secret().len()));
    }

    /// Every place in `text` where a known secret stands.
    pub(super) fn spans_in(&self, text: &str) -> Vec<Span> {
        let spans = self.0.iter().flat_map(|(what, secret)| {
            // Exposed to look for it.
            let places = text.match_indices(secret.expose_secret());
            places.map(|(start, found)| Span { start, end: start + found.len(), what: what.clone() })
        });
        spans.collect()
    }

    /// `text` with every known secret replaced by what it is.
    pub fn clean(&self, text: &str) -> String {
        let mut cleaned = text.to_owned();
        for (what, secret) in &self.0 {
            // Exposed to be replaced.
            cleaned = cleaned.replace(secret.expose_secret(), &format!("[{what} hidden]"));
        }
        cleaned
    }
}

fn echoed_forms(secret: &str) -> Vec<String> {
    let form_encoded: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let quoted = serde_json::Value::from(secret).to_string();
    vec![
        secret.to_owned(),
        form_encoded.replace('+', "%20"),
        form_encoded,
        quoted.trim_matches('"').to_owned(),
        general_purpose::STANDARD.encode(secret),
        general_purpose::STANDARD_NO_PAD.encode(secret),
        general_purpose::URL_SAFE_NO_PAD.encode(secret),
    ]
}
