//! Failures into diagnoses: what happened, why, who can fix it and what to do next.
//!
//! What this very run gives away comes first (a clock, a blank at the end of a secret), then the causes that the recipe
//! knows, or else the general ones. An unknown failure says that it is unknown.

mod classify;
mod evidence;
mod inquiry_table;
mod obstacle_table;
mod other_value;
mod sign_in_table;
mod status_table;
mod table;
#[cfg(test)]
mod tests;
mod wording;

pub(crate) use evidence::{odd_values, unsupported_scheme};
pub(crate) use obstacle_table::obstacle_words;
pub(crate) use other_value::value_of_redirect;
pub(crate) use wording::capture_words;

use crate::{
    authenticating::AuthenticationError,
    domain::{
        diagnosis::{Cause, CauseAction, Diagnosis, DiagnosisCode, ServerWords, Who},
        recipe::{Check, KnownCause},
        step::StepKind,
        time::Timestamp,
    },
    filling::Filled,
    flows::ValueProblem,
    inspecting::base_url::AddressProblem,
    ports::{
        capture::CaptureError,
        http::{HttpAnswer, TransportError},
    },
    reading::{self, ReadingProblem},
    redacting::{KnownSecrets, status_line},
};

/// What went wrong, as the step saw it.
pub(crate) enum Failure<'a> {
    /// Values are missing or cannot work.
    Values(&'a [ValueProblem]),
    /// An address cannot be made of what was typed.
    Address { field: &'a str, problem: &'a AddressProblem },
    /// The client's proof could not be made.
    Authentication(&'a AuthenticationError),
    /// No answer came.
    Transport(&'a TransportError),
    /// An answer without a token.
    Answer { answer: &'a HttpAnswer, problem: &'a ReadingProblem, known: &'a KnownSecrets, asked: Asked<'a> },
    /// No answer of a sign-in was caught.
    Capture(&'a CaptureError),
    /// The sign-in ended with an error.
    SignInRefused { error: &'a str, description: Option<&'a str> },
    /// The answer of the sign-in came from another server (RFC 9207 2.4).
    OtherIssuer,
    /// The token that came with the sign-in cannot be used.
    Unreadable(&'a ReadingProblem),
    /// A test call that was not accepted.
    TestRefused { answer: &'a HttpAnswer, known: &'a KnownSecrets },
}

/// What a request asked with; an `invalid_grant` means another thing for each (RFC 6749 5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked<'a> {
    /// The client alone.
    Client,
    /// A person's name and password.
    User,
    /// The code of a sign-in.
    Code,
    /// A refresh token.
    RefreshToken,
    /// What a call of a chain has, which has this name.
    Call(&'a str),
}

impl<'a> Failure<'a> {
    const fn answer(&self) -> Option<(&'a HttpAnswer, &'a KnownSecrets)> {
        match self {
            Self::Answer { answer, known, .. } | Self::TestRefused { answer, known } => Some((answer, known)),
            _ => None,
        }
    }

    fn refusal(&self) -> (Option<&'a str>, Option<&'a str>) {
        match self {
            Self::Answer { problem: ReadingProblem::Refused { error, description, .. }, .. } => {
                (error.as_deref(), description.as_deref())
            }
            Self::SignInRefused { error, description } => (Some(error), *description),
            _ => (None, None),
        }
    }
}

/// Explains a failure of a run of `filled` at `now`.
pub(crate) fn diagnose(
    filled: &Filled<'_>,
    step: StepKind,
    step_name: &str,
    now: Timestamp,
    failure: &Failure<'_>,
) -> Diagnosis {
    let code = classify::classify(failure);
    let known = known_cause(filled, step, failure);
    let mut causes = evidence::causes_of_this_run(filled, step, code, now, failure);
    // At its other endpoints a phone system takes the proof that it takes at the one for tokens.
    let alternative = evidence::alternative(filled, code, failure).filter(|_| !step.is_inquiry());
    if let Some(known) = known {
        causes.extend(known.check.iter().map(|check| cause_of_recipe(filled, check)));
        causes.extend(alternative);
    } else {
        causes.extend(alternative);
        causes.extend(wording::general_causes(filled, step, code, failure));
    }
    Diagnosis {
        code,
        step,
        step_name: step_name.to_owned(),
        title: known.and_then(|known| known.say.clone()).unwrap_or_else(|| wording::title(filled, step, code, failure)),
        text: wording::text(filled, step, code, now, failure),
        causes,
        server: server_words(failure),
        ask_again_at: wording::pause(failure, now).map(|seconds| now.plus_seconds(seconds.into())),
    }
}

/// The recipe's word on this failure: of the way before of the phone system, in the order they stand.
fn known_cause<'a>(filled: &Filled<'a>, step: StepKind, failure: &Failure<'_>) -> Option<&'a KnownCause> {
    let (error, _) = failure.refusal();
    let status = failure.answer().map(|(answer, _)| answer.status);
    // Without an answer there is nothing for the recipe to know.
    status.map(|_| ()).or(error.map(|_| ()))?;
    let call = match failure {
        Failure::Answer { asked: Asked::Call(call), .. } => Some(*call),
        _ => None,
    };
    filled.way.cause.iter().chain(&filled.recipe.cause).find(|known| {
        let when = &known.when;
        when.step == step
            && when.status.is_none_or(|expected| status == Some(expected))
            && when.error.as_deref().is_none_or(|expected| error == Some(expected))
            && when.call.as_deref().is_none_or(|expected| call == Some(expected))
    })
}

fn cause_of_recipe(filled: &Filled<'_>, check: &Check) -> Cause {
    Cause {
        title: check.title.clone(),
        text: check.text.clone(),
        who: check.who,
        place: check.place.clone(),
        action: check.field.as_deref().and_then(|field| edit(filled, field)),
    }
}

/// Leads to a field, if it is asked for.
fn edit(filled: &Filled<'_>, key: &str) -> Option<CauseAction> {
    let field = filled.fields().find(|field| field.key == key)?;
    Some(CauseAction::EditField { field: field.key.clone(), label: field.label.clone() })
}

fn your_cause(title: impl Into<String>, text: Option<String>, action: Option<CauseAction>) -> Cause {
    Cause { title: title.into(), text, who: Who::You, place: None, action }
}

fn server_words(failure: &Failure<'_>) -> Option<ServerWords> {
    if let Failure::SignInRefused { error, description } = failure {
        let quoted = |text: &str| reading::quote_words(text);
        return Some(ServerWords {
            status: None,
            status_line: "Answer of the sign-in page".into(),
            error: quoted(error),
            description: description.and_then(quoted),
            excerpt: None,
        });
    }
    let (answer, known) = failure.answer()?;
    let (error, description) = failure.refusal();
    let clean = |text: &str| known.clean(text);
    let excerpt = if error.is_none() && description.is_none() { reading::excerpt(answer) } else { None };
    Some(ServerWords {
        status: Some(answer.status),
        status_line: status_line(answer.status),
        error: error.map(clean),
        description: description.map(clean),
        excerpt: excerpt.as_deref().map(clean),
    })
}

impl DiagnosisCode {
    /// Whether somebody decided against it, which is no failure.
    pub const fn is_decision(self) -> bool {
        matches!(self, Self::SignInDenied | Self::SignInWindowClosed)
    }

    /// Whether it says nothing about what was sent, so that the same may work later.
    pub const fn is_passing(self) -> bool {
        matches!(
            self,
            Self::HostNotFound
                | Self::ConnectionRefused
                | Self::ConnectionFailed
                | Self::NoAnswer
                | Self::RateLimited
                | Self::ServerFailed
        )
    }

    /// Whether nothing was sent.
    pub const fn is_before_sending(self) -> bool {
        matches!(self, Self::ValuesIncomplete | Self::KeyUnusable | Self::PortUnavailable)
    }
}
