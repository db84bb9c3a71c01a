//! Reads a private key that a person pasted or dropped.
//!
//! Keys arrive as PEM, as JWK or as bare Base64, and on their way they lose line breaks, gain blanks or have their
//! hyphens replaced. None of that touches the key itself, so it is put right and reported. What is not a usable
//! private key is named instead of guessed at. A locked key is opened only with the passphrase of the person who brings it.

mod armour;
mod curve;
mod encoding;
mod jwk;
mod kind;
mod locked;
mod pasted;
mod problem;
mod recognise;
mod repair;
#[cfg(test)]
pub(crate) mod sample_keys;
#[cfg(test)]
mod tests;
mod usable;

use base64::{Engine as _, engine::general_purpose};
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use zeroize::Zeroizing;

use crate::domain::client_authentication::SignatureAlgorithm;

pub use self::{kind::KeyKind, problem::KeyProblem, repair::KeyRepair};
use self::{
    pasted::{Form, Pasted},
    usable::UsableKey,
};

/// Bytes of text that are looked at. The longest key that can be used, RSA with 8192 bits, needs a tenth of it.
const LONGEST_TEXT: usize = 64 * 1024;

/// Bytes of a keystore in Base64; the chain of a certificate comes along.
const LONGEST_KEYSTORE: usize = 512 * 1024;

/// Characters of a line of PEM (RFC 7468 2).
const PEM_LINE: usize = 64;

/// A private key that can sign. Its `Debug` shows the kind and never the key.
#[derive(Debug)]
pub struct PrivateKey {
    key: UsableKey,
    repairs: Vec<KeyRepair>,
}

impl PrivateKey {
    /// What sort of key it is.
    pub const fn kind(&self) -> KeyKind {
        self.key.kind
    }

    /// What had to be put right to read it, in a fixed order, each repair once.
    pub fn repairs(&self) -> &[KeyRepair] {
        &self.repairs
    }

    /// The algorithms it can sign with, the most usual first.
    pub const fn algorithms(&self) -> &'static [SignatureAlgorithm] {
        self.key.kind.algorithms()
    }

    /// The key in words: "EC P-256 private key".
    pub fn title(&self) -> String {
        self.key.kind.title()
    }

    /// The key as it is kept after it was unlocked: unencrypted PKCS#8 in PEM armour (RFC 7468 10).
    pub fn to_pem(&self) -> SecretString {
        // Exposed to be written down; the result is a secret again.
        let base64 = Zeroizing::new(general_purpose::STANDARD.encode(self.pkcs8().expose_secret()));
        let mut pem = Zeroizing::new(String::with_capacity(base64.len() * 2));
        pem.push_str("-----BEGIN PRIVATE KEY-----\n");
        for (index, character) in base64.chars().enumerate() {
            if index > 0 && index % PEM_LINE == 0 {
                pem.push('\n');
            }
            pem.push(character);
        }
        pem.push_str("\n-----END PRIVATE KEY-----\n");
        SecretString::from(pem.as_str())
    }

    /// The key as unencrypted PKCS#8 version 1 (RFC 5208), the same bytes in whatever form it was pasted.
    pub(crate) const fn pkcs8(&self) -> &SecretSlice<u8> {
        &self.key.pkcs8
    }
}

/// Reads the private key in `text`.
///
/// Goes in: PKCS#8, SEC1 or PKCS#1 as PEM or as bare Base64, or a private JWK; other text around PEM is skipped
/// (RFC 7468 2). Comes out: the key, checked to be able to sign, with the repairs that were needed.
///
/// # Errors
/// [`KeyProblem`] names what the text is instead, or what is wrong with the key.
pub fn read_private_key(text: &SecretString) -> Result<PrivateKey, KeyProblem> {
    // Exposed to be read; every copy made of it is wiped when dropped.
    let text = text.expose_secret();
    if text.len() > LONGEST_TEXT {
        return Err(KeyProblem::TooLarge);
    }
    let mut pasted = Pasted::read(text)?;
    let key = match pasted.form() {
        Form::Jwk => jwk::read(pasted.content())?,
        Form::Armour => {
            let armoured = armour::read(pasted.content())?;
            pasted.note_all(armoured.repairs);
            armoured.key
        }
        Form::Base64 => recognise::read_base64(pasted.content())?,
    };
    Ok(PrivateKey { key, repairs: pasted.into_repairs(text) })
}

/// Opens the locked private key in `text`: encrypted PKCS#8 or a PKCS#12 keystore, as PEM or as bare Base64. A keystore
/// may have an empty passphrase.
///
/// # Errors
/// [`KeyProblem::WrongPassphrase`], or what is wrong with the file or with the key inside of it.
pub fn open_private_key(text: &SecretString, passphrase: &SecretString) -> Result<PrivateKey, KeyProblem> {
    // Exposed to be read; every copy made of it is wiped when dropped.
    let text = text.expose_secret();
    if text.len() > LONGEST_TEXT {
        return Err(KeyProblem::TooLarge);
    }
    let pasted = Pasted::read(text)?;
    let der = match pasted.form() {
        Form::Jwk => return Err(KeyProblem::NotAKey),
        Form::Armour => armour::content(pasted.content())?,
        Form::Base64 => encoding::decode_base64(pasted.content()).ok_or(KeyProblem::NotAKey)?,
    };
    Ok(PrivateKey { key: locked::open(&der, passphrase)?, repairs: Vec::new() })
}

/// What one side proves itself with, out of a keystore.
#[derive(Debug)]
pub struct Keystore {
    /// The key.
    pub key: PrivateKey,
    /// Its certificates as bytes, that of the key first.
    pub certificates: Vec<Vec<u8>>,
}

/// Opens a PKCS#12 keystore (RFC 7292) in Base64. It may have an empty passphrase.
///
/// # Errors
/// [`KeyProblem::WrongPassphrase`], or what is wrong with the file or with the key inside of it.
pub fn open_keystore(text: &SecretString, passphrase: &SecretString) -> Result<Keystore, KeyProblem> {
    // Exposed to be read; every copy made of it is wiped when dropped.
    let text = text.expose_secret();
    if text.len() > LONGEST_KEYSTORE {
        return Err(KeyProblem::TooLarge);
    }
    let der = encoding::decode_base64(text.trim()).ok_or(KeyProblem::NotAKey)?;
    let (key, certificates) = locked::open_keystore(&der, passphrase)?;
    Ok(Keystore { key: PrivateKey { key, repairs: Vec::new() }, certificates })
}
