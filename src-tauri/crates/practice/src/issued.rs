//! What was handed out, and which assertions were used up.

use std::collections::{HashMap, HashSet};

/// An access token's meaning.
#[derive(Clone)]
pub(crate) struct IssuedToken {
    pub(crate) client_id: String,
    pub(crate) username: Option<String>,
    pub(crate) scope: String,
    /// Seconds since 1970.
    pub(crate) expires_at: i64,
}

/// The memory of one phone system for as long as it runs.
#[derive(Default)]
pub(crate) struct Issued {
    tokens: HashMap<String, IssuedToken>,
    assertions: HashSet<(String, String)>,
}

impl Issued {
    pub(crate) fn remember(&mut self, access_token: String, token: IssuedToken) {
        self.tokens.insert(access_token, token);
    }

    pub(crate) fn token(&self, access_token: &str) -> Option<&IssuedToken> {
        self.tokens.get(access_token)
    }

    /// Uses up an assertion's `jti`; false when it was seen before (RFC 7523 3, point 7).
    pub(crate) fn use_up(&mut self, client_id: &str, jti: &str) -> bool {
        self.assertions.insert((client_id.to_owned(), jti.to_owned()))
    }
}
