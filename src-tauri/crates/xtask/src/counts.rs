//! How many tests passed and failed, read from what the test runners print at their end.

use std::ops::Add;

/// The counts of one stage or of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

impl Counts {
    /// Adds up the lines of Cargo (`test result: ok. 5 passed; 0 failed; 1 ignored; …`) and of vitest
    /// (`Tests  1 failed | 26 passed (27)`) in a log.
    pub(crate) fn in_log(log: &str) -> Self {
        log.lines().filter_map(Self::in_line).fold(Self::default(), Self::add)
    }

    fn in_line(line: &str) -> Option<Self> {
        let line = line.trim_start();
        let results = line.strip_prefix("test result: ").or_else(|| line.strip_prefix("Tests  "))?;
        let words: Vec<&str> = results.split([' ', ';', ',']).filter(|word| !word.is_empty()).collect();
        let before = |label: &str| {
            let position = words.iter().position(|word| *word == label)?;
            words.get(position.checked_sub(1)?)?.parse().ok()
        };
        Some(Self { passed: before("passed").unwrap_or(0), failed: before("failed").unwrap_or(0) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_lines_of_both_runners_are_added_up() {
        let log = "running 2 tests\n\
                   test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
                   test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
                   \x20     Tests  1 failed | 26 passed (27)\n\
                   \x20Test Files  2 passed (2)\n";

        assert_eq!(Counts::in_log(log), Counts { passed: 34, failed: 3 });
    }

    #[test]
    fn a_log_without_tests_counts_nothing() {
        assert_eq!(Counts::in_log("Finished `dev` profile\nTests are fun\n"), Counts::default());
    }
}
