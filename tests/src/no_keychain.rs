//! A computer without a keychain.

use dialkey_adapters::vault::{Keychain, KeychainProblem};
use secrecy::SecretString;

/// A keychain that is not there.
pub struct NoKeychain;

impl Keychain for NoKeychain {
    fn read(&self, _: &str) -> Result<SecretString, KeychainProblem> {
        Err(KeychainProblem::Absent)
    }

    fn write(&self, _: &str, _: &SecretString) -> Result<(), KeychainProblem> {
        Err(KeychainProblem::Absent)
    }

    fn delete(&self, _: &str) -> Result<(), KeychainProblem> {
        Err(KeychainProblem::Absent)
    }
}
