//! Telling the phone system that a token is no longer wanted (RFC 7009).

use serde::Serialize;

use super::{diagnosis::Diagnosis, exchange::Exchange};

/// What became of a token that was to be revoked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Revocation {
    /// The phone system said yes, and nothing of the token is kept here any more.
    Revoked {
        /// The result: "The token is revoked".
        title: String,
        /// A sentence more.
        text: String,
        /// The last request and its answer, redacted.
        exchange: Exchange,
    },
    /// The phone system did not say yes. The access token may still be good, and stays here.
    NotRevoked {
        /// Whether the refresh token was revoked before that; it is no longer kept then.
        refresh_token_revoked: bool,
        /// Why, what stays, and the phone system's own words.
        diagnosis: Box<Diagnosis>,
        /// What was sent and answered, redacted; none when nothing could be sent.
        exchange: Option<Exchange>,
    },
}

/// Which of its tokens the phone system is told about (RFC 7009 2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenTypeHint {
    /// The one that calls carry.
    AccessToken,
    /// The one that brings new ones.
    RefreshToken,
}

impl TokenTypeHint {
    /// As on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccessToken => "access_token",
            Self::RefreshToken => "refresh_token",
        }
    }

    /// For people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::AccessToken => "Access token",
            Self::RefreshToken => "Refresh token",
        }
    }
}
