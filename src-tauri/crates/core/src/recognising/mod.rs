//! Recognises whole things that are pasted where one value was asked for: a curl command, JSON, an export of Postman, a
//! file of settings, the address of a sign-in.
//!
//! A text goes in; out comes what it is and which values it holds, or nothing where it is just a value. Nothing is
//! changed here, nothing is run, and nothing in the text is followed: no file is opened, no variable is looked up
//! outside of it. What opens something right now, a token or a code, is pointed out and left out.

mod address;
mod curl;
mod fitting;
mod json;
mod lines;
mod meaning;
mod offer;
mod postman;
mod request;
mod shell_words;
#[cfg(test)]
mod tests;

use secrecy::{ExposeSecret, SecretString};

use crate::{
    domain::{field::FieldKind, note::Note},
    inspecting::blanks,
};

pub use self::{fitting::fit, meaning::Meaning, offer::Offer};

/// Bytes of text that are looked at; an export of Postman with many requests has less.
const LONGEST_TEXT: usize = 512 * 1024;

/// What a text turned out to be.
#[derive(Debug)]
pub struct Recognised {
    /// What sort of thing it is.
    pub kind: Kind,
    /// Its values, those that count most first. All of them are treated as secrets: what may be seen depends on the
    /// field each one is for.
    pub values: Vec<(Meaning, SecretString)>,
    /// What looks odd about it.
    pub notes: Vec<Note>,
}

/// The sorts of things that are recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A curl command for a shell of any system.
    Curl,
    /// A JSON object.
    Json,
    /// A file with a key in it, such as those of service accounts.
    KeyFile,
    /// A private key as JSON (RFC 7517).
    Jwk,
    /// A private key as PEM (RFC 7468).
    Pem,
    /// An export of a Postman collection.
    PostmanCollection,
    /// An export of a Postman environment.
    PostmanEnvironment,
    /// Lines of `name=value` or `name: value`.
    Settings,
    /// Parameters as they stand in a form or in an address.
    Parameters,
    /// The address of a sign-in or of a token request, with its parameters.
    RequestAddress,
    /// An address with a name and a password in front of the host.
    AddressWithPassword,
}

impl Kind {
    /// What it is, for the person who pasted it.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Curl => "This is a curl command.",
            Self::Json => "This is JSON.",
            Self::KeyFile => "This is a key file.",
            Self::Jwk => "This is a private key, written as JSON (JWK).",
            Self::Pem => "This is a private key.",
            Self::PostmanCollection => "This is a Postman collection.",
            Self::PostmanEnvironment => "This is a Postman environment.",
            Self::Settings => "These are lines of settings.",
            Self::Parameters => "These are the parameters of a request.",
            Self::RequestAddress => "This is the address of a request, with its parameters.",
            Self::AddressWithPassword => "This address has a user name or password in it.",
        }
    }

    /// Whether a field may hold it as text: an address with a password in it would be shown and sent as it is.
    pub const fn can_be_kept(self) -> bool {
        !matches!(self, Self::AddressWithPassword)
    }
}

/// Looks at what was entered into a field of kind `into`; none where it is one value and nothing else.
pub fn recognise(text: &SecretString, into: FieldKind) -> Option<Recognised> {
    // Exposed to be taken apart; the pieces are secrets again.
    let text = text.expose_secret();
    if text.len() > LONGEST_TEXT {
        return None;
    }
    let text = blanks::trim(text).text;
    curl::read(text)
        .or_else(|| json::read(text))
        .or_else(|| read_pem(text))
        .or_else(|| address::read(text, into))
        .or_else(|| lines::read(text, into))
}

/// A private key that stands in the wrong field. Its own field reads it without help.
fn read_pem(text: &str) -> Option<Recognised> {
    let is_key = text.starts_with("-----BEGIN ") && text.contains("PRIVATE KEY-----");
    is_key.then(|| Recognised {
        kind: Kind::Pem,
        values: vec![(Meaning::PrivateKey, SecretString::from(text))],
        notes: Vec::new(),
    })
}
