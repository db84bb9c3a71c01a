//! General words fitted to one failure.

use super::{
    Failure, edit,
    inquiry_table::words_at,
    status_table,
    table::{GeneralCause, Next, Words},
    your_cause,
};
use crate::{
    authenticating::AuthenticationError,
    domain::{
        diagnosis::{Cause, CauseAction, DiagnosisCode as Code},
        field::FieldKind,
        recipe::Grant,
        step::StepKind,
        time::Timestamp,
    },
    filling::Filled,
    inspecting::base_url::AddressProblem,
    ports::{capture::CaptureError, http::TransportError},
    reading::{ReadingProblem, quote_target, retry_after},
};

/// The words for a failure: what its status says, where that says more, else those of its kind.
fn words_of(step: StepKind, code: Code, failure: &Failure<'_>) -> Words {
    let status = match failure {
        Failure::Answer { answer, .. } if !step.is_inquiry() => Some(answer.status),
        _ => None,
    };
    status.and_then(|status| status_table::words(code, status)).unwrap_or_else(|| words_at(step, code))
}

/// What happened, in one sentence.
pub(super) fn title(filled: &Filled<'_>, step: StepKind, code: Code, failure: &Failure<'_>) -> String {
    if let Failure::Values([problem]) = failure {
        return if problem.is_key {
            words_at(step, code).title.to_owned()
        } else {
            format!("{} is not complete", problem.label)
        };
    }
    let asked = filled.inquiry_address(step).and_then(|address| filled.host_of(address.first_name()?));
    let host = asked.or_else(|| filled.main_host()).unwrap_or_else(|| "this address".to_owned());
    labelled(filled, words_of(step, code, failure).title).replace("{host}", &host)
}

/// A sentence more: what is known of this very case, else the general one.
pub(super) fn text(
    filled: &Filled<'_>,
    step: StepKind,
    code: Code,
    now: Timestamp,
    failure: &Failure<'_>,
) -> Option<String> {
    let words = words_of(step, code, failure);
    let general = labelled(filled, words.text);
    let specific = match failure {
        Failure::Transport(
            TransportError::TlsFailed(reason)
            | TransportError::ConnectionFailed(reason)
            | TransportError::ProxyFailed(reason),
        ) => Some(format!("{} The network layer says: {reason}.", words.text)),
        Failure::Transport(TransportError::CertificateNotTrusted(not_trusted)) => {
            Some(format!("{} {}", not_trusted.problem.sentence(), words.text))
        }
        Failure::Answer { answer, .. } | Failure::TestRefused { answer, .. } if (300..400).contains(&answer.status) => {
            let target = answer.header("location").and_then(quote_target);
            target.map(|target| format!("{} It points to {target}", words.text))
        }
        Failure::Answer { answer, .. } | Failure::TestRefused { answer, .. } if matches!(answer.status, 429 | 503) => {
            pause(failure, now).map(|seconds| format!("{} It asks to wait {seconds} s.", words.text))
        }
        // What a status says counts more than that the answer is empty, or a page.
        Failure::Answer { answer, .. } if !step.is_inquiry() && status_table::words(code, answer.status).is_some() => {
            None
        }
        // What becomes of the token counts more than what the answer looked like.
        Failure::Answer { .. } if step == StepKind::Revoke => None,
        Failure::Answer { problem: ReadingProblem::WebPage { title: Some(title) }, .. } => {
            Some(format!("The page is titled “{title}”."))
        }
        Failure::Answer { problem, .. } | Failure::Unreadable(problem) => of_reading(problem),
        Failure::Capture(error) => capture_words(error),
        Failure::Authentication(AuthenticationError::KeyDoesNotFit { key, .. }) => {
            Some(format!("It is an {key}; {} asks for another kind.", filled.recipe.name))
        }
        _ => None,
    };
    // Names, titles and targets of an answer may repeat what was sent.
    let cleaned = specific.map(|text| failure.answer().map_or(text.clone(), |(_, known)| known.clean(&text)));
    cleaned.or(Some(general).filter(|text| !text.is_empty()))
}

/// Words in which `{client_id}` and the like are the labels that the vendor gave these fields.
fn labelled(filled: &Filled<'_>, words: &str) -> String {
    const FIELDS: [(&str, &str, &str); 4] = [
        ("{client_id}", "client_id", "The ID"),
        ("{client_secret}", "client_secret", "The secret"),
        ("{scope}", "scope", "the field of the permissions"),
        ("{issuer}", "issuer", "the field of its name"),
    ];
    FIELDS.into_iter().fold(words.to_owned(), |words, (placeholder, key, otherwise)| {
        let label = filled.recipe.field(filled.way, key).map_or(otherwise, |field| field.label.as_str());
        words.replace(placeholder, label)
    })
}

/// Seconds that an overloaded phone system asks to be left alone (RFC 6585 4, RFC 9110 15.6.4).
pub(super) fn pause(failure: &Failure<'_>, now: Timestamp) -> Option<u32> {
    let (answer, _) = failure.answer()?;
    retry_after(answer, now).filter(|_| matches!(answer.status, 429 | 503))
}

/// The general causes, those about fields only where the field is asked for.
pub(super) fn general_causes(filled: &Filled<'_>, step: StepKind, code: Code, failure: &Failure<'_>) -> Vec<Cause> {
    match failure {
        Failure::Values(problems) => {
            problems.iter().map(|problem| your_cause(problem.sentence.clone(), None, Some(problem.action()))).collect()
        }
        Failure::Address { field, problem } => {
            let action = match problem {
                AddressProblem::NotEncryptedInside => Some(CauseAction::AllowWithoutTls),
                _ => edit(filled, field),
            };
            vec![your_cause(problem.sentence(), None, action)]
        }
        Failure::Authentication(error) => vec![of_authentication(filled, error)],
        _ => words_of(step, code, failure)
            .causes
            .iter()
            .filter_map(|general| general.for_connection(filled, step))
            .collect(),
    }
}

/// What is known of a port or a window.
pub(crate) fn capture_words(error: &CaptureError) -> Option<String> {
    match error {
        CaptureError::PortInUse { port, by: Some(program) } => Some(format!("Port {port} is used by {program}.")),
        CaptureError::PortInUse { port, by: None } => Some(format!("Another program uses port {port}.")),
        CaptureError::PortReserved { port } => {
            Some(format!("The system has reserved port {port}, although nothing listens there."))
        }
        CaptureError::CannotListen(reason) => Some(format!("The system says: {reason}.")),
        CaptureError::NoWindow => Some("There is no sign-in window here. Paste the address instead.".into()),
        CaptureError::WindowClosed | CaptureError::TimedOut => None,
    }
}

/// What is known of an answer that holds no token.
fn of_reading(problem: &ReadingProblem) -> Option<String> {
    Some(match problem {
        ReadingProblem::Refused { .. } | ReadingProblem::WebPage { .. } => return None,
        ReadingProblem::Empty => "The answer is empty.".into(),
        ReadingProblem::PlainText => "The answer is plain text.".into(),
        ReadingProblem::NoToken => "The answer can be read, but there is no token in it.".into(),
        ReadingProblem::DoubledMember { name } => {
            format!("“{name}” stands in the answer twice, so it is not clear which one counts.")
        }
        ReadingProblem::TokenTypeUnknown { name } => {
            format!("The answer calls it “{name}”. A token whose kind is not understood must not be used.")
        }
        ReadingProblem::UnusableToken { why } => format!("The token cannot be used: {why}."),
        ReadingProblem::Unreadable { why } => format!("The answer cannot be read: {why}."),
    })
}

fn of_authentication(filled: &Filled<'_>, error: &AuthenticationError) -> Cause {
    let action = edit(filled, "private_key").or_else(|| edit(filled, "client_secret"));
    match error {
        AuthenticationError::Key(problem) => your_cause(problem.sentence(), None, action),
        AuthenticationError::KeyDoesNotFit { asked, .. } => {
            let asked = asked.iter().map(|algorithm| format!("{algorithm:?}")).collect::<Vec<_>>().join(", ");
            your_cause("The key is of another kind", Some(format!("Signatures asked for: {asked}.")), action)
        }
        AuthenticationError::NoSettings | AuthenticationError::Signing(_) => {
            your_cause("The request could not be signed with these values", None, action)
        }
    }
}

fn redirect_place(filled: &Filled<'_>) -> Option<String> {
    filled.way.authorization.as_ref().and_then(|authorization| authorization.redirect_place.clone())
}

impl GeneralCause {
    fn for_connection(&self, filled: &Filled<'_>, step: StepKind) -> Option<Cause> {
        let action = match self.next {
            Next::Nothing => None,
            Next::Address => match filled.inquiry_address(step) {
                Some(address) => address.first_name().and_then(|key| edit(filled, key)),
                None => filled
                    .fields()
                    .find(|field| field.kind == FieldKind::BaseUrl)
                    .and_then(|field| edit(filled, &field.key)),
            },
            Next::Field(key) => Some(edit(filled, key)?),
            Next::Documentation => filled.recipe.documentation.as_ref().map(|_| CauseAction::OpenDocumentation),
            Next::CopyRedirect => Some(CauseAction::CopyRedirectUri {
                redirect_uri: Some(filled.text("redirect_uri")).filter(|text| !text.is_empty())?.to_owned(),
            }),
            Next::LeaveOutPkce => {
                let in_use = filled.way.grant == Grant::AuthorizationCode && !filled.connection.sign_in.leave_out_pkce;
                Some(in_use.then_some(CauseAction::LeaveOutPkce)?)
            }
            Next::AllowWithoutTls => {
                let problem = Err(AddressProblem::NotEncryptedInside);
                let is_inside = filled.templates().any(|address| filled.address(address) == problem);
                Some(is_inside.then_some(CauseAction::AllowWithoutTls)?)
            }
            Next::CheckConnection => Some(CauseAction::CheckConnection),
            Next::EditRoute => Some(CauseAction::EditRoute),
            Next::GetToken => Some(CauseAction::GetToken),
            Next::TryAgain => Some(CauseAction::TryAgain),
        };
        let some = |text: &str| (!text.is_empty()).then(|| labelled(filled, text));
        Some(Cause {
            title: labelled(filled, self.title),
            text: some(self.text),
            who: self.who,
            place: some(self.place)
                .or_else(|| matches!(self.next, Next::CopyRedirect).then(|| redirect_place(filled)).flatten()),
            action,
        })
    }
}
