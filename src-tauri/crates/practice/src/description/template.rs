//! Text with placeholders: `{{name}}`. Two braces, because the text around them is mostly JSON.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What can be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Placeholder {
    /// `http://127.0.0.1:PORT` of this phone system.
    Address,
    /// The token endpoint's address.
    TokenUrl,
    AccessToken,
    RefreshToken,
    /// Seconds a token lasts.
    ExpiresIn,
    /// When a token ends, in seconds since 1970; `null` where it does not.
    ExpiresAt,
    /// The scope granted.
    Scope,
    ClientId,
    Username,
    /// The demo key of the client as PKCS#8 PEM.
    PrivateKey,
}

impl Placeholder {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "address" => Self::Address,
            "token_url" => Self::TokenUrl,
            "access_token" => Self::AccessToken,
            "refresh_token" => Self::RefreshToken,
            "expires_in" => Self::ExpiresIn,
            "expires_at" => Self::ExpiresAt,
            "scope" => Self::Scope,
            "client_id" => Self::ClientId,
            "username" => Self::Username,
            "private_key" => Self::PrivateKey,
            _ => return None,
        })
    }
}

/// What the placeholders stand for in one answer.
#[derive(Default)]
pub(crate) struct Facts(BTreeMap<Placeholder, String>);

impl Facts {
    #[must_use]
    pub(crate) fn with(mut self, placeholder: Placeholder, value: impl Into<String>) -> Self {
        self.0.insert(placeholder, value.into());
        self
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Placeholder(Placeholder),
}

/// A text with its placeholders found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Template(Vec<Piece>);

#[derive(Debug, thiserror::Error)]
pub(crate) enum TemplateError {
    #[error("there is no placeholder {0}")]
    UnknownPlaceholder(String),
    #[error("a placeholder has no end")]
    NoEnd,
}

impl TryFrom<String> for Template {
    type Error = TemplateError;

    fn try_from(text: String) -> Result<Self, TemplateError> {
        let mut pieces = Vec::new();
        let mut rest = text.as_str();
        while let Some((before, from_name)) = rest.split_once("{{") {
            let (name, after) = from_name.split_once("}}").ok_or(TemplateError::NoEnd)?;
            let found = Placeholder::parse(name)
                .ok_or_else(|| TemplateError::UnknownPlaceholder(name.chars().take(32).collect()))?;
            pieces.push(Piece::Text(before.to_owned()));
            pieces.push(Piece::Placeholder(found));
            rest = after;
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Ok(Self(pieces))
    }
}

impl Template {
    /// The text with every placeholder filled in; one without a fact becomes nothing.
    pub(crate) fn fill(&self, facts: &Facts) -> String {
        self.0
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.as_str(),
                Piece::Placeholder(placeholder) => facts.0.get(placeholder).map_or("", String::as_str),
            })
            .collect()
    }

    /// The placeholders in it.
    pub(crate) fn placeholders(&self) -> impl Iterator<Item = Placeholder> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Text(_) => None,
            Piece::Placeholder(placeholder) => Some(*placeholder),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(text: &str) -> Result<Template, TemplateError> {
        Template::try_from(text.to_owned())
    }

    #[test]
    fn json_around_placeholders_stays_as_it_is() {
        let facts = Facts::default().with(Placeholder::Scope, "all").with(Placeholder::ExpiresIn, "3600");
        let text = template(r#"{ "scope":"{{scope}}", "inner":{"expires_in":{{expires_in}}}, }"#).unwrap();
        assert_eq!(text.fill(&facts), r#"{ "scope":"all", "inner":{"expires_in":3600}, }"#);
    }

    #[test]
    fn a_placeholder_that_nobody_fills_is_refused() {
        assert!(matches!(template("{{token}}"), Err(TemplateError::UnknownPlaceholder(name)) if name == "token"));
        assert!(matches!(template("{{scope"), Err(TemplateError::NoEnd)));
    }
}
