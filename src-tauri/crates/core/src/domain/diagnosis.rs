//! Why a step failed: what happened, the likely causes in order, who can fix each and what to do next.

use serde::{Deserialize, Serialize};

use super::{
    certificate::{Certificate, CertificateProblem, NotTrusted},
    client_authentication::ClientAuthenticationMethod,
    step::StepKind,
    time::Timestamp,
};

/// A failure, explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Diagnosis {
    /// Stable name of the kind of failure.
    pub code: DiagnosisCode,
    /// The step that failed.
    pub step: StepKind,
    /// The step's name as it was shown.
    pub step_name: String,
    /// What happened, in one sentence of at most nine words.
    pub title: String,
    /// A sentence more, where one is needed.
    pub text: Option<String>,
    /// The likely causes, the likeliest first.
    pub causes: Vec<Cause>,
    /// What the phone system itself said; untrusted, shown as text.
    pub server: Option<ServerWords>,
    /// When the phone system wants to be asked again at the earliest.
    #[serde(default)]
    pub ask_again_at: Option<Timestamp>,
}

/// Stable names of the kinds of failure. A variant exists only where a person, a script or a screen treats it differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum DiagnosisCode {
    /// A value is missing or cannot be what it should be; nothing was sent.
    ValuesIncomplete,
    /// The private key cannot be used; nothing was sent.
    KeyUnusable,
    /// The host name is not known.
    HostNotFound,
    /// Nothing listens at the port.
    ConnectionRefused,
    /// The host is there but cannot be reached, or the connection broke.
    ConnectionFailed,
    /// The TLS handshake failed.
    TlsFailed,
    /// The address says `http` where that is not allowed; nothing was sent.
    NotEncrypted,
    /// The port does not speak TLS.
    NotTls,
    /// The port does not speak plain HTTP.
    NotHttp,
    /// The phone system's encryption is too old to be safe.
    EncryptionTooOld,
    /// The certificate is not trusted.
    CertificateNotTrusted,
    /// The certificate is another one than the person trusted.
    CertificateChanged,
    /// The phone system wants a client certificate.
    ClientCertificateWanted,
    /// No answer within the time allowed.
    NoAnswer,
    /// The proxy wants to be asked differently.
    ProxyRefused,
    /// The answer points elsewhere; it was not followed.
    Redirected,
    /// A web page came instead of a token.
    WebPage,
    /// The address is not that of a token service.
    NotTokenService,
    /// The port of the redirect address cannot be listened at; nothing was opened.
    PortUnavailable,
    /// The sign-in was not allowed, by the person or by the phone system.
    SignInDenied,
    /// The phone system ended the sign-in with an error.
    SignInRefused,
    /// Nothing came back in time.
    SignInTimedOut,
    /// The sign-in window was closed.
    SignInWindowClosed,
    /// The answer of the sign-in came from another server (RFC 9207).
    IssuerMismatch,
    /// The code of the sign-in was refused when it was exchanged.
    CodeRefused,
    /// The refresh token is no longer good; a new sign-in is needed.
    RefreshRefused,
    /// The client or its proof was refused.
    ClientRefused,
    /// The user name or password was refused.
    UserRefused,
    /// The client may not use this way.
    GrantRefused,
    /// The scope was refused.
    ScopeRefused,
    /// The phone system understood the request but will not do it.
    RequestRefused,
    /// Too many requests.
    RateLimited,
    /// The phone system failed by itself.
    ServerFailed,
    /// The answer is larger than a token answer may be.
    AnswerTooLarge,
    /// The answer cannot be read, or holds no token.
    AnswerUnreadable,
    /// The token is of a kind that this app must not use (RFC 6749 7.1).
    TokenTypeUnknown,
    /// The token was not accepted by the call it was tried on.
    TokenRefused,
}

/// One likely cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Cause {
    /// The cause as a sentence.
    pub title: String,
    /// What speaks for it, or what to do about it.
    pub text: Option<String>,
    /// Who can fix it.
    pub who: Who,
    /// Where: a menu path of the vendor's pages, or a place on this computer.
    pub place: Option<String>,
    /// What a click can do about it.
    pub action: Option<CauseAction>,
}

/// Who can fix a cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// The person at the screen.
    You,
    /// Whoever administers the phone system.
    SystemAdministrator,
    /// Whoever runs the network.
    NetworkAdministrator,
    /// The vendor of the phone system.
    Vendor,
}

/// What a click on a cause does. An alternative is tried only when the person says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum CauseAction {
    /// Go to the field.
    EditField {
        /// Key of the field.
        field: String,
        /// Its label, for the button.
        label: String,
    },
    /// Prove the client by another method, and run again.
    TryClientAuthentication {
        /// The other method.
        method: ClientAuthenticationMethod,
        /// Its name, for the button.
        label: String,
    },
    /// Copy the redirect address, to be registered at the phone system.
    CopyRedirectUri {
        /// The address.
        redirect_uri: String,
    },
    /// Leave PKCE out, and run again.
    LeaveOutPkce,
    /// Get a token from the beginning.
    GetToken,
    /// Open the vendor's page.
    OpenDocumentation,
    /// Run again as it is.
    TryAgain,
    /// Look at the certificate, to trust it or not.
    LookAtCertificate {
        /// Host and port that showed it.
        place: String,
        /// The certificate.
        certificate: Box<Certificate>,
        /// What is wrong with it.
        problem: CertificateProblem,
        /// The same in words.
        sentence: String,
        /// The one that was trusted before.
        trusted_before: Option<Box<Certificate>>,
    },
    /// Sign on the phone system's time, and run again.
    SignOnServerTime {
        /// Seconds that its clock is ahead of this computer's.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        ahead: i64,
    },
    /// Put another value into a field, and run again.
    UseValue {
        /// Key of the field.
        field: String,
        /// Its label, for the button.
        label: String,
        /// The value.
        value: String,
    },
    /// Allow addresses without encryption in private networks, and run again.
    AllowWithoutTls,
    /// Go to how the connection gets there: proxy, certificates.
    EditRoute,
    /// Look at the way without sending anything secret.
    CheckConnection,
}

impl CauseAction {
    /// Looks at a certificate that may be trusted; none where it may not, or cannot be read.
    pub fn look_at(not_trusted: &NotTrusted) -> Option<Self> {
        let certificate = not_trusted.certificate.clone().filter(|_| not_trusted.problem.may_be_trusted())?;
        Some(Self::LookAtCertificate {
            place: not_trusted.place.clone(),
            certificate: Box::new(certificate),
            problem: not_trusted.problem,
            sentence: not_trusted.sentence().to_owned(),
            trusted_before: not_trusted.trusted_before.clone().map(Box::new),
        })
    }
}

/// The phone system's own words, cut to a length and cleaned of every known secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ServerWords {
    /// HTTP status; none where the words came by way of the browser.
    pub status: Option<u16>,
    /// Status with its registered phrase: "400 Bad Request".
    pub status_line: String,
    /// `error` of RFC 6749 5.2, or what the recipe says stands for it.
    pub error: Option<String>,
    /// `error_description`.
    pub description: Option<String>,
    /// Beginning of a body that is none of the above.
    pub excerpt: Option<String>,
}
