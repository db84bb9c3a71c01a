//! `vault.json`: which vault lies beside it and where its key is. It holds nothing that opens the vault by itself.

use std::{fs, io, io::Write as _, path::Path};

use atomic_write_file::AtomicWriteFile;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::{key::VaultKey, passphrase};

/// The version this program writes; it reads no later one.
const VERSION: u32 = 1;
const VAULT_ID_BYTES: usize = 12;

/// Where the key of a vault is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeyFile {
    version: u32,
    /// Names the vault for its life. Its key never changes.
    pub(super) vault_id: String,
    /// Tells the key from another one; see [`VaultKey::to_check`].
    check: String,
    /// Where the key is.
    pub(super) key: StoredKey,
}

/// Where the key of a vault is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum StoredKey {
    /// In the keychain of the operating system.
    Keychain {
        /// Name of the item.
        item: String,
    },
    /// In this file, under a passphrase.
    Passphrase {
        /// An `age` file in Base64.
        wrapped: String,
    },
}

/// Why a key file cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum KeyFileProblem {
    /// It is not there.
    #[error("there is none")]
    Missing,
    /// It is there and makes no sense.
    #[error("it makes no sense")]
    Damaged,
    /// A later version of the program wrote it.
    #[error("a later version wrote it")]
    Newer,
    /// The system does not let it be read.
    #[error(transparent)]
    Unreadable(io::Error),
}

/// The part of every version that says which one it is.
#[derive(Deserialize)]
struct VersionOnly {
    version: u32,
}

impl KeyFile {
    /// For a new vault, whose key goes into the keychain.
    pub(super) fn new_in_keychain(key: &VaultKey) -> Self {
        let mut id = [0; VAULT_ID_BYTES];
        getrandom::fill(&mut id).expect("a system without randomness cannot run this program");
        let vault_id = URL_SAFE_NO_PAD.encode(id);
        let stored = StoredKey::Keychain { item: item_of(&vault_id) };
        Self { version: VERSION, vault_id, check: key.to_check(), key: stored }
    }

    /// The same vault, with its key in the keychain.
    pub(super) fn with_keychain(&self) -> Self {
        Self { key: StoredKey::Keychain { item: self.item() }, ..self.clone() }
    }

    /// The same vault, with its key under a passphrase.
    pub(super) fn with_passphrase(&self, key: &VaultKey, phrase: &SecretString) -> Result<Self, age::EncryptError> {
        Ok(Self { key: StoredKey::Passphrase { wrapped: passphrase::wrap(key, phrase)? }, ..self.clone() })
    }

    /// The keychain item of this vault, whether it is in use or not.
    pub(super) fn item(&self) -> String {
        item_of(&self.vault_id)
    }

    /// The key out of what a keychain answered; none where it is not the key of this vault.
    pub(super) fn key_from_text(&self, text: &SecretString) -> Option<VaultKey> {
        VaultKey::from_text(text).filter(|key| key.has_check(&self.check))
    }

    /// The key by the passphrase; none where it is another passphrase or the key is not under one.
    pub(super) fn key_from_passphrase(&self, phrase: &SecretString) -> Option<VaultKey> {
        let StoredKey::Passphrase { wrapped } = &self.key else { return None };
        passphrase::open(wrapped, phrase).filter(|key| key.has_check(&self.check))
    }

    /// Reads the file at `path`.
    pub(super) fn read(path: &Path) -> Result<Self, KeyFileProblem> {
        let text = fs::read(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => KeyFileProblem::Missing,
            io::ErrorKind::IsADirectory => KeyFileProblem::Damaged,
            _ => KeyFileProblem::Unreadable(error),
        })?;
        let VersionOnly { version } = serde_json::from_slice(&text).map_err(|_| KeyFileProblem::Damaged)?;
        if version > VERSION {
            return Err(KeyFileProblem::Newer);
        }
        serde_json::from_slice(&text).map_err(|_| KeyFileProblem::Damaged)
    }

    /// Writes the file so that at every moment either the old or the new one is there, whole.
    pub(super) fn write(&self, path: &Path) -> io::Result<()> {
        let mut file = open_private(path)?;
        serde_json::to_writer_pretty(&mut file, self)?;
        file.write_all(b"\n")?;
        file.commit()
    }
}

#[cfg(unix)]
fn open_private(path: &Path) -> io::Result<AtomicWriteFile> {
    use std::os::unix::fs::OpenOptionsExt as _;

    use atomic_write_file::unix::OpenOptionsExt as _;

    AtomicWriteFile::options().preserve_mode(false).mode(super::files::PRIVATE_FILE).open(path)
}

/// The folder is the person's own already.
#[cfg(not(unix))]
fn open_private(path: &Path) -> io::Result<AtomicWriteFile> {
    AtomicWriteFile::open(path)
}

fn item_of(vault_id: &str) -> String {
    format!("vault-key:{vault_id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_comes_back_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vault.json");
        let key = VaultKey::make_random();
        let written = KeyFile::new_in_keychain(&key);
        written.write(&path).unwrap();
        let read = KeyFile::read(&path).unwrap();
        assert_eq!(read, written);
        assert!(read.key_from_text(&key.to_text()).is_some());
        assert!(read.key_from_text(&VaultKey::make_random().to_text()).is_none());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_a_key_file() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vault.json");
        fs::write(&path, "{}").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        KeyFile::new_in_keychain(&VaultKey::make_random()).write(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_later_version_is_told_from_damage() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vault.json");
        assert!(matches!(KeyFile::read(&path), Err(KeyFileProblem::Missing)));
        fs::write(&path, r#"{"version":2,"locks":["card"]}"#).unwrap();
        assert!(matches!(KeyFile::read(&path), Err(KeyFileProblem::Newer)));
        for damaged in ["", "\0\0\0\0", r#"{"version":1}"#, r#"{"version":1,"vault_"#] {
            fs::write(&path, damaged).unwrap();
            assert!(matches!(KeyFile::read(&path), Err(KeyFileProblem::Damaged)), "{damaged:?}");
        }
    }
}
