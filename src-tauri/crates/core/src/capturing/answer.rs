//! What the authorization endpoint answers.

use secrecy::SecretString;

use super::Parameters;

/// An answer that belongs to this run.
#[derive(Debug)]
pub enum AuthorizationAnswer {
    /// RFC 6749 4.1.2.
    Code(SecretString),
    /// The same from a server that names itself (RFC 9207 2) while nobody said what it is called.
    CodeOf {
        /// The code.
        code: SecretString,
        /// What the server calls itself.
        issuer: String,
    },
    /// RFC 6749 4.2.2: the parameters hold the token.
    Token {
        /// All parameters.
        parameters: Parameters,
        /// Whether they came in the query, where a token does not belong.
        in_query: bool,
    },
    /// RFC 6749 4.1.2.1 and 4.2.2.1. Who said it is not certain (RFC 9207 2.4).
    Refused {
        /// The code of the error.
        error: String,
        /// What the server says about it.
        description: Option<String>,
    },
    /// It says that another server sent it (RFC 9207 2.4), or does not say who, although this one does.
    OtherIssuer,
}
