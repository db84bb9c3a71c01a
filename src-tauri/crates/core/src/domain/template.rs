//! Text with names in braces: `{host}/oauth/token/`.
//!
//! A name stands for a field or for `token_url`. There are no expressions.

use serde::{Deserialize, Deserializer, de::Error as _};

/// A parsed template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Vec<Part>);

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Stays as it is.
    Text(String),
    /// Stands for a value.
    Name(String),
}

/// Why a text is no template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// `{` without `}`, or the other way round.
    #[error("a brace is not closed or not opened in \"{0}\"")]
    Unbalanced(String),
    /// Something other than a name between the braces.
    #[error("\"{0}\" is not a name")]
    NotAName(String),
}

impl Template {
    /// Reads a template.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find(['{', '}']) {
            let (before, at_brace) = rest.split_at(open);
            let unbalanced = || TemplateError::Unbalanced(text.to_owned());
            let (name, after) =
                at_brace.strip_prefix('{').and_then(|inner| inner.split_once('}')).ok_or_else(unbalanced)?;
            if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
                return Err(TemplateError::NotAName(name.to_owned()));
            }
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            parts.push(Part::Name(name.to_owned()));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self(parts))
    }

    /// Its pieces, in order.
    pub fn parts(&self) -> &[Part] {
        &self.0
    }

    /// The names it refers to, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            Part::Name(name) => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    /// The name it starts with, if it starts with one.
    pub fn first_name(&self) -> Option<&str> {
        match self.0.first() {
            Some(Part::Name(name)) => Some(name),
            _ => None,
        }
    }

    /// Whether it is nothing but one name.
    pub fn is_one_name(&self) -> bool {
        matches!(self.0.as_slice(), [Part::Name(_)])
    }

    /// The text with every name replaced by what `value_of` says.
    pub fn expand(&self, mut value_of: impl FnMut(&str) -> String) -> String {
        self.0
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.clone(),
                Part::Name(name) => value_of(name),
            })
            .collect()
    }
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_replaced_and_text_stays() {
        let template = Template::parse("{host}/oauth/token/").unwrap();
        assert_eq!(template.expand(|_| "https://a.test".into()), "https://a.test/oauth/token/");
        assert_eq!(template.first_name(), Some("host"));
    }

    #[test]
    fn braces_that_do_not_match_and_expressions_are_refused() {
        for text in ["{host", "host}", "{ho}st}", "{{host}}"] {
            assert!(Template::parse(text).is_err(), "{text} must not pass as a template");
        }
        assert_eq!(Template::parse("{a b}"), Err(TemplateError::NotAName("a b".into())));
        assert_eq!(Template::parse("{}"), Err(TemplateError::NotAName(String::new())));
    }
}
