//! From a name on the command line to one saved connection.

use dialkey_core::domain::connection::{ConnectionId, ConnectionRow};

use super::words::{cells, shown, table};
use crate::failure::Failure;

/// Slips that a name may have and still be recognised.
const SLIPS: usize = 2;
/// Names that are offered.
const OFFERED: usize = 5;

/// The connection of this name: as it is written, else whatever its case, else of this id.
pub(super) fn choose(rows: &[ConnectionRow], name: &str) -> Result<ConnectionId, Failure> {
    let lower = name.to_lowercase();
    let steps: [&dyn Fn(&ConnectionRow) -> bool; 3] =
        [&|row| row.name == name, &|row| row.name.to_lowercase() == lower, &|row| row.id.0 == name];
    for is_meant in steps {
        let found: Vec<&ConnectionRow> = rows.iter().filter(|row| is_meant(row)).collect();
        match found.as_slice() {
            [] => {}
            [only] => return Ok(only.id.clone()),
            several => return Err(ambiguous(name, several)),
        }
    }
    Err(unknown(rows, name))
}

fn ambiguous(name: &str, rows: &[&ConnectionRow]) -> Failure {
    let lines: Vec<_> = rows.iter().map(|row| cells(row, row.id.0.clone())).collect();
    Failure::bad_input(format!(
        "Several connections are named \"{}\". Give the last column instead of the name:\n{}",
        shown(name),
        table(&lines).trim_end()
    ))
}

fn unknown(rows: &[ConnectionRow], name: &str) -> Failure {
    let lower = name.to_lowercase();
    let near = rows.iter().filter(|row| is_near(&row.name.to_lowercase(), &lower));
    let near: Vec<String> = near.take(OFFERED).map(|row| format!("\"{}\"", shown(&row.name))).collect();
    let hint = if near.is_empty() {
        "`dialkey-cli list` shows those there are.".to_owned()
    } else {
        format!("Near it are: {}.", near.join(", "))
    };
    Failure::bad_input(format!("No saved connection is named \"{}\". {hint}", shown(name)))
}

fn is_near(known: &str, given: &str) -> bool {
    let is_part = !given.is_empty() && !known.is_empty() && (known.contains(given) || given.contains(known));
    is_part || slips_between(known, given) <= SLIPS.min(given.chars().count() / 2)
}

/// How many characters have to be put in, left out or replaced (Levenshtein).
fn slips_between(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut before: Vec<usize> = (0..=other.len()).collect();
    for (row, character) in one.chars().enumerate() {
        let mut after = vec![row + 1];
        for (column, &of_other) in other.iter().enumerate() {
            let replaced = before[column] + usize::from(character != of_other);
            after.push(replaced.min(before[column + 1] + 1).min(after[column] + 1));
        }
        before = after;
    }
    before[other.len()]
}

#[cfg(test)]
mod tests {
    use dialkey_core::domain::connection::ConnectionState;

    use super::*;

    fn rows(names: &[&str]) -> Vec<ConnectionRow> {
        let row = |(index, name): (usize, &&str)| ConnectionRow {
            id: ConnectionId(format!("id-{index}")),
            name: (*name).to_owned(),
            system: "Any".to_owned(),
            practice: false,
            folder: None,
            keep_fresh: false,
            state: ConnectionState::NoToken,
        };
        names.iter().enumerate().map(row).collect()
    }

    fn chosen(names: &[&str], name: &str) -> Result<String, String> {
        choose(&rows(names), name).map(|id| id.0).map_err(|failure| failure.sentences())
    }

    #[test]
    fn a_name_as_it_is_written_comes_before_one_of_another_case_and_that_before_an_id() {
        assert_eq!(chosen(&["Munich", "munich"], "munich").unwrap(), "id-1");
        assert_eq!(chosen(&["Munich", "Berlin"], "MUNICH").unwrap(), "id-0");
        assert_eq!(chosen(&["Munich", "Berlin"], "id-1").unwrap(), "id-1");
        assert_eq!(chosen(&["Munich", "id-0"], "id-0").unwrap(), "id-1");
    }

    #[test]
    fn several_of_one_name_are_listed_with_what_tells_them_apart() {
        let said = chosen(&["Munich", "Munich", "Berlin"], "Munich").unwrap_err();
        assert!(said.contains("id-0") && said.contains("id-1") && !said.contains("id-2"), "{said}");
    }

    #[test]
    fn a_name_that_nobody_has_leads_to_near_ones_or_to_the_list() {
        let said = chosen(&["Munich office", "Berlin", "Bern"], "Berlim").unwrap_err();
        assert!(said.contains("\"Berlin\"") && !said.contains("Munich"), "{said}");
        assert!(chosen(&["Munich office"], "munich").unwrap_err().contains("\"Munich office\""));
        assert!(chosen(&["Munich office"], "Paris").unwrap_err().contains("dialkey-cli list"));
        assert!(chosen(&[], "").unwrap_err().contains("dialkey-cli list"));
    }
}
