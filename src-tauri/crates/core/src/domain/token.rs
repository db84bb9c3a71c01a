//! What a run yields.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::{note::Note, time::Timestamp};

/// An access token and what is known about it.
#[derive(Debug, Clone)]
pub struct Token {
    /// The access token itself.
    pub access_token: SecretString,
    /// As the answer names it; `Bearer` where the answer says nothing.
    pub token_type: String,
    /// The refresh token, where one came.
    pub refresh_token: Option<SecretString>,
    /// The scope that was asked for.
    pub scope_asked: Option<String>,
    /// The scope the answer names; none means as asked (RFC 6749 3.3).
    pub scope_granted: Option<String>,
    /// When it ends, as far as known.
    pub expiry: Expiry,
    /// When the answer arrived.
    pub received_at: Timestamp,
    /// What looked odd in the answer.
    pub notes: Vec<Note>,
}

/// When a token ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Expiry {
    /// At this time.
    At {
        /// The time.
        at: Timestamp,
    },
    /// The answer does not say, which is neither "expired" nor "never".
    Unknown,
}

/// A token without itself.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own that a screen asks for")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TokenView {
    /// Length of the access token.
    pub characters: u32,
    /// "JWT" or "Opaque".
    pub shape: TokenShape,
    /// As the answer names it.
    pub token_type: String,
    /// Whether a refresh token came with it.
    pub has_refresh_token: bool,
    /// The scope that was asked for.
    pub scope_asked: Option<String>,
    /// The scope the answer names.
    pub scope_granted: Option<String>,
    /// When it ends, as far as known.
    pub expiry: Expiry,
    /// When the answer arrived.
    pub received_at: Timestamp,
    /// What the token is for: "Management API of pexmgr.example.com".
    pub opens: String,
    /// What renewing will do, in words.
    pub renewal: String,
    /// Whether a click can renew it.
    pub renewable: bool,
    /// Whether calls carry it in the `Authorization` header.
    pub has_authorization_header: bool,
    /// Whether the phone system can be told to revoke it (RFC 7009).
    pub can_revoke: bool,
    /// Whether the phone system can be asked if it is good (RFC 7662).
    pub can_introspect: bool,
    /// Whether the phone system can be asked whom it acts for (`OpenID` Connect Core 5.3).
    pub can_ask_userinfo: bool,
    /// What the phone system calls its scope, where that is not a scope: "Role".
    pub scope_label: Option<String>,
    /// What looked odd in the answer.
    pub notes: Vec<Note>,
}

/// What a token looks like from outside. Nothing depends on it (RFC 9068 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TokenShape {
    /// Three Base64url parts with a JSON header.
    Jwt,
    /// Anything else.
    Opaque,
}

impl Token {
    /// The value of the `Authorization` header (RFC 6750 2.1).
    pub fn authorization_header(&self) -> SecretString {
        // Exposed to put the scheme before it; the result is secret again.
        SecretString::from(format!("Bearer {}", self.access_token.expose_secret()))
    }

    /// Whether `other` is the very same access token.
    pub fn is_same_as(&self, other: &Self) -> bool {
        // Exposed to compare two secrets of our own.
        self.access_token.expose_secret() == other.access_token.expose_secret()
    }

    /// Number of characters of the access token.
    pub fn characters(&self) -> u32 {
        // Exposed to count it.
        u32::try_from(self.access_token.expose_secret().chars().count()).unwrap_or(u32::MAX)
    }
}
