//! The secrets of a run, and where they stand in what comes back.

use base64::{Engine as _, engine::general_purpose};
use secrecy::{ExposeSecret, SecretString};

use super::spellings::length_of;
use crate::inspecting::blanks::trim;

/// Shorter secrets are left alone: hiding every "a" of an answer would say more than it hides.
const SHORTEST: usize = 3;
/// Within other Base64 only so many characters are the secret's for sure; fewer occur there by chance.
const SHORTEST_WITHIN: usize = 8;

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
    }

    /// Adds what Basic makes of a client's ID and secret, whether it was sent that way or not.
    pub fn add_credentials(&mut self, what: &str, client_id: &str, secret: &SecretString) {
        // Exposed to be joined as RFC 7617 2 says; the result is secret again.
        let joined = format!("{client_id}:{}", secret.expose_secret());
        self.add(what, &SecretString::from(general_purpose::STANDARD.encode(&joined)));
        self.add(what, &SecretString::from(general_purpose::URL_SAFE_NO_PAD.encode(&joined)));
    }

    /// Every place in `text` where a known secret stands.
    pub(super) fn spans_in(&self, text: &str) -> Vec<Span> {
        let mut spans = Vec::new();
        for (what, secret) in &self.0 {
            let mut behind = 0;
            for (start, _) in text.char_indices() {
                // Exposed to look for it.
                if start >= behind
                    && let Some(length) = length_of(secret.expose_secret(), &text[start..])
                {
                    behind = start + length;
                    spans.push(Span { start, end: behind, what: what.clone() });
                }
            }
        }
        spans
    }
}

/// The secret itself, its Base64 and that of any text with it; blanks at its ends may have been lost on the way.
fn echoed_forms(secret: &str) -> Vec<String> {
    let encodings = |text: &str| {
        [
            general_purpose::STANDARD.encode(text),
            general_purpose::STANDARD_NO_PAD.encode(text),
            general_purpose::URL_SAFE_NO_PAD.encode(text),
        ]
    };
    let trimmed = trim(secret).text;
    let mut forms = vec![secret.to_owned(), trimmed.to_owned()];
    forms.extend(encodings(secret));
    forms.extend(encodings(trimmed));
    let within = (0..3).flat_map(|bytes_before| within_base64(trimmed, bytes_before));
    forms.extend(within.filter(|form| form.len() >= SHORTEST_WITHIN));
    forms
}

/// What the Base64 of a text holds wherever `secret` stands in it, behind so many bytes more than a multiple of three:
/// the characters that hold nothing else (RFC 4648 4 and 5).
fn within_base64(secret: &str, bytes_before: usize) -> [String; 2] {
    let text = [&[0; 2][..bytes_before], secret.as_bytes()].concat();
    let whole = (bytes_before * 8).div_ceil(6)..text.len() * 8 / 6;
    [general_purpose::STANDARD_NO_PAD, general_purpose::URL_SAFE_NO_PAD]
        .map(|engine| engine.encode(&text).get(whole.clone()).unwrap_or_default().to_owned())
}
