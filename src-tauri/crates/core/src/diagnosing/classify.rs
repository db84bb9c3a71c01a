//! Which kind of failure is it?

use oauth2::basic::BasicErrorResponseType as OAuthError;

use super::{Asked, Failure};
use crate::{
    authenticating::AuthenticationError,
    domain::{certificate::CertificateProblem, diagnosis::DiagnosisCode as Code},
    ports::{
        capture::CaptureError,
        http::{HttpAnswer, TransportError},
    },
    reading::ReadingProblem,
};

pub(super) fn classify(failure: &Failure<'_>) -> Code {
    match failure {
        Failure::Values(problems) if problems.iter().all(|problem| problem.is_key) => Code::KeyUnusable,
        Failure::Authentication(AuthenticationError::Key(_) | AuthenticationError::KeyDoesNotFit { .. }) => {
            Code::KeyUnusable
        }
        Failure::Values(_) | Failure::Address { .. } | Failure::Authentication(_) => Code::ValuesIncomplete,
        Failure::Transport(error) => of_transport(error),
        Failure::Answer { answer, problem, asked, .. } => of_answer(answer, problem, *asked),
        Failure::Capture(error) => of_capture(error),
        Failure::SignInRefused { error, .. } => of_sign_in(error),
        Failure::OtherIssuer => Code::IssuerMismatch,
        Failure::Unreadable(ReadingProblem::TokenTypeUnknown { .. }) => Code::TokenTypeUnknown,
        Failure::Unreadable(_) => Code::AnswerUnreadable,
        Failure::TestRefused { answer, .. } => of_status(answer.status).unwrap_or(match answer.status {
            401 | 403 => Code::TokenRefused,
            _ => Code::RequestRefused,
        }),
    }
}

const fn of_capture(error: &CaptureError) -> Code {
    match error {
        CaptureError::PortInUse { .. } | CaptureError::PortReserved { .. } | CaptureError::CannotListen(_) => {
            Code::PortUnavailable
        }
        CaptureError::NoWindow | CaptureError::WindowClosed => Code::SignInWindowClosed,
        CaptureError::TimedOut => Code::SignInTimedOut,
    }
}

/// RFC 6749 4.1.2.1.
fn of_sign_in(error: &str) -> Code {
    match error {
        "access_denied" => Code::SignInDenied,
        "invalid_scope" => Code::ScopeRefused,
        "unauthorized_client" | "unsupported_response_type" => Code::GrantRefused,
        _ => Code::SignInRefused,
    }
}

fn of_transport(error: &TransportError) -> Code {
    match error {
        TransportError::HostNotFound => Code::HostNotFound,
        TransportError::ConnectionRefused => Code::ConnectionRefused,
        TransportError::ConnectionFailed(_) | TransportError::NoRoute => Code::ConnectionFailed,
        TransportError::NotEncrypted => Code::NotEncrypted,
        TransportError::NotTls => Code::NotTls,
        TransportError::NoCommonTls => Code::EncryptionTooOld,
        TransportError::NotHttp => Code::NotHttp,
        TransportError::TlsFailed(_) => Code::TlsFailed,
        TransportError::CertificateNotTrusted(not_trusted) => of_certificate(not_trusted.problem),
        TransportError::ClientCertificateWanted => Code::ClientCertificateWanted,
        TransportError::ConnectTimedOut | TransportError::TimedOut => Code::NoAnswer,
        TransportError::ProxyRefused | TransportError::ProxyFailed(_) => Code::ProxyRefused,
        TransportError::AnswerTooLarge => Code::AnswerTooLarge,
    }
}

const fn of_certificate(problem: CertificateProblem) -> Code {
    match problem {
        CertificateProblem::Changed => Code::CertificateChanged,
        CertificateProblem::TooWeak => Code::EncryptionTooOld,
        _ => Code::CertificateNotTrusted,
    }
}

fn of_answer(answer: &HttpAnswer, problem: &ReadingProblem, asked: Asked<'_>) -> Code {
    if let ReadingProblem::Refused { error: Some(error), .. } = problem
        && let Some(code) = of_oauth_error(error, asked)
    {
        return code;
    }
    if let Some(code) = of_status(answer.status) {
        return code;
    }
    match (problem, answer.status) {
        (_, 401) if matches!(asked, Asked::Call(_)) => Code::UserRefused,
        (ReadingProblem::Refused { .. }, 401) => Code::ClientRefused,
        // Firewalls and lists of allowed addresses answer 403 with a page.
        (ReadingProblem::Refused { .. }, _) | (_, 403) => Code::RequestRefused,
        (ReadingProblem::TokenTypeUnknown { .. }, 200..=299) => Code::TokenTypeUnknown,
        (_, 401) => Code::ClientRefused,
        (_, 404 | 405 | 410 | 415) => Code::NotTokenService,
        (ReadingProblem::WebPage { .. }, _) => Code::WebPage,
        (_, 400..=499) => Code::RequestRefused,
        _ => Code::AnswerUnreadable,
    }
}

/// RFC 6749 5.2.
fn of_oauth_error(error: &str, asked: Asked<'_>) -> Option<Code> {
    let error: OAuthError = serde_json::from_value(error.into()).ok()?;
    match error {
        OAuthError::InvalidClient => Some(Code::ClientRefused),
        OAuthError::InvalidGrant => Some(match asked {
            Asked::Code => Code::CodeRefused,
            Asked::RefreshToken => Code::RefreshRefused,
            Asked::Client | Asked::User | Asked::Call(_) => Code::UserRefused,
        }),
        OAuthError::UnauthorizedClient | OAuthError::UnsupportedGrantType => Some(Code::GrantRefused),
        OAuthError::InvalidScope => Some(Code::ScopeRefused),
        OAuthError::InvalidRequest | OAuthError::Extension(_) => None,
    }
}

/// Statuses that say the same whatever the body is.
const fn of_status(status: u16) -> Option<Code> {
    match status {
        300..=399 => Some(Code::Redirected),
        407 => Some(Code::ProxyRefused),
        429 => Some(Code::RateLimited),
        500..=599 => Some(Code::ServerFailed),
        _ => None,
    }
}
