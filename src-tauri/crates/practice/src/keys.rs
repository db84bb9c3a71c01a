//! Keys that assertions are checked with.

use std::{collections::HashMap, str::FromStr};

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey};

use crate::{
    PracticeError,
    description::{AuthenticationMethod, Client, Description},
    pem::derive_pem,
};

/// The key of one client and the algorithms it is registered for.
pub(crate) struct RegisteredKey {
    pub(crate) algorithms: Vec<Algorithm>,
    pub(crate) key: DecodingKey,
}

/// A public key that takes the place of a demo key.
#[derive(Clone)]
pub(crate) struct KeyRegistration {
    pub(crate) system: String,
    pub(crate) client_id: String,
    pub(crate) algorithm: String,
    pub(crate) public_key_pem: String,
}

impl KeyRegistration {
    fn read(&self) -> Result<RegisteredKey, PracticeError> {
        let unknown = || PracticeError::UnknownAlgorithm(self.algorithm.clone());
        let algorithm = Algorithm::from_str(&self.algorithm).map_err(|_| unknown())?;
        let pem = self.public_key_pem.as_bytes();
        let key = match algorithm.family() {
            AlgorithmFamily::Rsa => DecodingKey::from_rsa_pem(pem),
            AlgorithmFamily::Ec => DecodingKey::from_ec_pem(pem),
            AlgorithmFamily::Ed => DecodingKey::from_ed_pem(pem),
            AlgorithmFamily::Hmac => return Err(unknown()),
        };
        let key = key.map_err(|source| PracticeError::KeyUnreadable { client_id: self.client_id.clone(), source })?;
        Ok(RegisteredKey { algorithms: vec![algorithm], key })
    }
}

/// Every key of one phone system, by client.
#[derive(Default)]
pub(crate) struct Keys {
    registered: HashMap<String, RegisteredKey>,
    private: HashMap<String, String>,
}

impl Keys {
    /// Makes a fresh P-256 key for each client that signs, then lets registered keys take their places.
    ///
    /// Fails when no key can be made, or a registration names another client or cannot be read.
    pub(crate) fn prepare(description: &Description, registrations: &[KeyRegistration]) -> Result<Self, PracticeError> {
        let mut keys = Self::default();
        for client in &description.client {
            keys.prepare_client(client)?;
        }
        for registration in registrations.iter().filter(|registration| registration.system == description.id) {
            let client_id = &registration.client_id;
            // Only clients that sign have a private key here.
            if keys.private.remove(client_id).is_none() {
                return Err(PracticeError::UnknownClient {
                    system: description.id.clone(),
                    client_id: client_id.clone(),
                });
            }
            keys.registered.insert(client_id.clone(), registration.read()?);
        }
        Ok(keys)
    }

    fn prepare_client(&mut self, client: &Client) -> Result<(), PracticeError> {
        let key = match (client.method, &client.secret) {
            (AuthenticationMethod::PrivateKeyJwt, _) => {
                let (private_pem, key) = make_p256_key().ok_or(PracticeError::KeyNotMade)?;
                self.private.insert(client.id.clone(), private_pem);
                key
            }
            (AuthenticationMethod::ClientSecretJwt, Some(secret)) => DecodingKey::from_secret(secret.as_bytes()),
            _ => return Ok(()),
        };
        self.registered.insert(client.id.clone(), RegisteredKey { algorithms: client.algorithms.clone(), key });
        Ok(())
    }

    /// What a client's assertions are checked with.
    pub(crate) fn of(&self, client_id: &str) -> Option<&RegisteredKey> {
        self.registered.get(client_id)
    }

    /// The client's demo key as PKCS#8 PEM; none where another public key was registered.
    pub(crate) fn private_pem(&self, client_id: &str) -> Option<&str> {
        self.private.get(client_id).map(String::as_str)
    }
}

fn make_p256_key() -> Option<(String, DecodingKey)> {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).ok()?;
    let private = pair.to_pkcs8v1().ok()?;
    Some((derive_pem("PRIVATE KEY", private.as_ref()), DecodingKey::from_ec_der(pair.public_key().as_ref())))
}
