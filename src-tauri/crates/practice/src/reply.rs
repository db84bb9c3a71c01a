//! An answer on its way out.

use crate::{
    delivery::Delivery,
    description::{Answer, Facts},
};

/// What is sent back, before the headers that every answer carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    pub(crate) delivery: Delivery,
}

impl Reply {
    /// An answer of a description with its placeholders filled in.
    pub(crate) fn from_answer(answer: &Answer, facts: &Facts) -> Self {
        let mut headers = Vec::new();
        if let Some(content_type) = &answer.content_type {
            headers.push(("Content-Type".to_owned(), content_type.clone()));
        }
        headers.extend(answer.headers.iter().map(|(name, value)| (name.clone(), value.fill(facts))));
        Self { status: answer.status, headers, body: answer.body.fill(facts), delivery: Delivery::Whole }
    }

    /// An answer of a media type.
    pub(crate) fn text(status: u16, content_type: &str, body: impl Into<String>) -> Self {
        Self { body: body.into(), ..Self::empty(status) }.with_header("Content-Type", content_type)
    }

    /// An answer without a body.
    pub(crate) fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: String::new(), delivery: Delivery::Whole }
    }

    /// The same answer with one header more.
    #[must_use]
    pub(crate) fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}
