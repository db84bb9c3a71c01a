//! What can be read off an access token without asking anybody. For display only: nothing depends on it (RFC 9068 6).

use serde::Serialize;

use super::claim::Claim;

/// What a token shows of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum TokenDetails {
    /// A signed JWT (RFC 7519). Its signature was not verified and is not shown.
    Jwt {
        /// Length of the whole token.
        characters: u32,
        /// How it is signed.
        header: Vec<Claim>,
        /// Its claims; of doubled names each.
        payload: Vec<Claim>,
        /// What could not be read or is left out, as a sentence.
        note: Option<String>,
    },
    /// Anything else: only the phone system knows what it means.
    Opaque {
        /// Length of the token.
        characters: u32,
    },
}
