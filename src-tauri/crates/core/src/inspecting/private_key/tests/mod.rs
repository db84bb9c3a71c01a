mod forms;
mod locked;
mod mangling;
mod problems;
mod repairs;
mod rfc7515;

use secrecy::{ExposeSecret, SecretString};

use super::{KeyProblem, KeyRepair, PrivateKey, read_private_key, sample_keys::SampleKey};

fn read(text: &str) -> Result<PrivateKey, KeyProblem> {
    read_private_key(&SecretString::from(text))
}

fn problem(text: &str) -> KeyProblem {
    read(text).unwrap_err()
}

/// Reads `text`, which must be `sample` to the byte, and returns what was repaired.
#[track_caller]
fn repairs(text: &str, sample: &SampleKey) -> Vec<KeyRepair> {
    let key = read(text).unwrap_or_else(|problem| panic!("{problem}: {text}"));
    assert_eq!(key.kind(), sample.kind, "the kind is what was generated");
    // Exposed to be compared with the generated key.
    assert!(key.pkcs8().expose_secret() == sample.pkcs8, "the key is the generated one");
    key.repairs().to_vec()
}
