//! A request as it arrived.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};

/// One request, whole. Its `Debug` shows neither header values nor body: both may hold secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct Received {
    /// Method as on the wire.
    pub method: String,
    /// Path and query as on the wire.
    pub target: String,
    /// Headers in order, names in lower case; values that are not UTF-8 have replacement characters.
    pub headers: Vec<(String, String)>,
    /// Body, byte for byte.
    pub body: Vec<u8>,
}

impl Received {
    /// The target up to the query.
    pub fn path(&self) -> &str {
        self.target.split_once('?').map_or(self.target.as_str(), |(path, _)| path)
    }

    /// What stands behind the `?`, where there is one.
    pub fn query(&self) -> Option<&str> {
        self.target.split_once('?').map(|(_, query)| query)
    }

    /// The first header of this name, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The rest of the `Authorization` header where it has this scheme; schemes have no case (RFC 9110 11.1).
    pub(crate) fn authorization(&self, scheme: &str) -> Option<&str> {
        let (found, credentials) = self.header("authorization")?.split_once(' ')?;
        found.eq_ignore_ascii_case(scheme).then(|| credentials.trim_start_matches(' '))
    }

    /// The two halves of a Basic header, not decoded further (RFC 7617 2).
    pub(crate) fn basic(&self) -> Option<(String, String)> {
        let decoded = STANDARD.decode(self.authorization("Basic")?).ok()?;
        let text = String::from_utf8(decoded).ok()?;
        let (id, secret) = text.split_once(':')?;
        Some((id.to_owned(), secret.to_owned()))
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Received")
            .field("method", &self.method)
            .field("path", &self.path())
            .field("headers", &self.headers.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_neither_header_values_nor_query_nor_body() {
        let received = Received {
            method: "POST".into(),
            target: "/oauth/token?client_secret=canary-query".into(),
            headers: vec![("authorization".into(), "Basic canary-header".into())],
            body: b"password=canary-body".to_vec(),
        };
        let shown = format!("{received:?}");
        assert!(!shown.contains("canary"), "{shown}");
        assert!(shown.contains("/oauth/token"), "the path is of use: {shown}");
    }
}
