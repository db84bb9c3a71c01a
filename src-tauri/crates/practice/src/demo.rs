//! What a person fills in to try a phone system.

use std::fmt;

use indexmap::IndexMap;
use serde::Serialize;

use crate::description::AuthenticationMethod;

/// One phone system of the practice system, listening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PracticeSystem {
    /// Name in commands, the same as the recipe's.
    pub id: String,
    /// The product's name.
    pub name: String,
    /// Where it listens: `http://127.0.0.1:PORT`, without a slash at the end.
    pub address: String,
    /// Values to try, at least one set for each way; the first of a way is the ordinary one.
    pub demo: Vec<Demo>,
}

impl PracticeSystem {
    /// The ordinary values of a way; none when it has no such way.
    pub fn demo_of(&self, way: &str) -> Option<&Demo> {
        self.demo.iter().find(|demo| demo.way == way)
    }
}

/// Values that lead to a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Demo {
    /// The way of the recipe.
    pub way: String,
    /// What these values are for, in a few words.
    pub title: String,
    /// What is special about them, where something is.
    pub note: Option<String>,
    /// How the client has to prove itself, in the words of the OAuth registry; Basic without encoding is
    /// `client_secret_basic_raw`.
    pub client_authentication: AuthenticationMethod,
    /// The values, by the key of the recipe's field.
    pub values: IndexMap<String, DemoValue>,
}

/// One value. Its `Debug` shows the label alone: the value may be a key.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct DemoValue {
    /// The vendor's label.
    pub label: String,
    /// What to enter.
    pub value: String,
}

impl fmt::Debug for DemoValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("DemoValue").field("label", &self.label).finish_non_exhaustive()
    }
}
