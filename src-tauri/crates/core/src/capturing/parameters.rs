//! Parameters of an answer as they arrived: in the query, behind a #, or in a form.

use secrecy::{ExposeSecret, SecretString};

/// Parameters of an answer. Any of them may be a credential, so they are not shown.
#[derive(Debug, Default)]
pub struct Parameters(Vec<(String, SecretString)>);

impl Parameters {
    /// Reads `application/x-www-form-urlencoded` text.
    pub fn parse(text: &str) -> Self {
        let pairs = form_urlencoded::parse(text.as_bytes());
        Self(pairs.map(|(name, value)| (name.into_owned(), SecretString::from(value.into_owned()))).collect())
    }

    /// The value of a parameter; none when it is missing or empty.
    pub fn get(&self, name: &str) -> Option<&SecretString> {
        let (_, value) = self.0.iter().find(|(known, _)| known == name)?;
        // Exposed to tell an empty value, which counts as missing (RFC 6749 3.1).
        (!value.expose_secret().is_empty()).then_some(value)
    }

    /// Whether a parameter is there more than once, which RFC 6749 3.1 forbids.
    pub fn has_twice(&self, name: &str) -> bool {
        self.0.iter().filter(|(known, _)| known == name).count() > 1
    }

    /// Every parameter, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &SecretString)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}
