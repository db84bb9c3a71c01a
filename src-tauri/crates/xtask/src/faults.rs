//! `cargo xtask test faults`: what came of every fault on the list, row by row.

use std::{collections::BTreeMap, fmt::Write as _, fs};

use crate::{repository::Repository, stop::Stop};

/// Where the list stands.
const LIST: &str = "tests/faults.toml";

/// The faults by their number.
pub(crate) struct Faults(BTreeMap<u32, Fault>);

/// One fault, and what came of its tests.
struct Fault {
    name: String,
    /// What cannot be shown on this system.
    elsewhere: Option<String>,
    passed: u32,
    failed: u32,
}

impl Faults {
    /// Reads the list.
    pub(crate) fn read(repository: &Repository) -> Result<Self, Stop> {
        let text = fs::read_to_string(repository.root.join(LIST))
            .map_err(|error| Stop::because(format!("{LIST} cannot be read: {error}")))?;
        Self::parse(&text).ok_or_else(|| Stop::because(format!("{LIST} is no list of faults")))
    }

    fn parse(text: &str) -> Option<Self> {
        let list: toml::Table = text.parse().ok()?;
        let (names, elsewhere) = (list.get("faults")?.as_table()?, list.get("elsewhere")?.as_table()?);
        let fault = |(number, name): (&String, &toml::Value)| {
            let elsewhere = elsewhere.get(number).and_then(toml::Value::as_str).map(str::to_owned);
            let fault = Fault { name: name.as_str()?.to_owned(), elsewhere, passed: 0, failed: 0 };
            Some((number.parse().ok()?, fault))
        };
        Some(Self(names.iter().map(fault).collect::<Option<_>>()?))
    }

    /// What the names of tests begin with that belong to a fault, for a runner that looks for parts of names.
    pub(crate) fn prefixes(&self) -> impl Iterator<Item = String> {
        self.0.keys().map(|number| format!("f{number}_"))
    }

    /// The same faults with the outcomes in a log of Cargo (`test answers::f46_… ... ok`) and of vitest
    /// (` ✓ src/App.test.ts > f96 …`).
    #[must_use]
    pub(crate) fn with_outcomes_in(mut self, log: &str) -> Self {
        for (name, has_passed) in log.lines().filter_map(outcome) {
            for number in numbers(name) {
                if let Some(fault) = self.0.get_mut(&number) {
                    *(if has_passed { &mut fault.passed } else { &mut fault.failed }) += 1;
                }
            }
        }
        self
    }

    /// Stops where a fault has no test, and nothing says why.
    pub(crate) fn must_be_complete(&self) -> Result<(), Stop> {
        let without: Vec<String> = self
            .0
            .iter()
            .filter(|(_, fault)| fault.passed + fault.failed == 0 && fault.elsewhere.is_none())
            .map(|(number, _)| number.to_string())
            .collect();
        if without.is_empty() { Ok(()) } else { Err(Stop::because(format!("no test of fault {}", without.join(", ")))) }
    }

    /// The table, and below it what is left for other systems.
    pub(crate) fn table(&self) -> String {
        let mut table = format!("\n{:>5}  {:<48} {:>5}  outcome\n", "fault", "", "tests");
        for (number, fault) in &self.0 {
            let outcome = match fault {
                Fault { failed: 1.., .. } => format!("{} FAILED", fault.failed),
                Fault { passed: 1.., elsewhere: None, .. } => "passed".to_owned(),
                Fault { passed: 1.., .. } => "passed, and needs another system".to_owned(),
                Fault { elsewhere: Some(_), .. } => "needs another system".to_owned(),
                Fault { .. } => "NO TEST".to_owned(),
            };
            let tests = fault.passed + fault.failed;
            // Writing into a text cannot fail.
            let _ = writeln!(table, "{:>5}  {:<48} {tests:>5}  {outcome}", format!("F{number}"), fault.name);
        }
        for (number, fault) in &self.0 {
            if let Some(reason) = &fault.elsewhere {
                let _ = writeln!(table, "{:>5}  {reason}", format!("F{number}"));
            }
        }
        table
    }
}

/// The last part of a test's name, and whether it passed; none for lines that tell no outcome.
fn outcome(line: &str) -> Option<(&str, bool)> {
    if let Some(rest) = line.strip_prefix("test ") {
        let (name, outcome) = rest.split_once(" ... ")?;
        let name = name.rsplit("::").next()?;
        return match outcome.split([' ', ',']).next()? {
            "ok" => Some((name, true)),
            "FAILED" => Some((name, false)),
            _ => None,
        };
    }
    let line = line.trim_start();
    let has_passed = line.starts_with('✓');
    (has_passed || line.starts_with('×')).then(|| (line.rsplit(" > ").next().unwrap_or_default(), has_passed))
}

/// The faults a test is named after: `f46_…`, `f38_f39_…` and, with blanks, `f96 …`.
fn numbers(name: &str) -> impl Iterator<Item = u32> {
    name.split(['_', ' ']).map_while(|word| word.strip_prefix('f')?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str =
        "[faults]\n4 = \"Letters\"\n38 = \"Pop-ups\"\n39 = \"Pages\"\n25 = \"Ports\"\n[elsewhere]\n25 = \"Windows\"\n";

    #[test]
    fn outcomes_of_both_runners_are_counted_by_every_number_of_the_name() {
        let log = "test look_alikes::f4_letters_are_marked ... ok\n\
                   test f38_f39_a_page_gets_nothing ... FAILED\n\
                   test a_test_of_f4_by_the_way ... ok\n\
                   test f4_is_ignored_here ... ignored, run by cargo xtask test\n \
                   ✓ src/App.test.ts > fields > f4 marks letters 3ms\n";
        let faults = Faults::parse(LIST).unwrap().with_outcomes_in(log);

        let counts: Vec<_> = faults.0.iter().map(|(number, fault)| (*number, fault.passed, fault.failed)).collect();
        assert_eq!(counts, [(4, 2, 0), (25, 0, 0), (38, 0, 1), (39, 0, 1)]);
        assert!(faults.must_be_complete().is_ok(), "a reason is enough");
        let table = faults.table();
        for line in ["F25  Ports", "0  needs another system", "F38  Pop-ups", "1 FAILED", "F25  Windows"] {
            assert!(table.contains(line), "{line} is missing: {table}");
        }
    }

    #[test]
    fn a_fault_without_test_and_reason_is_named() {
        let faults = Faults::parse(LIST).unwrap().with_outcomes_in("test f38_f39_a ... ok\n");

        assert!(faults.must_be_complete().unwrap_err().to_string().ends_with("fault 4"));
    }
}
