//! The address of a phone system, as people type and paste it.
//!
//! An address is completed and cleaned, and each change is said. It is never guessed: what could send a secret to a
//! wrong place or in the open is refused.

use url::Url;

use super::{
    blanks,
    characters::{is_harmful, is_invisible, places},
    placeholders,
};
use crate::domain::{
    note::{Note, NoteAction, Tone},
    reach::Reach,
};

/// An address that may be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    url: Url,
    text: String,
    notes: Vec<Note>,
}

impl BaseUrl {
    /// The address, parsed.
    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// The address as it is used: with a slash at the end only where one was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What was changed and what looks odd.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }
}

/// Why a text is no address that may be used. Nothing of a user name or password is kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressProblem {
    /// Nothing was typed.
    #[error("there is no address")]
    Empty,
    /// An example part of a document was left in.
    #[error("the address has an example part in it")]
    ExamplePart {
        /// The part.
        part: String,
    },
    /// Control characters or changes of direction.
    #[error("the address has control characters in it")]
    ControlCharacters {
        /// Where they stand, with their code points.
        places: String,
    },
    /// A space inside.
    #[error("the address has a space in it")]
    SpaceInside,
    /// Neither `https` nor `http`.
    #[error("the address has another scheme than https")]
    OtherScheme {
        /// The scheme.
        scheme: String,
    },
    /// `http` to another computer.
    #[error("the address is not encrypted")]
    NotEncrypted,
    /// `http` into a private network, which the person may allow.
    #[error("the address is not encrypted")]
    NotEncryptedInside,
    /// `user:password@`.
    #[error("the address has a user name in it")]
    Credentials,
    /// `#` and what follows (RFC 6749 3.2).
    #[error("the address has a fragment")]
    Fragment,
    /// Anything else.
    #[error("the text is not an address")]
    NotAnAddress,
}

impl AddressProblem {
    /// The problem, and what to do about it, in words for the person who typed the address.
    pub const fn sentence(&self) -> &'static str {
        match self {
            Self::Empty => "The address is missing.",
            Self::ExamplePart { .. } => "Replace the example part with the address of your phone system.",
            Self::ControlCharacters { .. } => {
                "The address has characters in it that cannot be seen. Type it instead of pasting it."
            }
            Self::SpaceInside => "There is a space inside the address.",
            Self::OtherScheme { .. } => "The address has to begin with https://.",
            Self::NotEncrypted => {
                "This address is not encrypted, so others on the network could read the secret. Use https://."
            }
            Self::NotEncryptedInside => {
                "This address is not encrypted, so others on the network could read the secret. Use https:// if you can."
            }
            Self::Credentials => {
                "The address has a user name or password in it. Remove all up to the @; they have fields of their own."
            }
            Self::Fragment => "Remove the # and what follows it; that part never reaches the phone system.",
            Self::NotAnAddress => "This is not an address. Enter the name of the phone system's host.",
        }
    }

    /// The problem as a remark under the field.
    pub fn note(&self) -> Note {
        let note = Note::new(Tone::Bad, self.sentence());
        match self {
            Self::ExamplePart { part: evidence }
            | Self::ControlCharacters { places: evidence }
            | Self::OtherScheme { scheme: evidence } => note.with_evidence(evidence.clone()),
            Self::NotEncryptedInside => note.with_action(NoteAction::AllowWithoutTls),
            _ => note,
        }
    }
}

/// Reads the address in `typed`: a host with or without scheme, port and path. A query is kept, as RFC 6749 3.2 asks.
///
/// # Errors
/// [`AddressProblem`] says why the address must not be used as it is.
pub fn read_base_url(typed: &str) -> Result<BaseUrl, AddressProblem> {
    read_base_url_by(typed, false)
}

/// The same; `without_tls` says that the person allows `http` in private networks.
///
/// # Errors
/// [`AddressProblem`] says why the address must not be used as it is.
pub fn read_base_url_by(typed: &str, without_tls: bool) -> Result<BaseUrl, AddressProblem> {
    let trimmed = blanks::trim(typed);
    if trimmed.text.is_empty() {
        return Err(AddressProblem::Empty);
    }
    if let Some(part) = placeholders::find_in_address(trimmed.text) {
        return Err(AddressProblem::ExamplePart { part: part.to_owned() });
    }
    let (cleaned, cleanings) = clean(trimmed.text);
    if let Some(places) = places(&cleaned, is_harmful) {
        return Err(AddressProblem::ControlCharacters { places });
    }
    if cleaned.contains(char::is_whitespace) {
        return Err(AddressProblem::SpaceInside);
    }
    let (address, was_completed) = complete(&cleaned)?;
    let url = Url::parse(&address).map_err(|_| AddressProblem::NotAnAddress)?;
    check(&url, without_tls)?;

    let text = spell(&address, &url);
    let mut notes: Vec<Note> = trimmed.note_about_removal().into_iter().collect();
    notes.extend(cleanings.into_iter().map(|cleaning| Note::new(Tone::Info, cleaning).with_evidence(&text)));
    if was_completed {
        notes.push(Note::new(Tone::Info, "We put https:// in front.").with_evidence(&text));
    }
    notes.extend(note_about_host(&address, &url));
    Ok(BaseUrl { url, text, notes })
}

/// Does by itself, and says, what the URL standard would do silently: drop line breaks, turn backslashes.
fn clean(text: &str) -> (String, Vec<&'static str>) {
    let mut cleanings = Vec::new();
    let mut cleaned = text.to_owned();
    if cleaned.contains(['\r', '\n', '\t']) {
        cleaned.retain(|c| !matches!(c, '\r' | '\n' | '\t'));
        cleanings.push("We removed line breaks or tabs inside the address.");
    }
    if cleaned.contains(is_invisible) {
        cleaned.retain(|c| !is_invisible(c));
        cleanings.push("We removed characters inside the address that cannot be seen.");
    }
    let path_end = cleaned.find(['?', '#']).unwrap_or(cleaned.len());
    if cleaned[..path_end].contains('\\') {
        cleaned = format!("{}{}", cleaned[..path_end].replace('\\', "/"), &cleaned[path_end..]);
        cleanings.push("We turned backslashes into slashes.");
    }
    (cleaned, cleanings)
}

/// The address with a scheme, and whether the scheme is ours. `host:8443/path` would be read as a scheme otherwise.
fn complete(text: &str) -> Result<(String, bool), AddressProblem> {
    if let Some((scheme, _)) = text.split_once("://").filter(|(scheme, _)| is_scheme(scheme)) {
        return if is_web(scheme) {
            Ok((text.to_owned(), false))
        } else {
            Err(AddressProblem::OtherScheme { scheme: format!("{scheme}://") })
        };
    }
    // "https:/host" and "https:host" are repaired by the parser.
    if text.split_once(':').is_some_and(|(scheme, _)| is_web(scheme)) {
        return Ok((text.to_owned(), false));
    }
    Ok((format!("https://{}", text.trim_start_matches('/')), true))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

fn is_web(scheme: &str) -> bool {
    scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")
}

fn check(url: &Url, without_tls: bool) -> Result<(), AddressProblem> {
    if !url.has_host() {
        return Err(AddressProblem::NotAnAddress);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AddressProblem::Credentials);
    }
    let name = url.host_str().unwrap_or_default();
    if is_web(name) {
        // "https://https://host": the host would be "https".
        return Err(AddressProblem::NotAnAddress);
    }
    if placeholders::is_example_host(name) {
        return Err(AddressProblem::ExamplePart { part: name.to_owned() });
    }
    if url.fragment().is_some() {
        return Err(AddressProblem::Fragment);
    }
    match Reach::of(url) {
        _ if url.scheme() == "https" => Ok(()),
        Reach::ThisComputer => Ok(()),
        Reach::PrivateNetwork if without_tls => Ok(()),
        Reach::PrivateNetwork => Err(AddressProblem::NotEncryptedInside),
        Reach::Anywhere => Err(AddressProblem::NotEncrypted),
    }
}

/// The address without the slash that the parser puts behind a bare host: some phone systems tell the two apart.
fn spell(address: &str, url: &Url) -> String {
    let behind_scheme = address.split_once(':').map_or("", |(_, rest)| rest).trim_start_matches('/');
    if behind_scheme.contains(['/', '?']) {
        url.as_str().to_owned()
    } else {
        url.as_str().trim_end_matches('/').to_owned()
    }
}

/// A host outside ASCII is shown in both spellings, since letters of two alphabets can look the same.
fn note_about_host(address: &str, url: &Url) -> Option<Note> {
    let name = url.domain()?;
    let readable = url::quirks::domain_to_unicode(name);
    if readable != name {
        let sentence = "The host has letters outside a to z in it. Compare both spellings before you go on.";
        return Some(Note::new(Tone::Warn, sentence).with_evidence(format!("{readable} = {name}")));
    }
    let authority = address.split_once("//").map_or(address, |(_, rest)| rest);
    let typed_host = authority.split(['/', '?', '#']).next().unwrap_or_default();
    (!typed_host.is_ascii()).then(|| Note::new(Tone::Info, "We read the host like this.").with_evidence(name))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text_of(typed: &str) -> String {
        read_base_url(typed).unwrap_or_else(|problem| panic!("{typed:?}: {problem}")).text().to_owned()
    }

    fn note_texts(typed: &str) -> Vec<String> {
        let address = read_base_url(typed).unwrap_or_else(|problem| panic!("{typed:?}: {problem}"));
        address.notes().iter().map(|note| note.text.clone()).collect()
    }

    #[test]
    fn addresses_are_completed_and_otherwise_kept() {
        for (typed, used) in [
            ("https://pbx.northwind.example", "https://pbx.northwind.example"),
            ("https://pbx.northwind.example/", "https://pbx.northwind.example/"),
            ("HTTPS://PBX.Northwind.example", "https://pbx.northwind.example"),
            ("pbx.northwind.example", "https://pbx.northwind.example"),
            ("//pbx.northwind.example", "https://pbx.northwind.example"),
            ("mgmt.northwind.example:8443/oauth/token/", "https://mgmt.northwind.example:8443/oauth/token/"),
            ("pbx.northwind.example/oauth/token", "https://pbx.northwind.example/oauth/token"),
            ("https:/pbx.northwind.example", "https://pbx.northwind.example"),
            ("https://pbx.northwind.example/token?tenant=a%20b", "https://pbx.northwind.example/token?tenant=a%20b"),
            ("pbx.northwind.example/t?to=https://a.example", "https://pbx.northwind.example/t?to=https://a.example"),
            ("192.0.2.7:8443", "https://192.0.2.7:8443"),
            ("https://[2001:db8::1]/", "https://[2001:db8::1]/"),
        ] {
            assert_eq!(text_of(typed), used);
        }
    }

    #[test]
    fn plain_http_is_for_this_computer_only() {
        for typed in ["http://127.0.0.1:4000", "http://127.8.8.8/", "http://[::1]:4000/token", "http://localhost"] {
            assert_eq!(text_of(typed), typed);
        }
        for typed in
            ["http://pbx.northwind.example", "http://192.0.2.7/", "http://localhost.pbx.example", "http:8.8.8.8"]
        {
            for without_tls in [false, true] {
                assert_eq!(read_base_url_by(typed, without_tls), Err(AddressProblem::NotEncrypted), "{typed}");
            }
        }
    }

    #[test]
    fn plain_http_in_a_private_network_is_for_who_allows_it() {
        for typed in ["http://10.20.4.15:8080/token", "http://pbx", "http://pbx.lan/", "http://[fd00::7]"] {
            let problem = read_base_url(typed).expect_err("nobody has allowed it");
            assert_eq!(problem, AddressProblem::NotEncryptedInside, "{typed}");
            assert_eq!(problem.note().action, Some(NoteAction::AllowWithoutTls));
            assert_eq!(read_base_url_by(typed, true).map(|address| address.text().to_owned()), Ok(typed.to_owned()));
        }
    }

    #[test]
    fn what_must_not_be_used_is_refused() {
        for (typed, problem) in [
            ("", AddressProblem::Empty),
            (" \u{A0}\n", AddressProblem::Empty),
            ("https://{PBX}/authorization", AddressProblem::ExamplePart { part: "{PBX}".into() }),
            ("http[s]://pbx.northwind.example", AddressProblem::ExamplePart { part: "http[s]://".into() }),
            ("https://mgmt.domain.com/", AddressProblem::ExamplePart { part: "mgmt.domain.com".into() }),
            ("pbx.example.com:8443", AddressProblem::ExamplePart { part: "pbx.example.com".into() }),
            ("ftp://pbx.northwind.example", AddressProblem::OtherScheme { scheme: "ftp://".into() }),
            ("https://anna:pw@pbx.northwind.example", AddressProblem::Credentials),
            ("anna@pbx.northwind.example", AddressProblem::Credentials),
            ("anna:pw@pbx.northwind.example/a", AddressProblem::Credentials),
            ("https://pbx.northwind.example/#/login", AddressProblem::Fragment),
            ("https:// pbx.northwind.example", AddressProblem::SpaceInside),
            ("pbx\u{A0}.northwind.example", AddressProblem::SpaceInside),
            ("https://https://pbx.northwind.example", AddressProblem::NotAnAddress),
            ("https://", AddressProblem::NotAnAddress),
            ("https://pbx:port/", AddressProblem::NotAnAddress),
            ("pbx\u{202E}.example", AddressProblem::ControlCharacters { places: "position 4 (U+202E)".into() }),
            ("pbx\u{0}.example", AddressProblem::ControlCharacters { places: "position 4 (U+0000)".into() }),
        ] {
            assert_eq!(read_base_url(typed), Err(problem), "{typed:?}");
        }
    }

    #[test]
    fn no_problem_repeats_a_password() {
        let problem = read_base_url("https://anna:hunter2@pbx.northwind.example").expect_err("credentials are refused");
        assert!(!format!("{problem:?} {problem} {:?}", problem.note()).contains("hunter2"));
    }

    #[test]
    fn every_change_is_said() {
        for (typed, used, said) in [
            (" https://a.example", "https://a.example", "We removed a space at the start."),
            ("\u{A0}https://a.example", "https://a.example", "We removed a non-breaking space at the start."),
            ("https://a.exam\nple/x", "https://a.example/x", "We removed line breaks or tabs inside the address."),
            (
                "https://a\u{200B}b.example",
                "https://ab.example",
                "We removed characters inside the address that cannot be seen.",
            ),
            ("https:\\\\a.example\\token", "https://a.example/token", "We turned backslashes into slashes."),
            ("a.example", "https://a.example", "We put https:// in front."),
            ("https://ａ.example", "https://a.example", "We read the host like this."),
        ] {
            assert_eq!(text_of(typed), used);
            assert_eq!(note_texts(typed), [said], "{typed:?}");
        }
        assert_eq!(note_texts("https://a.example/x/"), [""; 0]);
    }

    #[test]
    fn a_host_of_two_alphabets_is_shown_in_both_spellings() {
        for typed in ["https://p\u{0430}ypal.example", "https://xn--pypal-4ve.example"] {
            let address = read_base_url(typed).expect("it can be used");
            let [note] = address.notes() else { panic!("one note: {:?}", address.notes()) };
            assert_eq!(note.tone, Tone::Warn);
            assert_eq!(note.evidence.as_deref(), Some("p\u{0430}ypal.example = xn--pypal-4ve.example"));
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(typed in any::<String>()) {
            let _ = read_base_url(&typed);
        }

        #[test]
        fn an_address_read_twice_is_the_same(typed in "(https://)?[a-z]{1,8}(\\.[a-z]{2,8}){0,2}(:[1-9][0-9]{1,3})?(/[a-z]{0,5}){0,3}") {
            if let Ok(address) = read_base_url(&typed) {
                let again = read_base_url(address.text()).expect("what was accepted is accepted again");
                prop_assert_eq!(again.text(), address.text());
                prop_assert_eq!(again.url(), address.url());
            }
        }
    }
}
