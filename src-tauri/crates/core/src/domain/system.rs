//! A phone system as a screen shows it: the recipe without the parts only the engine needs.

use serde::Serialize;

use super::{
    client_authentication::ClientAuthenticationMethod,
    field::Field,
    recipe::{Evidence, Grant, Recipe, SetupStep, Way},
};

/// A phone system to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SystemView {
    /// Name in commands.
    pub id: String,
    /// The product's name.
    pub name: String,
    /// Two letters for the tile.
    pub tile: String,
    /// A few words below the name.
    pub summary: String,
    /// How a person knows that this is the right choice; `**…**` marks the vendor's words.
    pub about: String,
    /// The vendor's page; opened by `system_open_documentation`.
    pub documentation: Option<String>,
    /// Whether it stands below the list.
    pub generic: bool,
    /// The question that chooses the way.
    pub way_question: Option<String>,
    /// Where its answer stands.
    pub way_hint: Option<String>,
    /// Where the set-up steps are done.
    pub setup_place: Option<String>,
    /// The ways to a token, at least one.
    pub ways: Vec<WayView>,
}

/// A way to choose from, with the steps and fields of every way merged in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct WayView {
    /// Name in commands.
    pub id: String,
    /// The vendor's name for it.
    pub name: String,
    /// What it means for the person.
    pub summary: String,
    /// "can be renewed".
    pub renewal_hint: String,
    /// How sure the facts are.
    pub evidence: Evidence,
    /// Why nobody should begin with it any more.
    pub retired: Option<String>,
    /// The grant that is run.
    pub grant: Grant,
    /// Set-up steps, in order.
    pub setup: Vec<SetupStep>,
    /// Fields, in order.
    pub fields: Vec<Field>,
    /// How the client can prove itself; the first is used unless another is chosen.
    pub client_authentication: Vec<ClientAuthenticationChoice>,
    /// Names of the harmless calls.
    pub test_calls: Vec<String>,
    /// Shown before running.
    pub warnings: Vec<String>,
}

/// A way to prove the client, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ClientAuthenticationChoice {
    /// The method.
    pub method: ClientAuthenticationMethod,
    /// Its name.
    pub name: String,
    /// When to choose it.
    pub help: String,
}

impl Recipe {
    /// The phone system as a screen shows it.
    pub fn to_view(&self) -> SystemView {
        SystemView {
            id: self.id.clone(),
            name: self.name.clone(),
            tile: self.tile.clone(),
            summary: self.summary.clone(),
            about: self.about.clone(),
            documentation: self.documentation.clone(),
            generic: self.generic,
            way_question: self.way_question.clone(),
            way_hint: self.way_hint.clone(),
            setup_place: self.setup_place.clone(),
            ways: self.way.iter().map(|way| self.to_way_view(way)).collect(),
        }
    }

    fn to_way_view(&self, way: &Way) -> WayView {
        WayView {
            id: way.id.clone(),
            name: way.name.clone(),
            summary: way.summary.clone(),
            renewal_hint: way.renewal_hint.clone(),
            evidence: way.evidence,
            retired: way.retired.clone(),
            grant: way.grant,
            setup: self.setup.iter().chain(&way.setup).cloned().collect(),
            fields: self.fields(way).cloned().collect(),
            client_authentication: way
                .client_authentication
                .methods
                .iter()
                .map(|&method| ClientAuthenticationChoice {
                    method,
                    name: method.name().into(),
                    help: method.help().into(),
                })
                .collect(),
            test_calls: self.test_calls(way).map(|call| call.name.clone()).collect(),
            warnings: way.warn.clone(),
        }
    }
}
