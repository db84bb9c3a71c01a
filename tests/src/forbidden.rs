//! Planted secrets, and where they must not be found.

use crate::traces::traces_of;

/// Characters that a failed test shows before and behind what it found.
const AROUND: usize = 600;

/// Texts that must not be found, each with the name of its secret.
#[derive(Default)]
pub struct Forbidden(Vec<(&'static str, String)>);

impl Forbidden {
    /// These secrets, by name and value, in every form they may be written in.
    pub fn of(secrets: &[(&'static str, &str)]) -> Self {
        let mut forbidden = Self::default();
        for (name, secret) in secrets {
            forbidden.extend(name, traces_of(secret));
        }
        forbidden
    }

    /// A private key in PEM armour. A line of it is enough to be a leak.
    #[must_use]
    pub fn and_key(mut self, private_pem: &str) -> Self {
        self.extend("private key", private_pem.lines().skip(1).take(2).map(str::to_owned));
        self
    }

    /// More texts that tell a secret, just as they are.
    pub fn extend(&mut self, name: &'static str, texts: impl IntoIterator<Item = String>) {
        for text in texts {
            let in_json = serde_json::Value::from(text.as_str()).to_string();
            let in_json = in_json.trim_matches('"').to_owned();
            if in_json != text {
                self.0.push((name, in_json));
            }
            self.0.push((name, text));
        }
    }

    /// What arrived at a server says what was signed and which Basic credentials were sent.
    pub fn learn_from(&mut self, request: &[u8]) {
        let request = String::from_utf8_lossy(request);
        let value_behind = |mark: &str, ends: &[char]| {
            let rest = request.split_once(mark)?.1;
            rest.split(ends).next().map(str::to_owned)
        };
        let assertion = value_behind("client_assertion=", &['&']).unwrap_or_default();
        let parts = assertion.split('.').filter(|part| !part.is_empty()).map(str::to_owned);
        self.extend("signed assertion", parts);
        self.extend("Basic as sent", value_behind("Basic ", &['\r', '\n']));
        self.extend("code verifier", value_behind("code_verifier=", &['&']));
    }

    /// The first secret that stands in `text`, by its name and the form it has there.
    pub fn found_in(&self, text: &str) -> Option<(&'static str, &str)> {
        // What is only interspersed with zeros can still be read.
        let text = &text.replace("\\u0000", "").replace('\0', "");
        let found = self.0.iter().find(|(_, trace)| text.contains(trace.as_str()));
        found.map(|(name, trace)| (*name, trace.as_str()))
    }

    /// None of the secrets stands in `text`, which is from this place.
    ///
    /// # Panics
    /// Where one does.
    #[track_caller]
    pub fn assert_not_in(&self, text: &str, place: &str) {
        if let Some((name, trace)) = self.found_in(text) {
            let (before, behind) = text.split_once(trace).unwrap_or((text, ""));
            let before: String = before.chars().skip(before.chars().count().saturating_sub(AROUND)).collect();
            let behind: String = behind.chars().take(AROUND).collect();
            panic!("the {name} stands in {place}:\n…{before} HERE: {trace} {behind}…");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_as_it_is_and_between_zeros_and_in_json() {
        let forbidden = Forbidden::of(&[("password", "tw\"o &words")]);
        for text in ["say tw\"o &words", "t\0w\0\"\0o\0 \0&\0w\0o\0r\0d\0s\0", r#"{"said":"tw\"o &words"}"#] {
            assert_eq!(forbidden.found_in(text).map(|(name, _)| name), Some("password"), "{text}");
        }
        assert_eq!(forbidden.found_in("two words"), None);
    }

    #[test]
    fn what_was_signed_is_learnt_from_what_was_sent() {
        let mut forbidden = Forbidden::default();
        forbidden
            .learn_from(b"POST / HTTP/1.1\r\nAuthorization: Basic Y2xpZW50\r\n\r\nclient_assertion=abc.def.ghi&a=b");
        for text in ["abc", "def", "ghi", "Y2xpZW50"] {
            assert!(forbidden.found_in(text).is_some(), "{text}");
        }
        assert_eq!(forbidden.found_in("a=b"), None);
    }
}
