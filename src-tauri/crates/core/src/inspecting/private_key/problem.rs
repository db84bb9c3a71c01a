//! What a text is when it is not a usable private key.

/// Why there is no usable private key. Neither the messages nor the sentences quote what was pasted, except the name
/// of a curve.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyProblem {
    /// Nothing was pasted.
    #[error("no key was given")]
    Empty,
    /// Longer than any key.
    #[error("the text is too long for a private key")]
    TooLarge,
    /// A keystore or a key in DER form, read as if it were text.
    #[error("the key is not text")]
    Binary,
    /// A public key: SPKI, PKCS#1 or SSH.
    #[error("this is a public key")]
    PublicKey,
    /// An X.509 certificate, or several.
    #[error("this is a certificate")]
    Certificate,
    /// A PKCS#10 request for a certificate.
    #[error("this is a certificate request")]
    CertificateRequest,
    /// A private key under a passphrase, in PKCS#8.
    #[error("the key is locked with a passphrase")]
    EncryptedKey,
    /// A private key under a passphrase, in the form of RFC 1421, whose lock is too weak to be worth a library.
    #[error("the key is locked with a passphrase in an old form")]
    OldEncryptedKey,
    /// A passphrase that does not open the key.
    #[error("the passphrase does not open the key")]
    WrongPassphrase,
    /// A lock of a kind that cannot be opened here.
    #[error("the lock of the key is not supported")]
    UnsupportedLock,
    /// A keystore that holds only certificates.
    #[error("the keystore has no private key in it")]
    KeystoreWithoutKey,
    /// A private key in the format of OpenSSH.
    #[error("this is an SSH key")]
    OpenSshKey,
    /// A PKCS#12 keystore.
    #[error("this is a PKCS#12 keystore")]
    Pkcs12,
    /// A JWK without its private members.
    #[error("this is a public JWK")]
    PublicJwk,
    /// A private key on a curve that cannot be used.
    #[error("the curve {name} is not supported")]
    UnsupportedCurve {
        /// Its name, or its object identifier.
        name: String,
    },
    /// An RSA key below 2048 bits.
    #[error("the RSA key has {bits} bits, fewer than 2048")]
    RsaTooShort {
        /// Length of its modulus.
        bits: usize,
    },
    /// A private key that cannot sign a client assertion here.
    #[error("the kind of the key is not supported")]
    UnsupportedKind,
    /// A private key with a part missing or changed.
    #[error("the key is incomplete or was changed")]
    Damaged,
    /// None of the above.
    #[error("this is not a private key")]
    NotAKey,
}

impl KeyProblem {
    /// Whether a passphrase may open it.
    pub const fn is_lock(&self) -> bool {
        matches!(self, Self::EncryptedKey | Self::Pkcs12)
    }

    /// The problem, and what to do about it, for the person at the screen.
    pub fn sentence(&self) -> String {
        match self {
            Self::Empty => "There is no key here yet. Paste the private key, with its first and last line.",
            Self::TooLarge => "This is too long for a private key. Paste only the part from BEGIN to END.",
            Self::Binary => {
                "This is not text, so it may be a keystore or a binary key. Drop its file here or choose it, instead of \
                 pasting what is in it."
            }
            Self::PublicKey => {
                "This is a public key. Signing needs the private key that belongs to it; its first line says \
                 PRIVATE KEY."
            }
            Self::Certificate => {
                "This is a certificate, which holds only a public key. Signing needs the private key that was made \
                 with it, often a file that ends in .key."
            }
            Self::CertificateRequest => {
                "This is a certificate request. Signing needs the private key that was made with it, often a file \
                 that ends in .key."
            }
            Self::EncryptedKey => "This key is locked with a passphrase. With the passphrase, Dialkey can open it.",
            Self::OldEncryptedKey => {
                "This key is locked with a passphrase in an old form. Unlock a copy with \
                 openssl pkey -in key.pem -out unlocked.pem and paste that one."
            }
            Self::WrongPassphrase => "The passphrase does not open it. Capital letters and blanks count.",
            Self::UnsupportedLock => {
                "This key is locked in a way that Dialkey cannot open. Unlock a copy with \
                 openssl pkey -in key.pem -out unlocked.pem and paste that one."
            }
            Self::KeystoreWithoutKey => {
                "This keystore holds only certificates. Export it again together with its private key."
            }
            Self::OpenSshKey => {
                "This is an SSH key, which is for signing in to servers. If the phone system does use it, convert a \
                 copy with ssh-keygen -p -m PKCS8 -f copy and paste that one."
            }
            Self::Pkcs12 => {
                "This is a keystore (.p12 or .pfx). With its passphrase, Dialkey can take the key out of it."
            }
            Self::PublicJwk => {
                "This JWK is a public key. Signing needs the private one, which also has a part called d."
            }
            Self::UnsupportedCurve { name } => {
                return format!(
                    "This key uses the curve {name}, which cannot sign here. A key on the curve P-256 or P-384 is \
                     needed."
                );
            }
            Self::RsaTooShort { bits } => {
                return format!("This RSA key has {bits} bits, which is no longer safe. At least 2048 are needed.");
            }
            Self::UnsupportedKind => {
                "This kind of private key cannot sign here. EC keys (P-256 and P-384), Ed25519 keys and RSA keys can."
            }
            Self::Damaged => {
                "This private key is incomplete or was changed on its way. Copy it again, from its first character \
                 to its last."
            }
            Self::NotAKey => {
                "This is not a private key. A private key starts with BEGIN PRIVATE KEY, or with a curly bracket \
                 when it is a JWK."
            }
        }
        .to_owned()
    }
}
