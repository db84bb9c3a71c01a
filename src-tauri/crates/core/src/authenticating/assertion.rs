//! Client assertions: short statements that a client signs to prove itself (RFC 7523 2.2 and 3).

use der::Decode;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use pkcs8::PrivateKeyInfoRef;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use crate::{
    domain::{client_authentication::SignatureAlgorithm, time::Timestamp},
    inspecting::private_key::{KeyKind, PrivateKey},
};

/// What the assertion states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientAssertion {
    /// The client, which is issuer and subject.
    pub client_id: String,
    /// Whom it is made for, usually the address of the token endpoint, to the last slash.
    pub audience: String,
    /// When it is made.
    pub issued_at: Timestamp,
    /// How long it may be used.
    pub lifetime_seconds: u32,
    /// Used once and never guessed (`jti`).
    pub token_id: String,
    /// Names the key where the server knows several of this client (`kid`).
    pub key_id: Option<String>,
}

/// What an assertion is signed with.
#[derive(Debug, Clone, Copy)]
pub enum AssertionKey<'a> {
    /// A private key, whose public half the server knows.
    Private(&'a PrivateKey),
    /// The client secret, byte for byte.
    Secret(&'a SecretString),
}

/// Why there is no assertion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AssertionError {
    /// The key cannot sign with the algorithm.
    #[error("the signature algorithm does not fit the key")]
    AlgorithmDoesNotFit,
    /// The library that signs refused.
    #[error("the assertion could not be signed")]
    SigningFailed,
}

/// The claims of RFC 7523 3, in the order they are sent.
#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
    jti: &'a str,
}

/// Makes a signed JWT of `assertion`.
///
/// # Errors
/// [`AssertionError::AlgorithmDoesNotFit`] when `key` cannot sign with `algorithm`.
pub fn sign_client_assertion(
    assertion: &ClientAssertion,
    key: AssertionKey<'_>,
    algorithm: SignatureAlgorithm,
) -> Result<SecretString, AssertionError> {
    let key = match key {
        AssertionKey::Private(key) if key.algorithms().contains(&algorithm) => private_encoding_key(key)?,
        // Exposed to be signed with; the copy is wiped when dropped.
        AssertionKey::Secret(secret) if is_hmac(algorithm) => {
            EncodingKey::from_secret(secret.expose_secret().as_bytes())
        }
        AssertionKey::Private(_) | AssertionKey::Secret(_) => return Err(AssertionError::AlgorithmDoesNotFit),
    };
    let mut header = Header::new(registered(algorithm));
    header.kid.clone_from(&assertion.key_id);
    let claims = Claims {
        iss: &assertion.client_id,
        sub: &assertion.client_id,
        aud: &assertion.audience,
        iat: assertion.issued_at.0,
        exp: assertion.issued_at.plus_seconds(assertion.lifetime_seconds.into()).0,
        jti: &assertion.token_id,
    };
    // The error is dropped: it says nothing a person could act upon.
    let token = jsonwebtoken::encode(&header, &claims, &key).map_err(|_| AssertionError::SigningFailed)?;
    Ok(SecretString::from(token))
}

/// The key as `jsonwebtoken` wants it: the whole PKCS#8 for curves, the PKCS#1 inside of it for RSA.
fn private_encoding_key(key: &PrivateKey) -> Result<EncodingKey, AssertionError> {
    // Exposed to be signed with; the copy is wiped when dropped.
    let pkcs8 = key.pkcs8().expose_secret();
    match key.kind() {
        KeyKind::EcP256 | KeyKind::EcP384 => Ok(EncodingKey::from_ec_der(pkcs8)),
        KeyKind::Ed25519 => Ok(EncodingKey::from_ed_der(pkcs8)),
        KeyKind::Rsa { .. } => {
            let info = PrivateKeyInfoRef::from_der(pkcs8).map_err(|_| AssertionError::SigningFailed)?;
            Ok(EncodingKey::from_rsa_der(info.private_key.as_bytes()))
        }
    }
}

const fn is_hmac(algorithm: SignatureAlgorithm) -> bool {
    matches!(algorithm, SignatureAlgorithm::HS256 | SignatureAlgorithm::HS384 | SignatureAlgorithm::HS512)
}

const fn registered(algorithm: SignatureAlgorithm) -> Algorithm {
    match algorithm {
        SignatureAlgorithm::HS256 => Algorithm::HS256,
        SignatureAlgorithm::HS384 => Algorithm::HS384,
        SignatureAlgorithm::HS512 => Algorithm::HS512,
        SignatureAlgorithm::RS256 => Algorithm::RS256,
        SignatureAlgorithm::RS384 => Algorithm::RS384,
        SignatureAlgorithm::RS512 => Algorithm::RS512,
        SignatureAlgorithm::PS256 => Algorithm::PS256,
        SignatureAlgorithm::PS384 => Algorithm::PS384,
        SignatureAlgorithm::PS512 => Algorithm::PS512,
        SignatureAlgorithm::ES256 => Algorithm::ES256,
        SignatureAlgorithm::ES384 => Algorithm::ES384,
        SignatureAlgorithm::EdDSA => Algorithm::EdDSA,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    use jsonwebtoken::{DecodingKey, Validation, decode};
    use serde_json::{Value, json};

    use super::*;
    use crate::inspecting::private_key::sample_keys::{EC_P256, SampleKey, all};

    const ALL: [SignatureAlgorithm; 12] = [
        SignatureAlgorithm::HS256,
        SignatureAlgorithm::HS384,
        SignatureAlgorithm::HS512,
        SignatureAlgorithm::RS256,
        SignatureAlgorithm::RS384,
        SignatureAlgorithm::RS512,
        SignatureAlgorithm::PS256,
        SignatureAlgorithm::PS384,
        SignatureAlgorithm::PS512,
        SignatureAlgorithm::ES256,
        SignatureAlgorithm::ES384,
        SignatureAlgorithm::EdDSA,
    ];

    fn assertion() -> ClientAssertion {
        ClientAssertion {
            client_id: "client-7".to_owned(),
            audience: "https://pbx.example.com/oauth/token/".to_owned(),
            issued_at: Timestamp(1_800_000_000),
            lifetime_seconds: 3600,
            token_id: "b7f1".to_owned(),
            key_id: None,
        }
    }

    fn sign(key: AssertionKey<'_>, algorithm: SignatureAlgorithm) -> Result<String, AssertionError> {
        // Exposed to be verified.
        sign_client_assertion(&assertion(), key, algorithm).map(|token| token.expose_secret().to_owned())
    }

    fn decoding_key(sample: &SampleKey) -> DecodingKey {
        match sample.kind {
            KeyKind::EcP256 | KeyKind::EcP384 => DecodingKey::from_ec_der(&sample.public),
            KeyKind::Ed25519 => DecodingKey::from_ed_der(&sample.public),
            KeyKind::Rsa { .. } => DecodingKey::from_rsa_der(&sample.public),
        }
    }

    /// The claims, if the signature is right.
    fn verified(
        token: &str,
        key: &DecodingKey,
        algorithm: SignatureAlgorithm,
    ) -> Result<Value, jsonwebtoken::errors::Error> {
        let mut validation = Validation::new(registered(algorithm));
        validation.set_audience(&[assertion().audience]);
        // The example is of a fixed time.
        validation.validate_exp = false;
        decode::<Value>(token, key, &validation).map(|token| token.claims)
    }

    fn part(token: &str, index: usize) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(token.split('.').nth(index).unwrap()).unwrap()
    }

    #[test]
    fn header_and_claims_are_those_of_rfc_7523() {
        let token = sign(AssertionKey::Private(&EC_P256.read()), SignatureAlgorithm::ES256).unwrap();
        assert_eq!(part(&token, 0), br#"{"typ":"JWT","alg":"ES256"}"#);
        let claims = r#"{"iss":"client-7","sub":"client-7","aud":"https://pbx.example.com/oauth/token/","iat":1800000000,"exp":1800003600,"jti":"b7f1"}"#;
        assert_eq!(String::from_utf8(part(&token, 1)).unwrap(), claims);
    }

    #[test]
    fn f78_the_key_is_named_where_it_has_a_name() {
        let named = ClientAssertion { key_id: Some("key-1".to_owned()), ..assertion() };
        let key = EC_P256.read();
        let token = sign_client_assertion(&named, AssertionKey::Private(&key), SignatureAlgorithm::ES256).unwrap();
        // Exposed to look at its header.
        let header: Value = serde_json::from_slice(&part(token.expose_secret(), 0)).unwrap();
        assert_eq!(header, json!({ "typ": "JWT", "alg": "ES256", "kid": "key-1" }));
    }

    #[test]
    fn every_algorithm_of_every_key_verifies_and_no_other_signs() {
        let mut used = BTreeSet::new();
        for sample in all() {
            let key = sample.read();
            for algorithm in ALL {
                let token = sign(AssertionKey::Private(&key), algorithm);
                if key.algorithms().contains(&algorithm) {
                    let claims = verified(&token.unwrap(), &decoding_key(sample), algorithm).unwrap();
                    assert_eq!(claims["sub"], "client-7");
                    used.insert(format!("{algorithm:?}"));
                } else {
                    assert_eq!(token, Err(AssertionError::AlgorithmDoesNotFit), "{algorithm:?} with {}", key.title());
                }
            }
        }
        assert_eq!(used.len(), 9, "each algorithm of private keys was tried");
    }

    #[test]
    fn hmac_is_made_with_the_bytes_of_the_secret() {
        let secret = SecretString::from("pässwörd % @ ! #");
        for algorithm in ALL {
            let token = sign(AssertionKey::Secret(&secret), algorithm);
            if is_hmac(algorithm) {
                let token = token.unwrap();
                let right = DecodingKey::from_secret("pässwörd % @ ! #".as_bytes());
                assert_eq!(verified(&token, &right, algorithm).unwrap()["iss"], "client-7");
                let wrong = DecodingKey::from_secret(b"another secret");
                assert!(verified(&token, &wrong, algorithm).is_err(), "another secret does not verify");
            } else {
                assert_eq!(token, Err(AssertionError::AlgorithmDoesNotFit), "{algorithm:?}");
            }
        }
    }

    #[test]
    fn signatures_on_curves_are_two_numbers_and_not_der() {
        let lengths =
            [(SignatureAlgorithm::ES256, 64), (SignatureAlgorithm::ES384, 96), (SignatureAlgorithm::EdDSA, 64)];
        for (sample, (algorithm, length)) in all().into_iter().zip(lengths) {
            let token = sign(AssertionKey::Private(&sample.read()), algorithm).unwrap();
            assert_eq!(part(&token, 2).len(), length, "{algorithm:?} (RFC 7518 3.4, RFC 8037 3.1)");
        }
    }

    #[test]
    fn a_changed_claim_does_not_verify() {
        let token = sign(AssertionKey::Private(&EC_P256.read()), SignatureAlgorithm::ES256).unwrap();
        let other = ClientAssertion { client_id: "client-8".to_owned(), ..assertion() };
        let key = EC_P256.read();
        let other = sign_client_assertion(&other, AssertionKey::Private(&key), SignatureAlgorithm::ES256).unwrap();
        // Exposed to take its claims.
        let claims = other.expose_secret().split('.').nth(1).unwrap().to_owned();
        let mut parts: Vec<&str> = token.split('.').collect();
        parts[1] = &claims;
        assert!(verified(&parts.join("."), &decoding_key(&EC_P256), SignatureAlgorithm::ES256).is_err());
    }

    #[test]
    fn a_time_at_the_end_of_all_times_does_not_overflow() {
        let late = ClientAssertion { issued_at: Timestamp(i64::MAX), ..assertion() };
        let key = EC_P256.read();
        let token = sign_client_assertion(&late, AssertionKey::Private(&key), SignatureAlgorithm::ES256).unwrap();
        // Exposed to read its claims.
        let claims: Value = serde_json::from_slice(&part(token.expose_secret(), 1)).unwrap();
        assert_eq!(claims["exp"], i64::MAX);
    }
}
