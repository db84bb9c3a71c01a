//! Recognises keys, and what is taken for keys, by their content. Labels are not relied upon: they are often wrong.

use aws_lc_rs::{
    error::KeyRejected,
    signature::{EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair},
};
use der::{
    Decode, Reader, SliceReader, Tag, Tagged,
    asn1::{AnyRef, ObjectIdentifier},
};
use pkcs1::RsaPrivateKeyRef;
use pkcs8::PrivateKeyInfoRef;
use sec1::{EcParameters, EcPrivateKey};

use super::{KeyProblem, curve::Curve, encoding::decode_base64, usable::UsableKey};

/// `id-ecPublicKey` (RFC 5480 2.1.1).
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
/// `rsaEncryption` (RFC 8017 A.1).
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// `id-Ed25519` (RFC 8410 3).
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// Characters below which a text that happens to be Base64 is a word and not a broken key.
const SHORTEST_BASE64: usize = 40;

/// Reads a key that came without armour.
pub(super) fn read_base64(text: &str) -> Result<UsableKey, KeyProblem> {
    if ["ssh-", "ecdsa-sha2-", "sk-ssh-"].iter().any(|prefix| text.starts_with(prefix)) {
        return Err(KeyProblem::PublicKey);
    }
    if text.starts_with("PuTTY-User-Key-File") {
        return Err(KeyProblem::OpenSshKey);
    }
    // A SEQUENCE of DER starts with the byte 0x30, which is an M in Base64.
    let is_plausible = text.len() >= SHORTEST_BASE64
        && text.starts_with('M')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/-_=".contains(&byte));
    if !is_plausible {
        return Err(KeyProblem::NotAKey);
    }
    let der = decode_base64(text).ok_or(KeyProblem::Damaged)?;
    read_der(&der, None)
}

/// Reads a private key in DER. `named_curve` is what stands outside of a SEC1 key about its curve.
pub(super) fn read_der(der: &[u8], named_curve: Option<ObjectIdentifier>) -> Result<UsableKey, KeyProblem> {
    if let Ok(info) = PrivateKeyInfoRef::from_der(der) {
        read_pkcs8(der, &info)
    } else if let Ok(key) = EcPrivateKey::from_der(der) {
        read_sec1(der, &key, named_curve)
    } else if let Ok(key) = RsaPrivateKeyRef::from_der(der) {
        read_rsa(&key, || RsaKeyPair::from_der(der))
    } else {
        Err(name_structure(der))
    }
}

fn read_pkcs8(der: &[u8], info: &PrivateKeyInfoRef<'_>) -> Result<UsableKey, KeyProblem> {
    match info.algorithm.oid {
        EC => {
            let curve = info.algorithm.parameters_oid().map_err(|_| KeyProblem::UnsupportedKind)?;
            let curve = Curve::from_oid(curve)?;
            UsableKey::from_ec(curve, EcdsaKeyPair::from_pkcs8(curve.signing(), der))
        }
        RSA => {
            let key = RsaPrivateKeyRef::from_der(info.private_key.as_bytes()).map_err(|_| KeyProblem::Damaged)?;
            read_rsa(&key, || RsaKeyPair::from_pkcs8(der))
        }
        ED25519 => UsableKey::from_ed25519(Ed25519KeyPair::from_pkcs8(der)),
        _ => Err(KeyProblem::UnsupportedKind),
    }
}

fn read_sec1(
    der: &[u8],
    key: &EcPrivateKey<'_>,
    named_curve: Option<ObjectIdentifier>,
) -> Result<UsableKey, KeyProblem> {
    let curve = match key.parameters.and_then(EcParameters::named_curve).or(named_curve) {
        Some(oid) => Curve::from_oid(oid)?,
        None => Curve::from_key_length(key.private_key.len()).ok_or(KeyProblem::UnsupportedKind)?,
    };
    UsableKey::from_ec(curve, EcdsaKeyPair::from_private_key_der(curve.signing(), der))
}

fn read_rsa(
    key: &RsaPrivateKeyRef<'_>,
    pair: impl FnOnce() -> Result<RsaKeyPair, KeyRejected>,
) -> Result<UsableKey, KeyProblem> {
    // Keys of more than two primes (RFC 8017 3.2) cannot be constructed by the library that signs.
    if key.other_prime_infos.is_some() {
        return Err(KeyProblem::UnsupportedKind);
    }
    UsableKey::from_rsa(key.modulus.as_bytes(), pair)
}

/// Names a structure that is no usable private key, by the types of its members.
fn name_structure(der: &[u8]) -> KeyProblem {
    let Some(members) = members(der) else { return KeyProblem::Damaged };
    let tags: Vec<Tag> = members.iter().map(Tagged::tag).collect();
    match tags.as_slice() {
        // EncryptedPrivateKeyInfo (RFC 5958 3)
        [Tag::Sequence, Tag::OctetString] => KeyProblem::EncryptedKey,
        // SubjectPublicKeyInfo (RFC 5280 4.1) and RSAPublicKey (RFC 8017 A.1.1)
        [Tag::Sequence, Tag::BitString] | [Tag::Integer, Tag::Integer] => KeyProblem::PublicKey,
        [Tag::Sequence, Tag::Sequence, Tag::BitString] => name_signed(members[0]),
        // PrivateKeyInfo with something wrong inside
        [Tag::Integer, Tag::Sequence, Tag::OctetString, ..] => KeyProblem::Damaged,
        // PFX (RFC 7292 4)
        [Tag::Integer, Tag::Sequence, ..] => KeyProblem::Pkcs12,
        // ECPrivateKey whose curve is described instead of named, and the DSA keys of OpenSSL
        [Tag::Integer, Tag::OctetString, ..] => KeyProblem::UnsupportedKind,
        [Tag::Integer, Tag::Integer, Tag::Integer, Tag::Integer, Tag::Integer, Tag::Integer] => {
            KeyProblem::UnsupportedKind
        }
        _ => KeyProblem::NotAKey,
    }
}

/// Tells a certificate from a request for one: the request begins with version 0 and then names its subject
/// (RFC 2986 4.1), a certificate begins with `[0]` or its serial number (RFC 5280 4.1).
fn name_signed(content: AnyRef<'_>) -> KeyProblem {
    let first = SliceReader::new(content.value()).and_then(|mut reader| AnyRef::decode(&mut reader));
    match first {
        Ok(version) if version.tag() == Tag::Integer && version.value() == [0] => KeyProblem::CertificateRequest,
        _ => KeyProblem::Certificate,
    }
}

/// The members of a SEQUENCE that fills `der`; none where it does not.
fn members(der: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    let whole = AnyRef::from_der(der).ok().filter(|whole| whole.tag() == Tag::Sequence)?;
    let mut reader = SliceReader::new(whole.value()).ok()?;
    let mut members = Vec::new();
    while !reader.is_finished() {
        members.push(AnyRef::decode(&mut reader).ok()?);
    }
    Some(members)
}
