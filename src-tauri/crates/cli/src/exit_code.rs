//! How a run ended, for scripts.

/// It was done.
pub(crate) const DONE: u8 = 0;
/// What was given cannot work; nothing was sent.
pub(crate) const BAD_INPUT: u8 = 2;
/// The phone system refused.
pub(crate) const REFUSED: u8 = 3;
/// The phone system could not be reached, or something else answers in its place.
pub(crate) const NOT_REACHED: u8 = 4;
/// Cancelled, or no answer in time.
pub(crate) const NO_ANSWER: u8 = 5;
/// What is saved could not be opened or written.
pub(crate) const VAULT: u8 = 6;

use dialkey_core::domain::diagnosis::DiagnosisCode as Code;

/// The exit code of a diagnosis.
pub(crate) const fn of_diagnosis(code: Code) -> u8 {
    match code {
        Code::ValuesIncomplete | Code::KeyUnusable | Code::PortUnavailable => BAD_INPUT,
        Code::HostNotFound
        | Code::ConnectionRefused
        | Code::ConnectionFailed
        | Code::NotEncrypted
        | Code::NotTls
        | Code::NotHttp
        | Code::TlsFailed
        | Code::EncryptionTooOld
        | Code::CertificateNotTrusted
        | Code::CertificateChanged
        | Code::ClientCertificateWanted
        | Code::ProxyRefused
        | Code::Redirected
        | Code::WebPage
        | Code::NotTokenService => NOT_REACHED,
        Code::NoAnswer | Code::SignInTimedOut | Code::SignInWindowClosed => NO_ANSWER,
        Code::SignInDenied
        | Code::SignInRefused
        | Code::IssuerMismatch
        | Code::CodeRefused
        | Code::RefreshRefused
        | Code::ClientRefused
        | Code::UserRefused
        | Code::GrantRefused
        | Code::ScopeRefused
        | Code::RequestRefused
        | Code::RateLimited
        | Code::ServerFailed
        | Code::AnswerTooLarge
        | Code::AnswerUnreadable
        | Code::TokenTypeUnknown
        | Code::TokenRefused => REFUSED,
    }
}
