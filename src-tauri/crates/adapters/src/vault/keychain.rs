//! The keychain of the operating system: Secret Service, Windows Credential Manager or macOS Keychain.
//!
//! Every call may wait for a person, so none is made where anything else waits; see [`super::pending`].

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use keyring_core::{Entry, Error};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::folders::IDENTIFIER;

/// What stands for the item in the keychain's own window.
#[cfg(target_os = "linux")]
const LABEL: &str = "Dialkey vault key";
const PROBE_BYTES: usize = 12;

/// Keeps small secrets by name. Every call may take as long as a person does.
pub trait Keychain: Send + Sync {
    /// What is kept under `item`.
    fn read(&self, item: &str) -> Result<SecretString, KeychainProblem>;
    /// Keeps `secret` under `item`, in place of what was there.
    fn write(&self, item: &str, secret: &SecretString) -> Result<(), KeychainProblem>;
    /// Forgets what is kept under `item`; it may be gone already.
    fn delete(&self, item: &str) -> Result<(), KeychainProblem>;
}

/// Why a keychain did not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeychainProblem {
    /// There is no keychain, or none that runs.
    #[error("there is no keychain")]
    Absent,
    /// It is locked and was not unlocked, or access was denied.
    #[error("the keychain is locked")]
    Locked,
    /// It works and has no such item.
    #[error("the keychain has no such item")]
    NoItem,
    /// The item holds something else.
    #[error("the item in the keychain holds something else")]
    Altered,
    /// Anything else; what the system says.
    #[error("the keychain failed: {0}")]
    Failed(String),
}

impl KeychainProblem {
    /// What happened, for a person.
    pub fn sentence(&self) -> String {
        match self {
            Self::Absent => "This computer has no keychain that Dialkey can use.".to_owned(),
            Self::Locked => "The keychain is locked, or access to it was denied.".to_owned(),
            Self::NoItem => "The key of the vault is no longer in the keychain.".to_owned(),
            Self::Altered => "What the keychain holds for Dialkey is not the key of this vault.".to_owned(),
            Self::Failed(says) => format!("The keychain did not work. The system says: {says}"),
        }
    }
}

/// The keychain of the operating system. It is looked for again with every call, so trying again can help.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsKeychain;

impl Keychain for OsKeychain {
    fn read(&self, item: &str) -> Result<SecretString, KeychainProblem> {
        let secret = Zeroizing::new(entry(item)?.get_secret().map_err(problem)?);
        let text = std::str::from_utf8(&secret).map_err(|_| KeychainProblem::Altered)?;
        Ok(SecretString::from(text))
    }

    fn write(&self, item: &str, secret: &SecretString) -> Result<(), KeychainProblem> {
        // Exposed to be handed to the keychain.
        entry(item)?.set_secret(secret.expose_secret().as_bytes()).map_err(problem)
    }

    fn delete(&self, item: &str) -> Result<(), KeychainProblem> {
        match entry(item)?.delete_credential().map_err(problem) {
            Err(KeychainProblem::NoItem) => Ok(()),
            other => other,
        }
    }
}

/// Whether a keychain really keeps things: an item is written, read, compared and deleted.
pub(super) fn self_test(keychain: &dyn Keychain) -> Result<(), KeychainProblem> {
    let mut probe = [0; PROBE_BYTES];
    getrandom::fill(&mut probe).expect("a system without randomness cannot run this program");
    let probe = URL_SAFE_NO_PAD.encode(probe);
    let item = format!("probe:{probe}");
    write_checked(keychain, &item, &SecretString::from(probe))?;
    keychain.delete(&item)
}

/// Writes and reads back.
pub(super) fn write_checked(keychain: &dyn Keychain, item: &str, secret: &SecretString) -> Result<(), KeychainProblem> {
    keychain.write(item, secret)?;
    let read = keychain.read(item)?;
    // Exposed to be compared with what was written.
    if read.expose_secret() == secret.expose_secret() { Ok(()) } else { Err(KeychainProblem::Altered) }
}

#[cfg(target_os = "linux")]
fn entry(item: &str) -> Result<Entry, KeychainProblem> {
    use keyring_core::api::CredentialStoreApi as _;

    // It fails only where there is no session bus or nobody on it who keeps secrets.
    let store = zbus_secret_service_keyring_store::Store::new().map_err(|_| KeychainProblem::Absent)?;
    store.build(IDENTIFIER, item, Some(&[("label", LABEL)].into())).map_err(problem)
}

#[cfg(windows)]
fn entry(item: &str) -> Result<Entry, KeychainProblem> {
    use keyring_core::api::CredentialStoreApi as _;

    let store = windows_native_keyring_store::Store::new().map_err(|_| KeychainProblem::Absent)?;
    // The store's own default travels with a roaming profile to computers where the vault is not.
    store.build(IDENTIFIER, item, Some(&[("persistence", "Local")].into())).map_err(problem)
}

#[cfg(target_os = "macos")]
fn entry(item: &str) -> Result<Entry, KeychainProblem> {
    use keyring_core::api::CredentialStoreApi as _;

    let store = apple_native_keyring_store::keychain::Store::new().map_err(|_| KeychainProblem::Absent)?;
    store.build(IDENTIFIER, item, None).map_err(problem)
}

fn problem(error: Error) -> KeychainProblem {
    match error {
        Error::NoEntry => KeychainProblem::NoItem,
        Error::NoStorageAccess(_) => KeychainProblem::Locked,
        Error::NoDefaultStore => KeychainProblem::Absent,
        // What these carry may be the secret itself.
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::Ambiguous(_) => KeychainProblem::Altered,
        other => KeychainProblem::Failed(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers every question with the same text.
    struct Forgetful(&'static str);

    impl Keychain for Forgetful {
        fn read(&self, _: &str) -> Result<SecretString, KeychainProblem> {
            Ok(SecretString::from(self.0))
        }

        fn write(&self, _: &str, _: &SecretString) -> Result<(), KeychainProblem> {
            Ok(())
        }

        fn delete(&self, _: &str) -> Result<(), KeychainProblem> {
            Ok(())
        }
    }

    #[test]
    fn a_keychain_that_keeps_something_else_fails_its_test() {
        assert_eq!(self_test(&Forgetful("something else")), Err(KeychainProblem::Altered));
        assert_eq!(write_checked(&Forgetful("key"), "item", &SecretString::from("key")), Ok(()));
    }

    #[test]
    fn a_problem_never_repeats_the_secret() {
        let problem = problem(Error::BadEncoding(b"s3cret".to_vec()));
        assert_eq!(problem, KeychainProblem::Altered);
    }
}
