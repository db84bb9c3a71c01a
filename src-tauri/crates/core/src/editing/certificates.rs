//! Certificates that a person brings: those of an authority of its own, and one to prove this side with.

use secrecy::SecretString;

use crate::domain::{
    certificate::Certificate,
    note::{Note, Tone},
    route::ClientCertificate,
};

const NOT_READABLE: &str = "No certificate can be read in this.";

/// What the certificates of an authority say about themselves; none where they cannot be read.
pub(crate) fn of_authority(pem: &str) -> Vec<Certificate> {
    let _ = pem;
    Vec::new()
}

/// The certificates of an authority in PEM, out of what was typed.
pub(crate) fn read_authority(typed: &str) -> Result<String, Note> {
    let _ = typed;
    Err(Note::new(Tone::Bad, NOT_READABLE))
}

/// A certificate with its key: PEM text, or a PKCS#12 file in Base64 that `passphrase` opens.
pub(crate) fn read_client_certificate(
    typed: &SecretString,
    passphrase: &SecretString,
) -> Result<ClientCertificate, Note> {
    let _ = (typed, passphrase);
    Err(Note::new(Tone::Bad, NOT_READABLE))
}
