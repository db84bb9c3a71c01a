//! Faults as they are shown.

use serde::Serialize;

use super::Fault;
use crate::DemoValue;

/// Every fault, and the one that is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PracticeFaults {
    /// Name of the one that is on.
    pub on: Option<String>,
    /// What there is to try against it, by its label.
    pub values: Vec<DemoValue>,
    /// All of them, group by group.
    pub all: Vec<PracticeFault>,
}

impl PracticeFaults {
    /// The list with this one on, and what there is to try against it.
    pub fn with(on: Option<Fault>, values: Vec<DemoValue>) -> Self {
        let on = on.map(|fault| fault.name().to_owned());
        Self { on, values, all: Fault::all().iter().copied().map(PracticeFault::from).collect() }
    }
}

/// One fault in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PracticeFault {
    /// Its name in commands.
    pub name: String,
    /// Heading of its group.
    pub group: String,
    /// What goes wrong, in a few words.
    pub title: String,
    /// What the phone system does.
    pub happens: String,
    /// What Dialkey should say about it.
    pub look_for: String,
}

impl From<Fault> for PracticeFault {
    fn from(fault: Fault) -> Self {
        Self {
            name: fault.name().to_owned(),
            group: fault.group().title().to_owned(),
            title: fault.title().to_owned(),
            happens: fault.happens().to_owned(),
            look_for: fault.look_for().to_owned(),
        }
    }
}
