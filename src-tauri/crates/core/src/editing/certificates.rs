//! Certificates that a person brings: those of an authority of its own, and one to prove this side with.

use der::pem::{LineEnding, encode_string};
use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    domain::{
        certificate::Certificate,
        note::{Note, Tone},
        route::ClientCertificate,
    },
    inspecting::private_key::{KeyProblem, open_keystore, open_private_key, read_private_key},
    reading::{certificates_in, read_certificate, read_certificates},
};

/// Bytes of PEM that are looked at: a list of all public authorities has half of it.
const LONGEST_TEXT: usize = 512 * 1024;

/// How a PEM text begins (RFC 7468 2).
const BEGIN: &str = "-----BEGIN";
/// Its label for a certificate (RFC 7468 5.1).
const CERTIFICATE: &str = "CERTIFICATE";

/// What the certificates of an authority say about themselves; none where they cannot be read.
pub(crate) fn of_authority(pem: &str) -> Vec<Certificate> {
    read_certificates(pem).unwrap_or_default()
}

/// The certificates of an authority in PEM, out of what was typed.
pub(crate) fn read_authority(typed: &str) -> Result<String, Note> {
    if typed.len() > LONGEST_TEXT {
        return Err(refusal("This is too long to be the certificates of one authority."));
    }
    let certificates = certificates_in(typed).filter(|certificates| all_can_be_read(certificates));
    let certificates = certificates.ok_or_else(|| {
        refusal("There is no certificate in this that can be read. It begins with -----BEGIN CERTIFICATE-----.")
    })?;
    to_pem(&certificates)
}

/// A certificate with its key: PEM text, or a PKCS#12 file in Base64 that `passphrase` opens.
pub(crate) fn read_client_certificate(
    typed: &SecretString,
    passphrase: &SecretString,
) -> Result<ClientCertificate, Note> {
    // Exposed to be told apart and read.
    let text = typed.expose_secret();
    let (key, certificates) = if text.contains(BEGIN) {
        let key = match read_private_key(typed) {
            // Exposed to see whether there is one.
            Err(problem) if problem.is_lock() && !passphrase.expose_secret().is_empty() => {
                open_private_key(typed, passphrase)
            }
            other => other,
        };
        (key.map_err(|problem| of_key(&problem))?, certificates_in(text).unwrap_or_default())
    } else {
        let keystore = open_keystore(typed, passphrase).map_err(|problem| match problem {
            // Exposed to see whether there is one.
            KeyProblem::WrongPassphrase if passphrase.expose_secret().is_empty() => of_key(&KeyProblem::Pkcs12),
            other => of_key(&other),
        })?;
        (keystore.key, keystore.certificates)
    };
    let first = certificates.first().and_then(|der| read_certificate(der));
    let certificate = first.filter(|_| all_can_be_read(&certificates)).ok_or_else(|| {
        refusal("The key is there, but no certificate that can be read. Both have to stand in the same file.")
    })?;
    Ok(ClientCertificate { chain: to_pem(&certificates)?, private_key: key.to_pem(), certificate })
}

fn of_key(problem: &KeyProblem) -> Note {
    match problem {
        KeyProblem::Certificate => {
            refusal("This is the certificate without its key. Both have to stand in the same file.")
        }
        KeyProblem::EncryptedKey | KeyProblem::Pkcs12 => refusal("This file is locked. Enter its passphrase."),
        KeyProblem::NotAKey | KeyProblem::Binary => {
            refusal("This is no certificate with a key. It is a .p12 or .pfx file, or text with both.")
        }
        other => refusal(other.sentence()),
    }
}

fn all_can_be_read(certificates: &[Vec<u8>]) -> bool {
    certificates.iter().all(|der| read_certificate(der).is_some())
}

fn to_pem(certificates: &[Vec<u8>]) -> Result<String, Note> {
    let blocks = certificates.iter().map(|der| encode_string(CERTIFICATE, LineEnding::LF, der));
    blocks.collect::<Result<_, _>>().map_err(|_| refusal("The certificates are too long to be kept."))
}

fn refusal(text: impl Into<String>) -> Note {
    Note::new(Tone::Bad, text)
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use p12_keystore::{KeyStore, KeyStoreEntry, LocalKeyId, PrivateKey, PrivateKeyChain};

    use super::*;
    use crate::{
        inspecting::private_key::sample_keys::EC_P256,
        reading::sample_certificates::{PBX, V1},
    };

    fn secret(text: impl Into<String>) -> SecretString {
        SecretString::from(text.into())
    }

    fn read(text: impl Into<String>, passphrase: &str) -> Result<ClientCertificate, String> {
        read_client_certificate(&secret(text), &secret(passphrase)).map_err(|note| note.text)
    }

    /// A keystore with a key, its certificate and another one in front of it.
    fn keystore(passphrase: &str) -> String {
        let key = EC_P256.read();
        let key = PrivateKey::from_der(key.pkcs8().expose_secret()).unwrap();
        let certificate = p12_keystore::Certificate::from_der(&certificates_in(PBX).unwrap()[0]).unwrap();
        let mut keystore = KeyStore::new();
        let chain = PrivateKeyChain::new(LocalKeyId(vec![1]), key, [certificate]);
        keystore.add_entry("mine", KeyStoreEntry::PrivateKeyChain(chain));
        STANDARD.encode(keystore.writer(passphrase).encryption_iterations(1).mac_iterations(1).write().unwrap())
    }

    #[test]
    fn an_authority_is_taken_over_without_what_stands_around_it() {
        let kept = read_authority(&format!("subject=/CN=x\n{PBX}\n\nand\n{PBX}")).unwrap();
        assert!(kept.starts_with("-----BEGIN CERTIFICATE-----\n") && !kept.contains("subject"));
        assert_eq!(of_authority(&kept).len(), 2);
        for wrong in
            ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", &EC_P256.pem()]
        {
            assert!(read_authority(wrong).is_err(), "{wrong}");
        }
        assert!(read_authority(&"x".repeat(LONGEST_TEXT + 1)).is_err());
    }

    #[test]
    fn a_certificate_and_its_key_are_found_in_one_text_in_either_order() {
        let key = EC_P256.pem();
        for text in [format!("{PBX}\n{key}"), format!("{key}\n{PBX}")] {
            let own = read(text, "").unwrap();
            assert_eq!(own.certificate, read_certificates(PBX).unwrap()[0]);
            assert!(own.private_key.expose_secret().starts_with("-----BEGIN PRIVATE KEY-----"));
            assert!(!own.chain.contains("PRIVATE KEY"));
        }
    }

    #[test]
    fn a_keystore_is_opened_with_its_passphrase_and_asks_for_it() {
        let own = read(keystore("sesame"), "sesame").unwrap();
        assert_eq!(own.certificate, read_certificates(PBX).unwrap()[0]);
        assert_eq!(read(keystore("sesame"), "").unwrap_err(), "This file is locked. Enter its passphrase.");
        assert_eq!(read(keystore("sesame"), "other").unwrap_err(), KeyProblem::WrongPassphrase.sentence());
    }

    #[test]
    fn half_of_what_is_needed_is_named() {
        assert!(read(PBX, "").unwrap_err().contains("without its key"));
        assert!(read(EC_P256.pem(), "").unwrap_err().contains("no certificate"));
        assert!(read("hello", "").unwrap_err().contains("no certificate with a key"));
        assert!(read(format!("{V1}\n{}", EC_P256.pem()), "").is_ok(), "whether it is good enough the other side says");
    }
}
