//! The key of the database: 32 random bytes for the life of the vault.

use aws_lc_rs::{constant_time, hmac};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

const KEY_BYTES: usize = 32;
/// What the check of a key is made over.
const CHECKED_TEXT: &[u8] = b"dialkey vault key";

/// The key of the database. It is wiped when it is dropped.
#[derive(Clone)]
pub(super) struct VaultKey(Zeroizing<[u8; KEY_BYTES]>);

impl VaultKey {
    /// A new one from the operating system's generator.
    pub(super) fn make_random() -> Self {
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        getrandom::fill(key.as_mut_slice()).expect("a system without randomness cannot run this program");
        Self(key)
    }

    /// The key out of its text; none where the text is anything else.
    pub(super) fn from_text(text: &SecretString) -> Option<Self> {
        // Exposed to be decoded into the key, which is wiped in its turn.
        let bytes = Zeroizing::new(STANDARD.decode(text.expose_secret().trim()).ok()?);
        Some(Self(Zeroizing::new(bytes.as_slice().try_into().ok()?)))
    }

    /// Base64, since some keychains keep text only.
    pub(super) fn to_text(&self) -> SecretString {
        SecretString::from(STANDARD.encode(self.0.as_slice()))
    }

    /// The statement that gives `SQLCipher` the key, to be used as it is.
    pub(super) fn to_pragma(&self) -> Zeroizing<String> {
        const BEFORE: &str = "PRAGMA key = \"x'";
        const AFTER: &str = "'\"";
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        // Room for the whole text at once, so that no part of it is left behind in memory by growing.
        let mut text = Zeroizing::new(String::with_capacity(BEFORE.len() + 2 * KEY_BYTES + AFTER.len()));
        text.push_str(BEFORE);
        for byte in self.0.iter() {
            text.push(char::from(DIGITS[usize::from(byte >> 4)]));
            text.push(char::from(DIGITS[usize::from(byte & 0xf)]));
        }
        text.push_str(AFTER);
        text
    }

    /// What tells this key from another one and says nothing about it. Without it an altered key would look like a
    /// damaged database.
    pub(super) fn to_check(&self) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.0.as_slice());
        STANDARD.encode(hmac::sign(&key, CHECKED_TEXT))
    }

    /// Whether `check` was made of this key.
    pub(super) fn has_check(&self, check: &str) -> bool {
        constant_time::verify_slices_are_equal(self.to_check().as_bytes(), check.as_bytes()).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_from_its_text() {
        let key = VaultKey::make_random();
        let again = VaultKey::from_text(&key.to_text()).unwrap();
        assert_eq!(again.0, key.0);
        assert!(again.has_check(&key.to_check()));
    }

    #[test]
    fn two_keys_have_different_checks() {
        assert!(!VaultKey::make_random().has_check(&VaultKey::make_random().to_check()));
    }

    #[test]
    fn text_of_another_length_is_no_key() {
        for text in ["", "AAAA", "not base64", &STANDARD.encode([0; 33])] {
            assert!(VaultKey::from_text(&SecretString::from(text)).is_none(), "{text:?}");
        }
    }

    #[test]
    fn the_pragma_is_a_raw_key() {
        let key = VaultKey(Zeroizing::new([0xa5; KEY_BYTES]));
        assert_eq!(*key.to_pragma(), format!("PRAGMA key = \"x'{}'\"", "a5".repeat(KEY_BYTES)));
    }
}
