//! Keys made for the tests, in every form people bring them in.

use std::sync::LazyLock;

use aws_lc_rs::{
    encoding::{AsBigEndian, AsDer},
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
        Ed25519KeyPair, KeyPair, RsaKeyPair,
    },
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use der::Decode;
use pkcs1::RsaPrivateKeyRef;
use pkcs8::PrivateKeyInfoRef;
use serde_json::{Value, json};

use super::{KeyKind, PrivateKey, read_private_key};

/// One key pair in all its forms, shown whole when a test of random texts fails.
#[derive(Debug)]
pub(crate) struct SampleKey {
    pub(crate) kind: KeyKind,
    pub(crate) pkcs8: Vec<u8>,
    /// Label and content of the form older than PKCS#8: SEC1 or PKCS#1.
    pub(crate) older: Option<(&'static str, Vec<u8>)>,
    pub(crate) jwk: Value,
    /// The point of a curve, or `RSAPublicKey`.
    pub(crate) public: Vec<u8>,
}

pub(crate) static EC_P256: LazyLock<SampleKey> =
    LazyLock::new(|| make_ec(KeyKind::EcP256, "P-256", &ECDSA_P256_SHA256_FIXED_SIGNING));
pub(crate) static EC_P384: LazyLock<SampleKey> =
    LazyLock::new(|| make_ec(KeyKind::EcP384, "P-384", &ECDSA_P384_SHA384_FIXED_SIGNING));
pub(crate) static ED25519: LazyLock<SampleKey> = LazyLock::new(make_ed25519);
pub(crate) static RSA: LazyLock<SampleKey> = LazyLock::new(make_rsa);

/// One key of each kind.
pub(crate) fn all() -> [&'static SampleKey; 4] {
    [&EC_P256, &EC_P384, &ED25519, &RSA]
}

impl SampleKey {
    /// PKCS#8 as PEM.
    pub(crate) fn pem(&self) -> String {
        pem("PRIVATE KEY", &self.pkcs8)
    }

    /// SEC1 or PKCS#1 as PEM.
    pub(crate) fn older_pem(&self) -> Option<String> {
        self.older.as_ref().map(|(label, der)| pem(label, der))
    }

    /// Every text the key can be pasted as.
    pub(crate) fn texts(&self) -> Vec<String> {
        let mut texts = vec![self.pem(), self.jwk.to_string(), STANDARD.encode(&self.pkcs8)];
        texts.extend(self.older_pem());
        texts.extend(self.older.as_ref().map(|(_, der)| STANDARD.encode(der)));
        texts
    }

    /// The key as the app reads it.
    pub(crate) fn read(&self) -> PrivateKey {
        read_private_key(&self.pem().into()).unwrap()
    }
}

/// PEM with lines of 64 characters (RFC 7468 2).
pub(crate) fn pem(label: &str, der: &[u8]) -> String {
    let base64 = STANDARD.encode(der);
    let lines: Vec<&str> = base64.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

fn make_ec(kind: KeyKind, curve: &str, algorithm: &'static EcdsaSigningAlgorithm) -> SampleKey {
    let pair = EcdsaKeyPair::generate(algorithm).unwrap();
    let public = pair.public_key().as_ref().to_vec();
    let (x, y) = public[1..].split_at(public.len() / 2);
    SampleKey {
        kind,
        pkcs8: pair.to_pkcs8v1().unwrap().as_ref().to_vec(),
        older: Some(("EC PRIVATE KEY", pair.private_key().as_der().unwrap().as_ref().to_vec())),
        jwk: json!({
            "kty": "EC",
            "crv": curve,
            "x": URL_SAFE_NO_PAD.encode(x),
            "y": URL_SAFE_NO_PAD.encode(y),
            "d": URL_SAFE_NO_PAD.encode(pair.private_key().as_be_bytes().unwrap().as_ref()),
            "kid": "a key of the tests",
            "key_ops": ["sign"],
        }),
        public,
    }
}

fn make_ed25519() -> SampleKey {
    let pair = Ed25519KeyPair::generate().unwrap();
    let public = pair.public_key().as_ref().to_vec();
    SampleKey {
        kind: KeyKind::Ed25519,
        pkcs8: pair.to_pkcs8v1().unwrap().as_ref().to_vec(),
        older: None,
        jwk: json!({
            "kty": "OKP",
            "crv": "Ed25519",
            "x": URL_SAFE_NO_PAD.encode(&public),
            "d": URL_SAFE_NO_PAD.encode(pair.seed().unwrap().as_be_bytes().unwrap().as_ref()),
        }),
        public,
    }
}

fn make_rsa() -> SampleKey {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let pkcs8 = pair.as_der().unwrap().as_ref().to_vec();
    let pkcs1 = PrivateKeyInfoRef::from_der(&pkcs8).unwrap().private_key.as_bytes().to_vec();
    let key = RsaPrivateKeyRef::from_der(&pkcs1).unwrap();
    let jwk = json!({
        "kty": "RSA",
        "n": URL_SAFE_NO_PAD.encode(key.modulus.as_bytes()),
        "e": URL_SAFE_NO_PAD.encode(key.public_exponent.as_bytes()),
        "d": URL_SAFE_NO_PAD.encode(key.private_exponent.as_bytes()),
        "p": URL_SAFE_NO_PAD.encode(key.prime1.as_bytes()),
        "q": URL_SAFE_NO_PAD.encode(key.prime2.as_bytes()),
        "dp": URL_SAFE_NO_PAD.encode(key.exponent1.as_bytes()),
        "dq": URL_SAFE_NO_PAD.encode(key.exponent2.as_bytes()),
        "qi": URL_SAFE_NO_PAD.encode(key.coefficient.as_bytes()),
    });
    let public = pair.public_key().as_ref().to_vec();
    SampleKey { kind: KeyKind::Rsa { bits: 2048 }, pkcs8, older: Some(("RSA PRIVATE KEY", pkcs1)), jwk, public }
}
