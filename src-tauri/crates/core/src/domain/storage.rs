//! Where connections are kept, and whether they can be used now.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::time::Timestamp;

/// The fewest characters of a passphrase.
pub const SHORTEST_PASSPHRASE: usize = 8;

/// How the vault stands. Every state but `Open` has a screen of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum StorageView {
    /// It is being opened.
    Opening,
    /// The keychain was asked and has not answered; it may be asking the person.
    WaitingForKeychain,
    /// There is none yet, and no keychain that could hold its key: the person chooses.
    FirstStart {
        /// Why the person has to choose, in a sentence.
        sentence: String,
        /// Whether the keychain is one of the choices.
        can_use_keychain: bool,
        /// When the backups were made that are there all the same, the newest first.
        backups: Vec<Timestamp>,
    },
    /// It is there, and its key is not.
    Locked {
        /// What opens it.
        opens_by: KeyKept,
        /// What happened, in a sentence.
        sentence: String,
        /// When its backups were made, the newest first.
        backups: Vec<Timestamp>,
    },
    /// It cannot be opened; nothing was changed.
    Unusable {
        /// What happened and what can be done.
        sentence: String,
        /// When its backups were made, the newest first.
        backups: Vec<Timestamp>,
    },
    /// It can be used.
    Open {
        /// What the settings show of it.
        storage: OpenStorage,
    },
}

/// An open vault, for the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct OpenStorage {
    /// Where its key is.
    pub key: KeyKept,
    /// The folder of its files; none for one of this session only.
    pub folder: Option<String>,
    /// Size of its file in bytes.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub bytes: u64,
    /// Why changes cannot be saved; none where they can.
    pub read_only: Option<String>,
    /// What was recovered when it was opened.
    pub recovered: Option<Recovered>,
    /// What went wrong since, in a sentence: a backup that failed, a token that could not be written.
    pub problem: Option<String>,
    /// When its backups were made, the newest first.
    pub backups: Vec<Timestamp>,
}

/// Where the key of a vault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum KeyKept {
    /// In the keychain of the operating system.
    Keychain,
    /// Under a passphrase.
    Passphrase,
    /// Nowhere: nothing is written, and all is gone when the program ends.
    Session,
}

/// A damaged vault was replaced by a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Recovered {
    /// When the backup was made. What came later is missing.
    pub from: Timestamp,
    /// What the damaged file is called now.
    pub kept_as: Option<String>,
}

/// What is wrong with a new passphrase; none where it will do.
pub fn passphrase_problem(passphrase: &SecretString) -> Option<String> {
    // Exposed to count its characters.
    let characters = passphrase.expose_secret().chars().count();
    (characters < SHORTEST_PASSPHRASE).then(|| format!("Use at least {SHORTEST_PASSPHRASE} characters."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_has_at_least_eight_characters() {
        assert_eq!(passphrase_problem(&SecretString::from("äöüäöüä")).unwrap(), "Use at least 8 characters.");
        assert_eq!(passphrase_problem(&SecretString::from("äöüäöüäö")), None);
    }
}
