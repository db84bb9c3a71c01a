//! The kinds of private keys that can sign here.

use crate::domain::client_authentication::SignatureAlgorithm::{
    self, ES256, ES384, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512,
};

/// What sort of key it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// Elliptic curve P-256 (secp256r1).
    EcP256,
    /// Elliptic curve P-384 (secp384r1).
    EcP384,
    /// Edwards curve 25519 (RFC 8032).
    Ed25519,
    /// RSA.
    Rsa {
        /// Length of the modulus.
        bits: usize,
    },
}

impl KeyKind {
    /// The algorithms a key of this kind can sign with, the most usual first.
    pub const fn algorithms(self) -> &'static [SignatureAlgorithm] {
        match self {
            Self::EcP256 => &[ES256],
            Self::EcP384 => &[ES384],
            Self::Ed25519 => &[EdDSA],
            Self::Rsa { .. } => &[RS256, RS384, RS512, PS256, PS384, PS512],
        }
    }

    /// The kind in words: "RSA 2048-bit private key".
    pub fn title(self) -> String {
        match self {
            Self::EcP256 => "EC P-256 private key".to_owned(),
            Self::EcP384 => "EC P-384 private key".to_owned(),
            Self::Ed25519 => "Ed25519 private key".to_owned(),
            Self::Rsa { bits } => format!("RSA {bits}-bit private key"),
        }
    }
}
