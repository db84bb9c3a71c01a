//! How opening the vault ends, and what that means for a person.

use std::path::PathBuf;

use dialkey_core::{domain::time::Timestamp, ports::vault::VaultError};

use super::{database::OpenProblem, keychain::KeychainProblem, lock::LockProblem, sql_vault::SqlVault};

/// How opening the vault ended.
#[derive(Debug)]
pub enum Opening {
    /// It is open; see [`SqlVault::read_only`] for whether it can be changed.
    Ready(SqlVault),
    /// There is no vault yet.
    FirstStart {
        /// Whether the keychain can hold the key of a new one, or why not.
        keychain: Result<(), KeychainProblem>,
    },
    /// It is there, and its key is not.
    Locked(LockedBy),
    /// It was damaged, and the newest good copy is open in its place.
    Recovered {
        /// The copy.
        vault: SqlVault,
        /// What happened.
        recovery: Recovery,
    },
    /// It cannot be opened. Nothing was changed.
    Unusable(Unusable),
}

/// Why a vault is locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockedBy {
    /// The keychain did not give its key. Opening again may help.
    Keychain(KeychainProblem),
    /// Its key is under a passphrase.
    Passphrase,
    /// The passphrase that was given is another one.
    WrongPassphrase,
}

/// A damaged vault was replaced by a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovery {
    /// When the copy was made. What came later is missing.
    pub from: Timestamp,
    /// What the damaged file is called now; none where there was none.
    pub kept_as: Option<PathBuf>,
}

/// Why a vault cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// Another program has it open in a way that excludes this one.
    #[error("another program uses the vault")]
    InUse {
        /// Its name, where the system tells.
        by: Option<String>,
    },
    /// The system does not let it be read.
    #[error("the vault cannot be read: {0}")]
    NotAllowed(String),
    /// It is damaged and there is no good copy.
    #[error("the vault is damaged and there is no good copy of it")]
    Damaged,
    /// The file that says where its key is, is missing or damaged, and no copy of it fits.
    #[error("the file that says where the key of the vault is cannot be used")]
    KeyFileMissing,
    /// A newer version of the program wrote it.
    #[error("a newer version of Dialkey wrote the vault")]
    NewerVersion,
    /// An older version of the program wrote it, and it cannot be brought up to date.
    #[error("an older version of Dialkey wrote the vault, and it cannot be written to")]
    NotWritable,
    /// Anything else; what the system says.
    #[error("the vault cannot be opened: {0}")]
    Failed(String),
}

/// Why something could not be done with the files of the vault. They are as they were.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultFileError {
    /// There is a vault already; a new key would lock it for good.
    #[error("there is a vault already")]
    AlreadyThere,
    /// The vault is locked, or is none on disk.
    #[error("the vault is not open")]
    NotOpen,
    /// The keychain did not do it.
    #[error(transparent)]
    Keychain(#[from] KeychainProblem),
    /// The vault cannot be opened.
    #[error(transparent)]
    Unusable(#[from] Unusable),
    /// The vault could not do it.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The file system did not do it; what it says.
    #[error("the file system failed: {0}")]
    Files(String),
}

impl LockedBy {
    /// What happened, for a person.
    pub fn sentence(&self) -> String {
        match self {
            Self::Keychain(problem) => problem.sentence(),
            Self::Passphrase => "The vault is locked by your passphrase.".to_owned(),
            Self::WrongPassphrase => "This is not the passphrase of the vault.".to_owned(),
        }
    }
}

impl Unusable {
    /// What happened and what can be done, for a person.
    pub fn sentence(&self) -> String {
        match self {
            Self::InUse { by: Some(program) } => {
                format!("The vault is in use by another program. Close {program} and try again.")
            }
            Self::InUse { by: None } => "The vault is in use by another program. Close it and try again.".to_owned(),
            Self::NotAllowed(says) => format!("Dialkey may not read its vault. The system says: {says}"),
            Self::Damaged => "The vault is damaged, and there is no good backup of it.".to_owned(),
            Self::KeyFileMissing => {
                "The file vault.json, which says where the key of the vault is, is missing or damaged.".to_owned()
            }
            Self::NewerVersion => {
                "A newer version of Dialkey wrote this vault. This version cannot open it.".to_owned()
            }
            Self::NotWritable => {
                "An older version of Dialkey wrote this vault. It has to be brought up to date, but this computer does \
                 not let Dialkey write to it."
                    .to_owned()
            }
            Self::Failed(says) => format!("The vault cannot be opened. The system says: {says}"),
        }
    }
}

impl VaultFileError {
    /// What happened, for a person.
    pub fn sentence(&self) -> String {
        match self {
            Self::AlreadyThere => "There is a vault already, so no new one was made.".to_owned(),
            Self::NotOpen => "The vault is locked.".to_owned(),
            Self::Keychain(problem) => problem.sentence(),
            Self::Unusable(unusable) => unusable.sentence(),
            Self::Vault(VaultError::DiskFull) => "There is no room left on the disk.".to_owned(),
            Self::Vault(error) => format!("The vault did not do this: {error}."),
            Self::Files(says) => format!("The files of the vault could not be changed. The system says: {says}"),
        }
    }
}

impl From<LockProblem> for Unusable {
    fn from(problem: LockProblem) -> Self {
        match problem {
            LockProblem::InUse { by } => Self::InUse { by },
            LockProblem::File(error) => Self::NotAllowed(error.to_string()),
        }
    }
}

impl From<LockProblem> for VaultFileError {
    fn from(problem: LockProblem) -> Self {
        Self::Unusable(problem.into())
    }
}

impl From<OpenProblem> for Unusable {
    fn from(problem: OpenProblem) -> Self {
        match problem {
            OpenProblem::Damaged => Self::Damaged,
            OpenProblem::NotAllowed(says) => Self::NotAllowed(says),
            OpenProblem::Failed(says) => Self::Failed(says),
        }
    }
}

impl From<std::io::Error> for VaultFileError {
    fn from(error: std::io::Error) -> Self {
        Self::Files(error.to_string())
    }
}
