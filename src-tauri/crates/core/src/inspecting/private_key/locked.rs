//! Opens keys that are locked with a passphrase: PKCS#8 (RFC 5958 3) and PKCS#12 (RFC 7292).

use der::{Decode, Reader, SliceReader, Tag, Tagged, asn1::AnyRef};
use p12_keystore::{CertificateBag, Pkcs12Archive, PrivateKeyBag};
use pkcs8::{
    EncryptedPrivateKeyInfoRef,
    pkcs5::{self, EncryptionScheme},
};
use secrecy::{ExposeSecret, SecretString};

use super::{KeyProblem, recognise, usable::UsableKey};

/// Rounds of stretching a passphrase that are done at the most. Programs write up to a million; a file that asks for
/// more would keep the computer busy for minutes.
const MOST_ROUNDS: u64 = 10_000_000;
/// Bytes of memory that scrypt may ask for (RFC 7914 2: 128 times its cost times its block size).
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
/// How deep a file is looked into for the number of its rounds.
const DEEPEST: usize = 12;

/// Opens the key in `der` with `passphrase`.
pub(super) fn open(der: &[u8], passphrase: &SecretString) -> Result<UsableKey, KeyProblem> {
    let problem = match recognise::read_der(der, None) {
        Ok(key) => return Ok(key),
        Err(problem) => problem,
    };
    if most_rounds(der, 0) > MOST_ROUNDS {
        return Err(KeyProblem::UnsupportedLock);
    }
    match problem {
        KeyProblem::EncryptedKey => open_pkcs8(der, passphrase),
        KeyProblem::Pkcs12 => open_pkcs12(der, passphrase),
        other => Err(other),
    }
}

fn open_pkcs8(der: &[u8], passphrase: &SecretString) -> Result<UsableKey, KeyProblem> {
    let locked = EncryptedPrivateKeyInfoRef::from_der(der).map_err(|_| KeyProblem::UnsupportedLock)?;
    if memory_of(&locked.encryption_algorithm) > MOST_MEMORY {
        return Err(KeyProblem::UnsupportedLock);
    }
    // Exposed to unlock the key.
    let opened = locked.decrypt(passphrase.expose_secret()).map_err(|error| match error {
        pkcs8::Error::EncryptedPrivateKey(
            pkcs5::Error::UnsupportedAlgorithm { .. } | pkcs5::Error::AlgorithmParametersInvalid { .. },
        ) => KeyProblem::UnsupportedLock,
        // What came out is no key, or its padding is wrong.
        _ => KeyProblem::WrongPassphrase,
    })?;
    recognise::read_der(opened.as_bytes(), None)
}

fn memory_of(scheme: &EncryptionScheme) -> u64 {
    let scrypt = scheme.pbes2().and_then(|parameters| parameters.kdf.scrypt());
    scrypt.map_or(0, |scrypt| scrypt.cost_parameter.saturating_mul(u64::from(scrypt.block_size)).saturating_mul(128))
}

fn open_pkcs12(der: &[u8], passphrase: &SecretString) -> Result<UsableKey, KeyProblem> {
    Ok(first_key(&archive(der, passphrase)?)?.0)
}

/// Opens the keystore in `der`: the first key that can be used, and every certificate, that of the key first.
pub(super) fn open_keystore(der: &[u8], passphrase: &SecretString) -> Result<(UsableKey, Vec<Vec<u8>>), KeyProblem> {
    if most_rounds(der, 0) > MOST_ROUNDS {
        return Err(KeyProblem::UnsupportedLock);
    }
    let archive = archive(der, passphrase)?;
    let (key, bag) = first_key(&archive)?;
    let is_of_key = |certificate: &CertificateBag| {
        certificate.local_key_id.is_some()
            && certificate.local_key_id.as_deref() == bag.local_key_id.as_ref().map(|id| id.0.as_slice())
    };
    let (of_key, others): (Vec<_>, Vec<_>) = archive.certs.iter().partition(|certificate| is_of_key(certificate));
    let certificates = of_key.into_iter().chain(others).map(|bag| bag.cert.as_der().to_vec());
    Ok((key, certificates.collect()))
}

fn archive(der: &[u8], passphrase: &SecretString) -> Result<Pkcs12Archive, KeyProblem> {
    use p12_keystore::error::Error;
    // Exposed to unlock the keystore.
    Pkcs12Archive::from_pkcs12(der, passphrase.expose_secret()).map_err(|error| match error {
        Error::UnsupportedContentType | Error::UnsupportedEncryptionScheme | Error::UnsupportedMacAlgorithm => {
            KeyProblem::UnsupportedLock
        }
        Error::InvalidVersion | Error::X509Error(_) => KeyProblem::Damaged,
        _ => KeyProblem::WrongPassphrase,
    })
}

fn first_key(archive: &Pkcs12Archive) -> Result<(UsableKey, &PrivateKeyBag), KeyProblem> {
    let mut last = KeyProblem::KeystoreWithoutKey;
    for bag in &archive.keys {
        match recognise::read_der(bag.key.as_der(), None) {
            Ok(key) => return Ok((key, bag)),
            Err(problem) => last = problem,
        }
    }
    Err(last)
}

/// The largest number of rounds that any part of a file asks for: an INTEGER behind the OCTET STRING of a salt, in
/// PBKDF2 (RFC 8018 A.2), in PKCS#12 (RFC 7292 4 and C) and in scrypt (RFC 7914 7) alike.
fn most_rounds(der: &[u8], depth: usize) -> u64 {
    if depth > DEEPEST {
        return 0;
    }
    let Ok(mut reader) = SliceReader::new(der) else { return 0 };
    let mut most = 0;
    let mut was_salt = false;
    while !reader.is_finished() {
        let Ok(part) = AnyRef::decode(&mut reader) else { return most };
        match part.tag() {
            Tag::Integer if was_salt => most = most.max(number(part.value())),
            Tag::OctetString | Tag::Sequence | Tag::Set | Tag::ContextSpecific { .. } => {
                most = most.max(most_rounds(part.value(), depth + 1));
            }
            _ => {}
        }
        was_salt = part.tag() == Tag::OctetString;
    }
    most
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0_u64, |number, byte| number.saturating_mul(256).saturating_add(u64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_are_found_wherever_they_stand() {
        // SEQUENCE { OCTET STRING, INTEGER 0x01000000 }, alone and inside an OCTET STRING
        let parameters = [0x30, 10, 4, 2, 1, 2, 2, 4, 1, 0, 0, 0];
        assert_eq!(most_rounds(&parameters, 0), 1 << 24);
        let inside = [&[0x30, 14, 4, 12][..], &parameters].concat();
        assert_eq!(most_rounds(&inside, 0), 1 << 24);
        assert_eq!(most_rounds(&[0x30, 3, 2, 1, 7], 0), 0);
    }
}
