//! Are the values there, and can they be what they should be?

use super::checks::Finding;
use crate::{
    diagnosing::odd_values,
    domain::diagnosis::CauseAction,
    filling::Filled,
    flows::{ValueProblem, find_value_problems},
};

/// The first thing wrong with the values, or else the first that looks odd.
pub(super) fn find(filled: &Filled<'_>) -> Finding {
    let problems: Vec<ValueProblem> =
        find_value_problems(filled, |_| false).into_iter().filter(|problem| !problem.is_key).collect();
    if let [first, rest @ ..] = problems.as_slice() {
        let name = match rest.len() {
            0 => format!("{} is not complete", first.label),
            more => format!("{} values are not complete", more + 1),
        };
        return Finding::bad(name, first.sentence.clone()).with_action(Some(first.action()));
    }
    match odd_values(filled).into_iter().next() {
        Some(odd) => Finding::warning(odd.title, odd.text.unwrap_or_default()).with_action(odd.action),
        None => {
            let count = filled.fields().filter(|field| !filled.is_empty(&field.key)).count();
            Finding::good(format!("{count} of {count} look right"))
        }
    }
}

impl ValueProblem {
    /// Leads to where it can be put right.
    pub(crate) fn action(&self) -> CauseAction {
        if self.may_lack_tls {
            CauseAction::AllowWithoutTls
        } else {
            CauseAction::EditField { field: self.field.clone(), label: self.label.clone() }
        }
    }
}
