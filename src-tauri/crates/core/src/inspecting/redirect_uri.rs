//! Where the answer of a sign-in comes back, as it is typed.

use url::{Host, Url};

use crate::domain::note::{Note, Tone};

/// What is wrong with a redirect address, or odd about it. It is never changed: the phone system compares it byte for
/// byte (RFC 6749 3.1.2.3).
pub(super) fn remark(text: &str) -> Option<Note> {
    let bad = |sentence: &str| Some(Note::new(Tone::Bad, sentence));
    let Ok(url) = Url::parse(text) else {
        return bad("This is not a whole address. It begins with http:// or https://.");
    };
    if !matches!(url.scheme(), "http" | "https") {
        return bad("Dialkey can catch answers at http:// and https:// addresses only.");
    }
    if text.contains('#') {
        return bad("A redirect address has no # in it.");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return bad("A redirect address has no user name in it.");
    }
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if is_here && url.scheme() == "https" {
        let sentence = "This computer cannot be reached with https here. You can paste the address you end up on.";
        return Some(Note::new(Tone::Warn, sentence));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_cannot_catch_an_answer_is_named_and_others_pass() {
        for text in ["/cb", "pbx.test/doc", "dialkey://x", "https://pbx.test/#a", "https://a:b@pbx.test/"] {
            assert_eq!(remark(text).map(|note| note.tone), Some(Tone::Bad), "{text}");
        }
        assert_eq!(remark("https://localhost/cb").map(|note| note.tone), Some(Tone::Warn));
        for text in ["http://127.0.0.1:8765/cb/a", "http://localhost/cb", "https://pbx.test/api/v1/doc/"] {
            assert_eq!(remark(text), None, "{text}");
        }
    }
}
