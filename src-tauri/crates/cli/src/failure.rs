//! What is said when there is no result.

use std::{io::Write as _, process::ExitCode};

use dialkey_core::{
    desk::DeskError,
    domain::{
        certificate::CertificateProblem,
        diagnosis::{Cause, CauseAction, Diagnosis, ServerWords, Who},
    },
    ports::vault::VaultError,
};
use serde::Serialize;

use crate::exit_code;

/// Why there is no result.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What was given cannot work.
    BadInput(String),
    /// The run failed.
    Diagnosed(Box<Diagnosis>),
    /// What is saved could not be opened or written.
    Vault(String),
    /// Nobody knows whether the phone system did it.
    Uncertain(String),
    /// The person stopped it; what that leaves behind.
    Cancelled(&'static str),
}

/// What a run leaves behind that kept nothing before its end.
pub(crate) const NOTHING_KEPT: &str = "Nothing was kept.";

impl Failure {
    pub(crate) fn bad_input(message: impl Into<String>) -> Self {
        Self::BadInput(message.into())
    }

    pub(crate) fn vault(message: impl Into<String>) -> Self {
        Self::Vault(message.into())
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.code())
    }

    /// The exit code as a number.
    pub(crate) fn code(&self) -> u8 {
        match self {
            Self::BadInput(_) => exit_code::BAD_INPUT,
            Self::Diagnosed(diagnosis) => exit_code::of_diagnosis(diagnosis.code),
            Self::Vault(_) => exit_code::VAULT,
            Self::Uncertain(_) | Self::Cancelled(_) => exit_code::NO_ANSWER,
        }
    }

    /// What happened, in a sentence or two.
    pub(crate) fn sentences(&self) -> String {
        match self {
            Self::BadInput(message) | Self::Vault(message) | Self::Uncertain(message) => message.clone(),
            Self::Cancelled(left_behind) => format!("Cancelled. {left_behind}"),
            Self::Diagnosed(diagnosis) => sentences(diagnosis),
        }
    }

    /// Says it on standard error.
    pub(crate) fn report(&self, as_json: bool) {
        let text =
            if as_json { serde_json::to_string(&self.to_report()).unwrap_or_default() + "\n" } else { self.to_text() };
        // Where nobody reads it the exit code still says how it ended.
        let _ = std::io::stderr().write_all(text.as_bytes());
    }

    fn to_report(&self) -> Report<'_> {
        match self {
            Self::BadInput(_) => Report::without_step("bad_input", self.sentences()),
            Self::Vault(_) => Report::without_step("vault_unavailable", self.sentences()),
            Self::Uncertain(_) => Report::without_step("uncertain", self.sentences()),
            Self::Cancelled(_) => Report::without_step("cancelled", self.sentences()),
            Self::Diagnosed(diagnosis) => Report {
                code: serde_json::to_value(diagnosis.code).unwrap_or_default(),
                step: Some(&diagnosis.step_name),
                message: sentences(diagnosis),
                checks: diagnosis.causes.iter().map(Check::from).collect(),
                server: diagnosis.server.as_ref(),
            },
        }
    }

    /// All that is known about it, in whole lines.
    pub(crate) fn to_text(&self) -> String {
        match self {
            Self::Diagnosed(diagnosis) => diagnosis_text(diagnosis),
            other => format!("{}\n", other.sentences()),
        }
    }
}

impl From<DeskError> for Failure {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::NoSuchSystem(system) => Self::bad_input(format!(
                "There is no phone system \"{system}\". `dialkey-cli systems` lists those there are."
            )),
            DeskError::Vault(error) => error.into(),
            other => Self::bad_input(format!("This cannot be done: {other}.")),
        }
    }
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::NotFound | VaultError::Mismatch => Self::bad_input(format!("This cannot be done: {error}.")),
            other => Self::vault(format!("This cannot be done with what is saved: {other}.")),
        }
    }
}

/// A failure as one JSON object.
#[derive(Debug, Serialize)]
struct Report<'a> {
    code: serde_json::Value,
    step: Option<&'a str>,
    message: String,
    checks: Vec<Check<'a>>,
    server: Option<&'a ServerWords>,
}

impl Report<'_> {
    fn without_step(code: &str, message: String) -> Self {
        Self { code: code.into(), step: None, message, checks: Vec::new(), server: None }
    }
}

#[derive(Debug, Serialize)]
struct Check<'a> {
    cause: &'a str,
    text: Option<&'a str>,
    who: Who,
    place: Option<&'a str>,
    #[serde(rename = "fieldToChange")]
    field: Option<&'a str>,
    /// The certificate that could be trusted.
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<Shown<'a>>,
}

/// A certificate as it is compared.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    place: &'a str,
    fingerprint: &'a str,
    problem: CertificateProblem,
}

impl<'a> Shown<'a> {
    fn of(action: Option<&'a CauseAction>) -> Option<Self> {
        match action {
            Some(CauseAction::LookAtCertificate { place, certificate, problem, .. }) => {
                Some(Self { place, fingerprint: &certificate.fingerprint, problem: *problem })
            }
            _ => None,
        }
    }
}

impl<'a> From<&'a Cause> for Check<'a> {
    fn from(cause: &'a Cause) -> Self {
        let field = match &cause.action {
            Some(CauseAction::EditField { field, .. } | CauseAction::UseValue { field, .. }) => Some(field.as_str()),
            _ => None,
        };
        let certificate = Shown::of(cause.action.as_ref());
        Self {
            certificate,
            cause: &cause.title,
            text: cause.text.as_deref(),
            who: cause.who,
            place: cause.place.as_deref(),
            field,
        }
    }
}

fn sentences(diagnosis: &Diagnosis) -> String {
    match &diagnosis.text {
        Some(text) => format!("{}. {text}", diagnosis.title),
        None => format!("{}.", diagnosis.title),
    }
}

fn diagnosis_text(diagnosis: &Diagnosis) -> String {
    let mut lines = vec![format!("{}: {}", diagnosis.step_name, sentences(diagnosis))];
    if let Some(server) = &diagnosis.server {
        let words = [server.error.as_deref(), server.description.as_deref(), server.excerpt.as_deref()];
        let words = words.into_iter().flatten().collect::<Vec<_>>().join(", ");
        lines.push(format!("Its answer: {}{}{words}", server.status_line, if words.is_empty() { "" } else { ", " }));
    }
    let sent = if diagnosis.code.is_before_sending() { "Nothing was sent." } else { "It was tried once." };
    lines.push(sent.to_owned());
    if !diagnosis.causes.is_empty() {
        lines.push("Likely causes, the likeliest first:".into());
    }
    for (position, cause) in diagnosis.causes.iter().enumerate() {
        lines.push(format!("  {}. {}", position + 1, cause.title));
        lines.extend(cause.text.iter().map(|text| format!("     {text}")));
        lines.push(format!("     {}", who_and_where(cause)));
        if let Some(Shown { place, fingerprint, .. }) = Shown::of(cause.action.as_ref()) {
            lines.push(format!("     SHA-256 fingerprint at {place}: {fingerprint}"));
            let option = format!("--fingerprint '{fingerprint}'");
            lines.push(format!("     Trust it with `dialkey-cli trust NAME --place {place} {option}`,"));
            lines.push("     or with --trust-fingerprint where the values are given on the command line.".into());
        }
    }
    lines.push(String::new());
    lines.join("\n")
}

fn who_and_where(cause: &Cause) -> String {
    let who = match cause.who {
        Who::You => "You can fix this",
        Who::SystemAdministrator => "The phone system’s administrator can fix this",
        Who::NetworkAdministrator => "The network’s administrator can fix this",
        Who::Vendor => "The vendor can fix this",
    };
    let option = match &cause.action {
        Some(CauseAction::EditField { field, .. }) => Some(format!("the value of {field}")),
        Some(CauseAction::TryClientAuthentication { method, .. }) => {
            serde_json::to_value(method).ok().and_then(|method| {
                method.as_str().map(|name| format!("try --client-authentication {}", name.replace('_', "-")))
            })
        }
        Some(CauseAction::UseValue { field, value, .. }) => Some(format!("try --set {field}={value}")),
        Some(CauseAction::AllowWithoutTls) => Some("try --allow-http".to_owned()),
        Some(CauseAction::CheckConnection) => Some("`dialkey-cli check` looks at the way".to_owned()),
        Some(CauseAction::LeaveOutPkce) => Some("try --without-pkce".to_owned()),
        Some(CauseAction::CopyRedirectUri { redirect_uri }) => Some(redirect_uri.clone()),
        _ => None,
    };
    let parts = [Some(who.to_owned()), cause.place.clone(), option];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
