//! Keys made for one test, in the forms that a client and a server want them.

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der},
    rsa,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::{Value, json};

/// A fresh key pair.
pub struct SigningKey {
    /// The private half as PKCS#8 in PEM armour, as a person pastes it.
    pub private_pem: String,
    /// The public half as `SubjectPublicKeyInfo` in PEM armour.
    pub public_pem: String,
    /// The public half as a JWK (RFC 7517).
    pub public_jwk: Value,
}

#[expect(clippy::missing_panics_doc, reason = "a panic is how a test fails")]
impl SigningKey {
    /// For ES256.
    pub fn ec_p256() -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key can be made");
        let private = key.to_pkcs8v1().expect("the key can be written");
        let public = AsDer::<PublicKeyX509Der<'_>>::as_der(key.public_key()).expect("the key can be written");
        // An uncompressed point: 4, x, y (SEC 1 2.3.3).
        let point = key.public_key().as_ref();
        Self {
            private_pem: armoured("PRIVATE KEY", private.as_ref()),
            public_pem: armoured("PUBLIC KEY", public.as_ref()),
            public_jwk: json!({
                "kty": "EC",
                "crv": "P-256",
                "x": URL_SAFE_NO_PAD.encode(&point[1..33]),
                "y": URL_SAFE_NO_PAD.encode(&point[33..]),
            }),
        }
    }

    /// For RS256.
    pub fn rsa_2048() -> Self {
        let key = rsa::KeyPair::generate(rsa::KeySize::Rsa2048).expect("a key can be made");
        let private = AsDer::<Pkcs8V1Der<'_>>::as_der(&key).expect("the key can be written");
        let public = AsDer::<PublicKeyX509Der<'_>>::as_der(key.public_key()).expect("the key can be written");
        let number = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        Self {
            private_pem: armoured("PRIVATE KEY", private.as_ref()),
            public_pem: armoured("PUBLIC KEY", public.as_ref()),
            public_jwk: json!({
                "kty": "RSA",
                "n": number(key.public_key().modulus().big_endian_without_leading_zero()),
                "e": number(key.public_key().exponent().big_endian_without_leading_zero()),
            }),
        }
    }
}

fn armoured(label: &str, der: &[u8]) -> String {
    let encoded = STANDARD.encode(der);
    let lines: Vec<&str> =
        encoded.as_bytes().chunks(64).map(|line| str::from_utf8(line).expect("Base64 is ASCII")).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}
