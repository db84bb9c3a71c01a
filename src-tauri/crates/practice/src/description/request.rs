//! What a plain request must look like.

use indexmap::IndexMap;
use serde::Deserialize;

use super::answer::Answer;

/// Method, query, headers and JSON body. What is not named here may be there or not.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequestRules {
    #[serde(default = "get")]
    pub(crate) method: String,
    #[serde(default)]
    pub(crate) query: IndexMap<String, AnyOf>,
    #[serde(default)]
    pub(crate) headers: IndexMap<String, AnyOf>,
    /// Members of a JSON object; without one of them the body is not looked at.
    #[serde(default)]
    pub(crate) json: IndexMap<String, AnyOf>,
    /// Answered when anything but the method is not so.
    #[serde(default)]
    pub(crate) refusal: Option<Answer>,
}

impl Default for RequestRules {
    fn default() -> Self {
        Self { method: get(), query: IndexMap::new(), headers: IndexMap::new(), json: IndexMap::new(), refusal: None }
    }
}

fn get() -> String {
    "GET".to_owned()
}

/// The values there may be; an empty list takes every value that is not empty.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub(crate) struct AnyOf(Vec<String>);

impl AnyOf {
    pub(crate) fn takes(&self, value: &str) -> bool {
        if self.0.is_empty() { !value.is_empty() } else { self.0.iter().any(|known| known == value) }
    }
}
