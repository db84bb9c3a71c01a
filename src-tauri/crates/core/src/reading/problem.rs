//! Why there is no token in an answer.

/// What an answer is when it holds no token that can be used. Messages carry nothing of the answer; the words of the
/// phone system stand in the variants, cut and cleaned, and may still repeat what it was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadingProblem {
    /// An error, of RFC 6749 5.2 or another shape.
    #[error("the phone system refused the request")]
    Refused {
        /// Its code.
        error: Option<String>,
        /// Its words.
        description: Option<String>,
        /// Its page about the error; never opened by itself.
        uri: Option<String>,
    },
    /// HTML or XML: a sign-in page, a captive portal, the wrong address.
    #[error("the answer is a web page")]
    WebPage {
        /// The page's title.
        title: Option<String>,
    },
    /// Nothing but blanks.
    #[error("the answer is empty")]
    Empty,
    /// Text that is neither JSON nor form-encoded.
    #[error("the answer is plain text")]
    PlainText,
    /// A readable answer without a token.
    #[error("the answer holds no token")]
    NoToken,
    /// A member that decides something is there twice, so it depends on the reader which one counts.
    #[error("the answer has {name} twice")]
    DoubledMember {
        /// Its name.
        name: String,
    },
    /// A token of a type that this app cannot use (RFC 6749 7.1).
    #[error("the type of the token is not known")]
    TokenTypeUnknown {
        /// The type.
        name: String,
    },
    /// A token that cannot be one.
    #[error("the token cannot be used: {why}")]
    UnusableToken {
        /// The reason, as half a sentence about the token.
        why: &'static str,
    },
    /// JSON or text that is damaged.
    #[error("the answer cannot be read: {why}")]
    Unreadable {
        /// The reason, as half a sentence about the answer.
        why: String,
    },
}
