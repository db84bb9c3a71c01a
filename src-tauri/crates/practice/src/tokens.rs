//! Making tokens.

use aws_lc_rs::error::Unspecified;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;

use crate::{description::TokenShape, random};

/// As long as the samples of the documents.
const REFRESH_TOKEN_LENGTH: usize = 30;
/// As long as an RSA signature of 2048 bits.
const SIGNATURE_BYTES: usize = 256;

/// An access token of the token endpoint's shape.
pub(crate) fn make_access_token(shape: TokenShape, client_id: &str, expires_at: i64) -> Result<String, Unspecified> {
    match shape {
        TokenShape::Letters(count) => random::letters_and_digits(count),
        TokenShape::Jwt => make_jwt_lookalike(client_id, expires_at),
    }
}

/// A refresh token with `planted` characters spread over it.
pub(crate) fn make_refresh_token(planted: &str) -> Result<String, Unspecified> {
    let mut letters: Vec<char> = random::letters_and_digits(REFRESH_TOKEN_LENGTH)?.chars().collect();
    let parts = planted.chars().count() + 1;
    for (index, letter) in planted.chars().enumerate() {
        letters[(index + 1) * REFRESH_TOKEN_LENGTH / parts] = letter;
    }
    Ok(letters.into_iter().collect())
}

/// Three parts like a signed JWT's. Nothing verifies it: the token is looked up when it comes back.
fn make_jwt_lookalike(client_id: &str, expires_at: i64) -> Result<String, Unspecified> {
    let header = json!({ "alg": "RS256", "typ": "JWT" });
    let claims = json!({ "sub": client_id, "exp": expires_at, "jti": random::letters_and_digits(16)? });
    let parts = [header.to_string().into_bytes(), claims.to_string().into_bytes(), random::bytes(SIGNATURE_BYTES)?];
    Ok(parts.map(|part| URL_SAFE_NO_PAD.encode(part)).join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planted_characters_stand_inside_a_refresh_token_of_unchanged_length() {
        let token = make_refresh_token("\u{420}\u{41a}\u{421}").unwrap();
        let planted: String = token.chars().filter(|letter| !letter.is_ascii()).collect();
        assert_eq!(planted, "\u{420}\u{41a}\u{421}");
        assert_eq!(token.chars().count(), REFRESH_TOKEN_LENGTH);
        assert!(
            token.starts_with(|letter: char| letter.is_ascii()) && token.ends_with(|letter: char| letter.is_ascii())
        );
    }
}
