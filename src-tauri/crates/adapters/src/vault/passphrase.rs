//! The key of the vault under a passphrase: the `age` format with its scrypt recipient.

use age::scrypt::{Identity, Recipient};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString};

use super::key::VaultKey;

/// 2^17 rounds of scrypt: 128 MiB and under half a second on a slow computer. It is fixed, since what `age` measures on
/// a busy one would be too little.
const WORK_FACTOR: u8 = 17;
/// What a vault of a later version may ask for.
const HIGHEST_WORK_FACTOR: u8 = 20;

/// `key` as only `passphrase` can bring it back, in Base64.
pub(super) fn wrap(key: &VaultKey, passphrase: &SecretString) -> Result<String, age::EncryptError> {
    let mut recipient = Recipient::new(of_age(passphrase));
    recipient.set_work_factor(WORK_FACTOR);
    // Exposed to be encrypted.
    Ok(STANDARD.encode(age::encrypt(&recipient, key.to_text().expose_secret().as_bytes())?))
}

/// The key out of `wrapped`; none where the passphrase is another one.
pub(super) fn open(wrapped: &str, passphrase: &SecretString) -> Option<VaultKey> {
    let mut identity = Identity::new(of_age(passphrase));
    identity.set_max_work_factor(HIGHEST_WORK_FACTOR);
    let text = age::decrypt(&identity, &STANDARD.decode(wrapped).ok()?).ok()?;
    VaultKey::from_text(&SecretString::from(String::from_utf8(text).ok()?))
}

fn of_age(passphrase: &SecretString) -> age::secrecy::SecretString {
    // Exposed to be handed to the library that stretches it.
    age::secrecy::SecretString::from(passphrase.expose_secret().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_passphrase_brings_the_key_back() {
        let key = VaultKey::make_random();
        let wrapped = wrap(&key, &SecretString::from("grüner Hörer 17")).unwrap();
        let again = open(&wrapped, &SecretString::from("grüner Hörer 17")).unwrap();
        assert!(again.has_check(&key.to_check()));
        assert!(open(&wrapped, &SecretString::from("grüner Hörer 18")).is_none());
    }

    #[test]
    fn what_is_not_wrapped_brings_nothing_back() {
        for text in ["", "!", "YWdl"] {
            assert!(open(text, &SecretString::from("any")).is_none(), "{text:?}");
        }
    }
}
