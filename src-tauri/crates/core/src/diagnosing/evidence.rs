//! What a run itself gives away about why it failed.

use secrecy::ExposeSecret;

use super::{
    Asked, Failure, edit,
    other_value::{other_audience, other_slash, value_of_redirect},
    your_cause,
};
use crate::{
    domain::{
        certificate::{Certificate, CertificateProblem},
        client_authentication::ClientAuthenticationMethod as Method,
        diagnosis::{Cause, CauseAction, DiagnosisCode, Who},
        field::FieldKind,
        note::Tone,
        step::StepKind,
        template::Template,
        time::{Timestamp, clocks_disagree, own_clock_in_words},
    },
    filling::Filled,
    inspecting,
    ports::http::{HttpAnswer, TransportError},
    reading,
};

const CLOCK_SETTINGS: &str = "Date and time settings of this computer";

/// Causes that speak from this run, not from experience.
pub(super) fn causes_of_this_run(
    filled: &Filled<'_>,
    step: StepKind,
    code: DiagnosisCode,
    now: Timestamp,
    failure: &Failure<'_>,
) -> Vec<Cause> {
    let mut causes = Vec::new();
    causes.extend(name_and_certificate(filled, failure));
    causes.extend(certificate(failure));
    causes.extend(clock_and_certificate(failure));
    causes.extend(unsupported_sign_in(failure));
    causes.extend(redirected(filled, step, failure));
    if code == DiagnosisCode::ClientRefused {
        causes.extend(wrong_clock(filled, now, failure));
    }
    if matches!(code, DiagnosisCode::ClientRefused | DiagnosisCode::UserRefused) {
        causes.extend(odd_values(filled));
    }
    if code == DiagnosisCode::ClientRefused && !step.is_inquiry() {
        causes.extend(other_audience(filled));
    }
    let is_about_address = failure.answer().is_some_and(|(answer, _)| matches!(answer.status, 301 | 404 | 405));
    if is_about_address && !causes.iter().any(|cause| matches!(cause.action, Some(CauseAction::UseValue { .. }))) {
        causes.extend(address_of(filled, step, failure).and_then(|address| other_slash(filled, address)));
    }
    causes
}

/// The address that the step asked.
fn address_of<'a>(filled: &Filled<'a>, step: StepKind, failure: &Failure<'_>) -> Option<&'a Template> {
    let way = filled.way;
    match (step, failure) {
        (StepKind::Call, Failure::Answer { asked: Asked::Call(id), .. }) => {
            way.call.iter().find(|call| call.id == *id).map(|call| &call.url)
        }
        (StepKind::Token | StepKind::Read, _) => way.token_url.as_ref(),
        (StepKind::Renew, _) => way.refresh.url.as_ref().or(way.token_url.as_ref()),
        _ => filled.inquiry_address(step),
    }
}

/// Where the address points to, if that can be entered instead.
fn redirected(filled: &Filled<'_>, step: StepKind, failure: &Failure<'_>) -> Option<Cause> {
    let (answer, _) = failure.answer().filter(|(answer, _)| (300..400).contains(&answer.status))?;
    let template = address_of(filled, step, failure)?;
    let action = value_of_redirect(filled, template, &filled.address(template).ok()?, answer)?;
    let text = match &action {
        CauseAction::UseValue { value, .. } => Some(format!("It points to the same host: {value}")),
        _ => None,
    };
    Some(your_cause("The address has moved or is written differently", text, Some(action)))
}

/// A way to sign in that nothing here can do (RFC 7616, RFC 4559), where the answer asks for nothing else.
fn unsupported_sign_in(failure: &Failure<'_>) -> Option<Cause> {
    let (answer, _) = failure.answer()?;
    let scheme = unsupported_scheme(answer)?;
    Some(Cause {
        title: format!("It asks for a sign-in by {scheme}, which is not supported"),
        text: Some("The administrator can allow another way to sign in for the address of the API.".into()),
        who: Who::SystemAdministrator,
        place: None,
        action: None,
    })
}

/// The scheme that a 401 asks for, where it offers none that could be used.
pub(crate) fn unsupported_scheme(answer: &HttpAnswer) -> Option<&'static str> {
    const UNSUPPORTED: [(&str, &str); 3] = [("digest", "Digest"), ("negotiate", "Negotiate"), ("ntlm", "NTLM")];
    let challenges: Vec<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| answer.status == 401 && name.eq_ignore_ascii_case("www-authenticate"))
        .map(|(_, value)| value.to_ascii_lowercase())
        .collect();
    let asks_for = |scheme: &str| challenges.iter().any(|challenge| schemes_of(challenge).any(|named| named == scheme));
    if asks_for("basic") || asks_for("bearer") {
        return None;
    }
    UNSUPPORTED.into_iter().find(|(scheme, _)| asks_for(scheme)).map(|(_, name)| name)
}

/// The first words of a challenge and of those behind a comma (RFC 9110 11.6.1).
fn schemes_of(challenge: &str) -> impl Iterator<Item = &str> {
    challenge.split(',').filter_map(|part| part.split_whitespace().next())
}

/// A certificate is valid for a time, which a clock that is wrong misses.
fn clock_and_certificate(failure: &Failure<'_>) -> Option<Cause> {
    let Failure::Transport(TransportError::CertificateNotTrusted(not_trusted)) = failure else { return None };
    let is_about_time = matches!(not_trusted.problem, CertificateProblem::Expired | CertificateProblem::NotYetValid);
    is_about_time.then(|| Cause {
        title: "The clock of this computer may be wrong".into(),
        text: Some("Certificates are valid for a certain time only, and this computer’s clock decides.".into()),
        who: Who::You,
        place: Some(CLOCK_SETTINGS.into()),
        action: Some(CauseAction::TryAgain),
    })
}

/// A certificate that is made for other names says which.
fn name_and_certificate(filled: &Filled<'_>, failure: &Failure<'_>) -> Option<Cause> {
    let Failure::Transport(TransportError::CertificateNotTrusted(not_trusted)) = failure else { return None };
    let names = not_trusted.certificate.as_ref().map(|certificate| certificate.names.join(", "));
    let made_for = names.filter(|names| !names.is_empty()).map(|names| format!("It is made for {names}. "));
    let address = filled.fields().find(|field| field.kind == FieldKind::BaseUrl)?;
    (not_trusted.problem == CertificateProblem::OtherName).then(|| {
        let text = format!(
            "{}Use the name the phone system knows itself by, not an IP address.",
            made_for.unwrap_or_default()
        );
        your_cause("The address is not the name in the certificate", Some(text), edit(filled, &address.key))
    })
}

/// A certificate that the person may compare and trust.
fn certificate(failure: &Failure<'_>) -> Option<Cause> {
    let Failure::Transport(TransportError::CertificateNotTrusted(not_trusted)) = failure else { return None };
    let action = CauseAction::look_at(not_trusted)?;
    let is_self_signed = not_trusted.certificate.as_ref().is_some_and(Certificate::is_self_signed);
    let title = match not_trusted.problem {
        CertificateProblem::Changed => "The phone system’s certificate was renewed",
        _ if is_self_signed => "The phone system has made its certificate itself",
        _ => "The phone system’s certificate is one of its own house",
    };
    Some(Cause {
        title: title.into(),
        text: Some("Compare its fingerprint with the one in the admin pages before you trust it.".into()),
        who: Who::You,
        place: None,
        action: Some(action),
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
    if !filled.client_authentication().is_signed() {
        return None;
    }
    let (answer, _) = failure.answer()?;
    let ahead = reading::server_ahead(answer, now)?;
    let signs_ahead = filled.connection.signs_ahead;
    if !clocks_disagree(ahead.saturating_sub(signs_ahead.unwrap_or_default())) {
        return None;
    }
    let text = "The phone system’s answer carries another time. Signed requests with a wrong time are refused.";
    Some(Cause {
        title: format!("This computer’s clock is {}", own_clock_in_words(ahead)),
        text: Some(text.into()),
        who: Who::You,
        place: Some(CLOCK_SETTINGS.into()),
        action: Some(match signs_ahead {
            None => CauseAction::SignOnServerTime { ahead },
            // What is signed follows this answer's time already.
            Some(_) => CauseAction::TryAgain,
        }),
    })
}

/// Remarks that were shown under the fields already and now have become likely.
pub(crate) fn odd_values(filled: &Filled<'_>) -> Vec<Cause> {
    let odd = filled.fields().filter_map(|field| {
        let notes = match filled.secret(&field.key) {
            Some(secret) => inspecting::inspect_secret(field, secret).notes,
            None => {
                inspecting::inspect_plain(field, filled.text(&field.key), filled.connection.route.without_tls).notes
            }
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
        "It may want these values sent in another way",
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
