//! Proof keys (RFC 7636), S256 alone.

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// A challenge is a SHA-256 in Base64url.
const CHALLENGE_LENGTH: usize = 43;

/// The challenge of a verifier (4.6); none when it is no verifier (4.1).
pub(crate) fn derive_challenge(verifier: &str) -> Option<String> {
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let fits = (43..=128).contains(&verifier.len()) && verifier.bytes().all(is_unreserved);
    fits.then(|| URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes())))
}

/// Whether this can be the S256 challenge of any verifier.
pub(crate) fn is_challenge(text: &str) -> bool {
    text.len() == CHALLENGE_LENGTH && URL_SAFE_NO_PAD.decode(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_7636_appendix_b_comes_out() {
        let challenge = derive_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge.as_deref(), Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
        assert!(is_challenge("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
    }

    #[test]
    fn a_verifier_that_is_too_short_too_long_or_has_odd_characters_is_none() {
        for verifier in ["a".repeat(42), "a".repeat(129), "a b".repeat(20), "a+".repeat(30), String::new()] {
            assert_eq!(derive_challenge(&verifier), None, "{verifier}");
        }
        assert!(derive_challenge(&"a".repeat(128)).is_some());
    }

    #[test]
    fn a_challenge_has_43_characters_of_base64url() {
        for text in
            ["", "short", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM="]
        {
            assert!(!is_challenge(text), "{text}");
        }
    }
}
