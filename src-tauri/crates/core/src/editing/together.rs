//! What looks odd about values taken together, although each alone is fine.

use url::Url;

use crate::{
    capturing::RedirectUri,
    domain::{
        note::{Note, Tone},
        recipe::Grant,
        step::StepKind,
    },
    filling::Filled,
};

/// Remarks on a sign-in: its hosts, and what was left out of it.
pub(super) fn notes_about(filled: &Filled<'_>) -> Vec<Note> {
    let page = filled.authorization_url().ok();
    let of_redirect = note_about_redirect(filled);
    let of_token_host = page.and_then(|page| about_token_host(filled, &page));
    let notes = [of_redirect, of_token_host, about_inquiry_hosts(filled), about_pkce(filled)];
    notes.into_iter().flatten().collect()
}

/// A redirect address on another host than the sign-in page.
pub(crate) fn note_about_redirect(filled: &Filled<'_>) -> Option<Note> {
    let redirect = RedirectUri::parse(filled.text("redirect_uri")).ok()?;
    about_redirect(&filled.authorization_url().ok()?, &redirect)
}

/// RFC 7636 5: it is sent to every phone system; where it is not, that has to be seen.
fn about_pkce(filled: &Filled<'_>) -> Option<Note> {
    let is_left_out = filled.way.grant == Grant::AuthorizationCode && filled.connection.sign_in.leave_out_pkce;
    let sentence = "PKCE is left out here. Do this only where the phone system refuses the sign-in because of it.";
    is_left_out.then(|| Note::new(Tone::Warn, sentence))
}

/// Two spellings of one phone system are a common slip; a page of a third party is possible and rare.
fn about_redirect(page: &Url, redirect: &RedirectUri) -> Option<Note> {
    if redirect.is_page_of(page) || redirect.loopback().is_some() || page.host() == redirect.url().host() {
        return None;
    }
    let sentence = "The redirect address is on another host than the sign-in page. Is one of them misspelt?";
    Some(Note::new(Tone::Warn, sentence).with_evidence(both(page, redirect.url())))
}

/// RFC 9700 4.4: whoever made the values could have the code sent to a server of his own.
fn about_token_host(filled: &Filled<'_>, page: &Url) -> Option<Note> {
    let token_url = filled.token_url().ok()?;
    if token_url.host() == page.host() {
        return None;
    }
    let sentence = "You sign in at one host, and the secret goes to another. Make sure that both belong together.";
    Some(Note::new(Tone::Warn, sentence).with_evidence(both(page, &token_url)))
}

/// The same for whoever is asked about a token: the token goes there, and the client's secret with it.
fn about_inquiry_hosts(filled: &Filled<'_>) -> Option<Note> {
    let main = filled.address(filled.main_address()?).ok()?;
    let inquiries = [StepKind::Revoke, StepKind::Introspect, StepKind::UserInfo];
    let mut addresses = inquiries.into_iter().filter_map(|step| filled.inquiry_url(step));
    let other = addresses.find(|address| address.host() != main.host())?;
    let sentence =
        "The token can be sent to another host than the one it comes from. Make sure that both belong together.";
    Some(Note::new(Tone::Warn, sentence).with_evidence(both(&main, &other)))
}

fn both(first: &Url, second: &Url) -> String {
    format!("{} · {}", first.host_str().unwrap_or_default(), second.host_str().unwrap_or_default())
}
