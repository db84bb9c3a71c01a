//! What looks odd about values taken together, although each alone is fine.

use url::Url;

use crate::{
    capturing::RedirectUri,
    domain::note::{Note, Tone},
    filling::Filled,
};

/// Remarks on the hosts of a sign-in.
pub(super) fn notes_about(filled: &Filled<'_>) -> Vec<Note> {
    let Ok(page) = filled.authorization_url() else { return Vec::new() };
    let redirect = RedirectUri::parse(filled.text("redirect_uri")).ok();
    [redirect.and_then(|redirect| about_redirect(&page, &redirect)), about_token_host(filled, &page)]
        .into_iter()
        .flatten()
        .collect()
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

fn both(first: &Url, second: &Url) -> String {
    format!("{} · {}", first.host_str().unwrap_or_default(), second.host_str().unwrap_or_default())
}
