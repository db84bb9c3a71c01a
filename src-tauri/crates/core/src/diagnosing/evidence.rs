//! What a run itself gives away about why it failed.

use secrecy::ExposeSecret;

use super::{Failure, edit, your_cause};
use crate::{
    domain::{
        certificate::{CertificateProblem, NotTrusted},
        client_authentication::ClientAuthenticationMethod as Method,
        diagnosis::{Cause, CauseAction, DiagnosisCode, Who},
        note::Tone,
        time::Timestamp,
    },
    filling::Filled,
    inspecting,
    ports::http::TransportError,
};

/// A smaller difference is no reason for a phone system to refuse.
const CLOCK_TOLERANCE_SECONDS: i64 = 60;

/// Causes that speak from this run, not from experience.
pub(super) fn causes_of_this_run(
    filled: &Filled<'_>,
    code: DiagnosisCode,
    now: Timestamp,
    failure: &Failure<'_>,
) -> Vec<Cause> {
    let mut causes = Vec::new();
    causes.extend(certificate(failure));
    if code == DiagnosisCode::ClientRefused {
        causes.extend(wrong_clock(filled, now, failure));
    }
    if matches!(code, DiagnosisCode::ClientRefused | DiagnosisCode::UserRefused) {
        causes.extend(odd_values(filled));
    }
    causes
}

/// A certificate that the person may compare and trust.
fn certificate(failure: &Failure<'_>) -> Option<Cause> {
    let Failure::Transport(TransportError::CertificateNotTrusted(not_trusted)) = failure else { return None };
    let NotTrusted { place, problem, certificate, trusted_before } = &**not_trusted;
    let certificate = certificate.as_ref().filter(|_| problem.may_be_trusted())?;
    let title = match problem {
        CertificateProblem::Changed => "The phone system’s certificate was renewed",
        _ if certificate.is_self_signed() => "The phone system has made its certificate itself",
        _ => "The phone system’s certificate is one of its own house",
    };
    Some(Cause {
        title: title.into(),
        text: Some("Compare its fingerprint with the one in the admin pages before you trust it.".into()),
        who: Who::You,
        place: None,
        action: Some(CauseAction::LookAtCertificate {
            place: place.clone(),
            certificate: certificate.clone(),
            problem: *problem,
            trusted_before: trusted_before.clone(),
        }),
    })
}

/// The other client authentication that may be wanted, where the failure could come from that.
pub(super) fn alternative(filled: &Filled<'_>, code: DiagnosisCode, failure: &Failure<'_>) -> Option<Cause> {
    let is_likely = code == DiagnosisCode::ClientRefused || is_about_encoding(filled, failure);
    other_client_authentication(filled).filter(|_| is_likely)
}

/// Whether a header that reads differently when it is encoded may have been misread: such a request is malformed to
/// the other side rather than from an unknown client.
fn is_about_encoding(filled: &Filled<'_>, failure: &Failure<'_>) -> bool {
    matches!(filled.client_authentication(), Method::ClientSecretBasic | Method::ClientSecretBasicRaw)
        && has_special_characters(filled)
        && failure.refusal().0 == Some("invalid_request")
}

/// An assertion carries the time; a phone system refuses one from the future or the past without saying why.
fn wrong_clock(filled: &Filled<'_>, now: Timestamp, failure: &Failure<'_>) -> Option<Cause> {
    if !matches!(filled.client_authentication(), Method::PrivateKeyJwt | Method::ClientSecretJwt) {
        return None;
    }
    let (answer, _) = failure.answer()?;
    let date = httpdate::parse_http_date(answer.header("date")?).ok()?;
    let there = Timestamp(i64::try_from(date.duration_since(std::time::UNIX_EPOCH).ok()?.as_secs()).ok()?);
    let ahead = now.seconds_since(there);
    if ahead.abs() <= CLOCK_TOLERANCE_SECONDS {
        return None;
    }
    let direction = if ahead > 0 { "ahead" } else { "behind" };
    Some(Cause {
        title: format!("This computer’s clock is {} {direction}", in_words(ahead.abs())),
        text: Some(
            "The phone system’s answer carries another time. Signed requests with a wrong time are refused.".into(),
        ),
        who: Who::You,
        place: Some("Date and time settings of this computer".into()),
        action: Some(CauseAction::TryAgain),
    })
}

fn in_words(seconds: i64) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7200 => format!("{} min {} s", seconds / 60, seconds % 60),
        7200..172_800 => format!("{} hours", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}

/// Remarks that were shown under the fields already and now have become likely.
fn odd_values(filled: &Filled<'_>) -> Vec<Cause> {
    let odd = filled.fields().filter_map(|field| {
        let notes = match filled.secret(&field.key) {
            Some(secret) => inspecting::inspect_secret(field, secret).notes,
            None => inspecting::inspect_plain(field, filled.text(&field.key), filled.connection.route.without_tls).notes,
        };
        let note = notes.into_iter().find(|note| note.tone == Tone::Warn)?;
        let text = [Some(note.text), note.evidence].into_iter().flatten().collect::<Vec<_>>().join(" ");
        Some(your_cause(format!("Something is odd in {}", field.label), Some(text), edit(filled, &field.key)))
    });
    odd.collect()
}

/// The other ways to prove the client that the recipe knows; never tried without being asked for.
fn other_client_authentication(filled: &Filled<'_>) -> Option<Cause> {
    let used = filled.client_authentication();
    let offered = &filled.way.client_authentication.methods;
    let other = alternatives(filled, used).into_iter().find(|method| offered.contains(method))?;
    Some(your_cause(
        "It may want the client proved in another way",
        Some(format!("Sent now: “{}”. {}", used.name(), other.help())),
        Some(CauseAction::TryClientAuthentication { method: other, label: other.name().into() }),
    ))
}

fn alternatives(filled: &Filled<'_>, used: Method) -> Vec<Method> {
    match used {
        Method::ClientSecretPost => vec![Method::ClientSecretBasicRaw, Method::ClientSecretBasic],
        // The two Basic methods differ only where something has to be encoded.
        Method::ClientSecretBasic if has_special_characters(filled) => {
            vec![Method::ClientSecretBasicRaw, Method::ClientSecretPost]
        }
        Method::ClientSecretBasicRaw if has_special_characters(filled) => {
            vec![Method::ClientSecretBasic, Method::ClientSecretPost]
        }
        Method::ClientSecretBasic | Method::ClientSecretBasicRaw => vec![Method::ClientSecretPost],
        Method::PrivateKeyJwt | Method::ClientSecretJwt | Method::None => Vec::new(),
    }
}

fn has_special_characters(filled: &Filled<'_>) -> bool {
    // Exposed to look for characters that form-encoding changes.
    let secret = filled.secret("client_secret").map(ExposeSecret::expose_secret).unwrap_or_default();
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._*".contains(&byte);
    !secret.bytes().all(unreserved) || !filled.text("client_id").bytes().all(unreserved)
}
