//! Can the answer of a sign-in come back?

use super::checks::Finding;
use crate::{
    capturing::RedirectUri,
    diagnosing::capture_words,
    domain::{diagnosis::CauseAction, sign_in::Capture},
    editing::note_about_redirect,
    filling::Filled,
    ports::Outside,
};

const FIELD: &str = "redirect_uri";

/// Listens at a redirect address of this computer for a moment; compares one of the phone system with its sign-in page.
pub(super) async fn look(outside: Outside<'_>, filled: &Filled<'_>) -> Finding {
    if !filled.way.grant.needs_sign_in() {
        return Finding::skipped("Not used by this way.");
    }
    let edit = || {
        let field = filled.fields().find(|field| field.key == FIELD)?;
        Some(CauseAction::EditField { field: field.key.clone(), label: field.label.clone() })
    };
    let Ok(redirect) = RedirectUri::parse(filled.text(FIELD)) else {
        return Finding::bad("The redirect address cannot be used", "It has to be a whole address, from http on.")
            .with_action(edit());
    };
    let in_window = filled.connection.sign_in.in_window;
    // An address of this computer may be a page of the phone system itself, which listens there.
    let is_listened_at = filled
        .authorization_url()
        .map_or(redirect.loopback().is_some(), |page| redirect.capture(&page, in_window) == Capture::Loopback);
    if is_listened_at {
        return match outside.probe.listen(&redirect).await {
            Ok(()) => Finding::good(format!("{redirect} · free")),
            Err(error) => {
                let sentence = capture_words(&error).unwrap_or_default();
                Finding::bad("The redirect address is not free", sentence).with_action(edit())
            }
        };
    }
    match note_about_redirect(filled) {
        Some(note) => {
            let sentence = [Some(note.text), note.evidence].into_iter().flatten().collect::<Vec<_>>().join(" ");
            Finding::warning("The redirect address is on another host", sentence).with_action(edit())
        }
        None => Finding::good(redirect.to_string()),
    }
}
