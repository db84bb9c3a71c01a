//! What was handed out, and what was used up.

use std::collections::{HashMap, HashSet};

use crate::description::{KnownToken, REFRESH};

/// A token's meaning.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct IssuedToken {
    /// What it is good for.
    pub(crate) kind: String,
    /// Empty where no client took part.
    pub(crate) client_id: String,
    pub(crate) username: Option<String>,
    pub(crate) scope: String,
    /// Seconds since 1970; none for one that stays good.
    pub(crate) expires_at: Option<i64>,
    /// Whether it is gone once it was presented.
    pub(crate) single_use: bool,
    /// Number of the authorization that it came from; none for tokens that come from no token endpoint.
    pub(crate) authorization: Option<u64>,
}

/// A code's meaning (RFC 6749 4.1.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IssuedCode {
    pub(crate) client_id: String,
    pub(crate) username: String,
    pub(crate) scope: String,
    /// As the authorization request had it; none when it had none.
    pub(crate) redirect_uri: Option<String>,
    /// `code_challenge` by S256 (RFC 7636 4.3).
    pub(crate) challenge: Option<String>,
    pub(crate) expires_at: i64,
}

/// Why a token is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenFault {
    /// Not issued here, not for this, or used up.
    Wrong,
    /// Its time is over.
    Expired,
}

/// The memory of one phone system for as long as it runs.
#[derive(Default)]
pub(crate) struct Issued {
    tokens: HashMap<String, IssuedToken>,
    codes: HashMap<String, IssuedCode>,
    assertions: HashSet<(String, String)>,
    authorizations: u64,
}

impl Issued {
    /// With the tokens that are good from the start.
    pub(crate) fn with_known(known: &[KnownToken]) -> Self {
        let mut issued = Self::default();
        for token in known {
            let meaning = IssuedToken {
                kind: token.kind.clone(),
                client_id: token.client.clone().unwrap_or_default(),
                username: token.user.clone(),
                scope: token.scope.clone(),
                authorization: Some(issued.begin_authorization()),
                ..IssuedToken::default()
            };
            issued.remember(token.value.clone(), meaning);
        }
        issued
    }

    pub(crate) fn remember(&mut self, value: String, token: IssuedToken) {
        self.tokens.insert(value, token);
    }

    /// Ends every token of this kind that a client has.
    pub(crate) fn end_all(&mut self, kind: &str, client_id: &str) {
        self.tokens.retain(|_, token| token.kind != kind || token.client_id != client_id);
    }

    /// What a token of one of these kinds means; one for a single use is gone afterwards.
    pub(crate) fn present(&mut self, value: &str, kinds: &[String], now: i64) -> Result<IssuedToken, TokenFault> {
        let token = self.tokens.get(value).filter(|token| kinds.contains(&token.kind)).cloned();
        let token = token.ok_or(TokenFault::Wrong)?;
        if token.expires_at.is_some_and(|end| end <= now) {
            return Err(TokenFault::Expired);
        }
        if token.single_use {
            self.tokens.remove(value);
        }
        Ok(token)
    }

    pub(crate) fn token(&self, value: &str) -> Option<&IssuedToken> {
        self.tokens.get(value)
    }

    /// The number of a new authorization.
    pub(crate) fn begin_authorization(&mut self) -> u64 {
        self.authorizations += 1;
        self.authorizations
    }

    /// Ends a token, and with a refresh token all that came from the same authorization (RFC 7009 2.1).
    pub(crate) fn revoke(&mut self, value: &str) {
        let Some(revoked) = self.tokens.remove(value).filter(|token| token.kind == REFRESH) else { return };
        self.tokens.retain(|_, token| token.authorization.is_none() || token.authorization != revoked.authorization);
    }

    pub(crate) fn forget(&mut self, value: &str) {
        self.tokens.remove(value);
    }

    pub(crate) fn remember_code(&mut self, value: String, code: IssuedCode) {
        self.codes.insert(value, code);
    }

    /// Uses up a client's code; none when there is none, or it is another client's, which leaves it as it is.
    pub(crate) fn take_code(&mut self, value: &str, client_id: &str) -> Option<IssuedCode> {
        let is_the_clients = self.codes.get(value).is_some_and(|code| code.client_id == client_id);
        if is_the_clients { self.codes.remove(value) } else { None }
    }

    /// Uses up an assertion's `jti`; false when it was seen before (RFC 7523 3, point 7).
    pub(crate) fn use_up(&mut self, client_id: &str, jti: &str) -> bool {
        self.assertions.insert((client_id.to_owned(), jti.to_owned()))
    }
}
