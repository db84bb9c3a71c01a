//! Why the practice system cannot start.

/// A failure at start. Once it runs, the practice system answers every request.
#[derive(Debug, thiserror::Error)]
pub enum PracticeError {
    /// A description is not TOML, lacks something or has a key that nobody reads.
    #[error("the description {file} cannot be read")]
    DescriptionUnreadable {
        /// Name of the file.
        file: String,
        /// What is wrong and where.
        source: Box<toml::de::Error>,
    },
    /// A description contradicts itself.
    #[error("the description of {system} contradicts itself: {reason}")]
    DescriptionInconsistent {
        /// Id of the phone system.
        system: String,
        /// What does not fit.
        reason: String,
    },
    /// No description has this id.
    #[error("there is no practice system {0}")]
    UnknownSystem(String),
    /// A key was registered for a client that the description does not have, or that signs nothing.
    #[error("the practice system {system} has no client {client_id} that signs with a private key")]
    UnknownClient {
        /// Id of the phone system.
        system: String,
        /// The client's id.
        client_id: String,
    },
    /// A key was registered for an algorithm that is no public key signature we can check.
    #[error("{0} is not a public key signature algorithm")]
    UnknownAlgorithm(String),
    /// A registered public key is not PEM of the algorithm's kind.
    #[error("the public key of client {client_id} cannot be read")]
    KeyUnreadable {
        /// The client's id.
        client_id: String,
        /// What is wrong with it.
        source: jsonwebtoken::errors::Error,
    },
    /// No demo key could be made.
    #[error("a demo key could not be made")]
    KeyNotMade,
    /// No demo certificate could be made.
    #[error("a demo certificate could not be made")]
    CertificateNotMade,
    /// No loopback port could be opened.
    #[error("a loopback port could not be opened")]
    PortNotOpened(#[from] std::io::Error),
}
