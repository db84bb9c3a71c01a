//! The curves of RFC 7518 6.2.1.1 that can sign here, and the names of those that cannot.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaSigningAlgorithm};
use der::asn1::ObjectIdentifier;

use super::{KeyKind, KeyProblem};

/// A curve that can sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Curve {
    P256,
    P384,
}

impl Curve {
    /// The curve of an object identifier (RFC 5480 2.1.1.1).
    pub(super) fn from_oid(oid: ObjectIdentifier) -> Result<Self, KeyProblem> {
        let oid = oid.to_string();
        let name = match oid.as_str() {
            "1.2.840.10045.3.1.7" => return Ok(Self::P256),
            "1.3.132.0.34" => return Ok(Self::P384),
            "1.3.132.0.35" => "P-521",
            "1.3.132.0.10" => "secp256k1",
            "1.3.132.0.33" => "P-224",
            "1.2.840.10045.3.1.1" => "P-192",
            "1.3.36.3.3.2.8.1.1.7" => "brainpoolP256r1",
            "1.3.36.3.3.2.8.1.1.11" => "brainpoolP384r1",
            "1.3.36.3.3.2.8.1.1.13" => "brainpoolP512r1",
            other => other,
        };
        Err(KeyProblem::UnsupportedCurve { name: name.to_owned() })
    }

    /// The curve of a `crv` member.
    pub(super) fn from_jwk(name: &str) -> Result<Self, KeyProblem> {
        match name {
            "P-256" => Ok(Self::P256),
            "P-384" => Ok(Self::P384),
            other => Err(unsupported(other)),
        }
    }

    /// The curve whose private keys have so many bytes, for keys that do not name theirs.
    pub(super) const fn from_key_length(bytes: usize) -> Option<Self> {
        match bytes {
            32 => Some(Self::P256),
            48 => Some(Self::P384),
            _ => None,
        }
    }

    /// Bytes of a coordinate.
    pub(super) const fn coordinate_length(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
        }
    }

    /// The kind of a key on this curve.
    pub(super) const fn kind(self) -> KeyKind {
        match self {
            Self::P256 => KeyKind::EcP256,
            Self::P384 => KeyKind::EcP384,
        }
    }

    /// What a key pair on this curve is constructed with.
    pub(super) const fn signing(self) -> &'static EcdsaSigningAlgorithm {
        match self {
            Self::P256 => &ECDSA_P256_SHA256_FIXED_SIGNING,
            Self::P384 => &ECDSA_P384_SHA384_FIXED_SIGNING,
        }
    }
}

/// Names a curve of a JWK. A value that does not look like a name is not repeated: it may be anything.
pub(super) fn unsupported(name: &str) -> KeyProblem {
    let is_name = name.len() <= 20 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    KeyProblem::UnsupportedCurve { name: if is_name && !name.is_empty() { name } else { "unknown" }.to_owned() }
}
