//! The host of an address: as it will be looked up, and whether its letters deceive.

use url::Url;

use super::look_alikes::latin_for;
use crate::domain::note::{Note, Tone};

/// What is to be known about the host before it is used. One outside ASCII is shown in both spellings, and with a warning
/// where letters of two alphabets stand side by side or where all of them could be taken for Latin ones (UTS 39 5.1).
pub(super) fn note_about_host(address: &str, url: &Url) -> Option<Note> {
    let name = url.host_str()?;
    let readable = url::quirks::domain_to_unicode(name);
    if url.domain().is_some() && readable != name {
        let both = format!("{readable} = {name}");
        let (tone, sentence) = if readable.split('.').any(mixes_alphabets) {
            (
                Tone::Warn,
                "The host mixes letters of two alphabets that look alike. Compare both spellings before you go on.",
            )
        } else if readable.split('.').any(passes_for_latin) {
            (Tone::Warn, "The host looks like a Latin one and is not. Compare both spellings before you go on.")
        } else {
            (Tone::Info, "The host has letters outside a to z. It is looked up by its second spelling.")
        };
        return Some(Note::new(tone, sentence).with_evidence(both));
    }
    let is_as_typed = host_of(address).eq_ignore_ascii_case(name);
    (!is_as_typed).then(|| Note::new(Tone::Info, "We read the host like this.").with_evidence(name))
}

/// The host as it was typed, with the brackets of an IPv6 address.
fn host_of(address: &str) -> &str {
    let behind_scheme = address.split_once(':').map_or(address, |(_, rest)| rest).trim_start_matches('/');
    let authority = behind_scheme.split(['/', '?', '#']).next().unwrap_or_default();
    match authority.find(']') {
        Some(end) if authority.starts_with('[') => &authority[..=end],
        _ => authority.split(':').next().unwrap_or_default(),
    }
}

/// The alphabets whose letters can be taken for one another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Alphabet {
    Latin,
    Greek,
    Cyrillic,
}

const fn alphabet_of(c: char) -> Option<Alphabet> {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => Some(Alphabet::Latin),
        '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => Some(Alphabet::Greek),
        '\u{400}'..='\u{52F}' | '\u{1C80}'..='\u{1C8F}' => Some(Alphabet::Cyrillic),
        _ => None,
    }
}

fn mixes_alphabets(label: &str) -> bool {
    let mut alphabets = label.chars().filter_map(alphabet_of);
    let first = alphabets.next();
    first.is_some_and(|first| alphabets.any(|other| other != first))
}

fn passes_for_latin(label: &str) -> bool {
    !label.is_ascii() && label.chars().filter(|c| c.is_alphabetic()).all(|c| latin_for(c).is_some())
}
