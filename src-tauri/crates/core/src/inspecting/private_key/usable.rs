//! A key that was checked by constructing the key pair that will sign.

use aws_lc_rs::{
    encoding::{AsBigEndian, AsDer},
    error::KeyRejected,
    signature::{EcdsaKeyPair, Ed25519KeyPair, KeyPair, RsaKeyPair},
};
use secrecy::SecretSlice;

use super::{KeyKind, KeyProblem, curve::Curve};

/// Bits that an RSA key needs at least (RFC 7518 3.3).
const RSA_SHORTEST: usize = 2048;
/// Bits that an RSA key may have at most to be used by the library that signs.
const RSA_LONGEST: usize = 8192;

/// A checked key in the one form everything is signed from.
#[derive(Debug)]
pub(super) struct UsableKey {
    pub(super) kind: KeyKind,
    pub(super) pkcs8: SecretSlice<u8>,
}

impl UsableKey {
    /// Keeps an EC key, or says that it does not hold together.
    pub(super) fn from_ec(curve: Curve, pair: Result<EcdsaKeyPair, KeyRejected>) -> Result<Self, KeyProblem> {
        let pair = pair.map_err(damaged)?;
        let scalar = pair.private_key().as_be_bytes().map_err(|_| KeyProblem::Damaged)?;
        // A key that came without its public half gets it here, so that the same key is always the same bytes.
        let whole =
            EcdsaKeyPair::from_private_key_and_public_key(curve.signing(), scalar.as_ref(), pair.public_key().as_ref());
        let document = whole.map_err(damaged)?.to_pkcs8v1().map_err(|_| KeyProblem::Damaged)?;
        Ok(Self::new(curve.kind(), document.as_ref()))
    }

    /// Keeps an Ed25519 key, or says that it does not hold together.
    pub(super) fn from_ed25519(pair: Result<Ed25519KeyPair, KeyRejected>) -> Result<Self, KeyProblem> {
        let document = pair.map_err(damaged)?.to_pkcs8v1().map_err(|_| KeyProblem::Damaged)?;
        Ok(Self::new(KeyKind::Ed25519, document.as_ref()))
    }

    /// Keeps the RSA key that `pair` constructs, unless its `modulus` is too short or too long.
    pub(super) fn from_rsa(
        modulus: &[u8],
        pair: impl FnOnce() -> Result<RsaKeyPair, KeyRejected>,
    ) -> Result<Self, KeyProblem> {
        let bits = bit_length(modulus);
        if bits < RSA_SHORTEST {
            return Err(KeyProblem::RsaTooShort { bits });
        }
        if bits > RSA_LONGEST {
            return Err(KeyProblem::UnsupportedKind);
        }
        let document = pair().map_err(damaged)?.as_der().map_err(|_| KeyProblem::Damaged)?;
        Ok(Self::new(KeyKind::Rsa { bits }, document.as_ref()))
    }

    fn new(kind: KeyKind, pkcs8: &[u8]) -> Self {
        Self { kind, pkcs8: SecretSlice::from(pkcs8.to_vec()) }
    }
}

/// Bits of a big-endian number, leading zeros not counted.
fn bit_length(number: &[u8]) -> usize {
    let significant = without_leading_zeros(number);
    significant.first().map_or(0, |first| significant.len() * 8 - first.leading_zeros() as usize)
}

/// A big-endian number without leading zeros.
pub(super) fn without_leading_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    &number[zeros..]
}

/// The structure was read, so a rejected key has wrong numbers in it.
fn damaged(_: KeyRejected) -> KeyProblem {
    KeyProblem::Damaged
}
