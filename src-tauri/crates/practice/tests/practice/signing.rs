//! Client assertions as a client makes them, and keys to make them with.

use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::{
    encoding::{AsDer, PublicKeyX509Der},
    rsa::KeySize,
    signature::{ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RsaKeyPair},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

pub(crate) const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

pub(crate) fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

/// Claims that are right in everything.
pub(crate) fn claims(client_id: &str, audience: &str) -> Value {
    let mut jti = [0; 18];
    aws_lc_rs::rand::fill(&mut jti).unwrap();
    let now = now();
    json!({
        "iss": client_id, "sub": client_id, "aud": audience,
        "iat": now, "exp": now + 300, "jti": STANDARD.encode(jti),
    })
}

pub(crate) fn sign(algorithm: Algorithm, claims: &Value, key: &EncodingKey) -> String {
    encode(&Header::new(algorithm), claims, key).unwrap()
}

/// A key pair of the algorithm's kind: what signs, and its public half as PEM.
pub(crate) fn make_key(algorithm: Algorithm) -> (EncodingKey, String) {
    match algorithm {
        Algorithm::ES384 => {
            let pair = EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).unwrap();
            let private = pem("PRIVATE KEY", pair.to_pkcs8v1().unwrap().as_ref());
            (EncodingKey::from_ec_pem(private.as_bytes()).unwrap(), public_pem(pair.public_key()))
        }
        Algorithm::EdDSA => {
            let pair = Ed25519KeyPair::generate().unwrap();
            let private = pem("PRIVATE KEY", pair.to_pkcs8v1().unwrap().as_ref());
            (EncodingKey::from_ed_pem(private.as_bytes()).unwrap(), public_pem(pair.public_key()))
        }
        _ => {
            let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
            let private: aws_lc_rs::encoding::Pkcs8V1Der<'_> = pair.as_der().unwrap();
            let private = pem("PRIVATE KEY", private.as_ref());
            (EncodingKey::from_rsa_pem(private.as_bytes()).unwrap(), public_pem(pair.public_key()))
        }
    }
}

fn public_pem(key: &impl AsDer<PublicKeyX509Der<'static>>) -> String {
    pem("PUBLIC KEY", key.as_der().unwrap().as_ref())
}

fn pem(label: &str, der: &[u8]) -> String {
    let encoded = STANDARD.encode(der);
    let lines: Vec<&str> = encoded.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}
