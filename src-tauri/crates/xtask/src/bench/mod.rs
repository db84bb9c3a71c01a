//! `cargo xtask bench`: how fast Dialkey starts and asks, what many connections cost, and how large it is, beside what
//! it is compared with.

mod folder;
mod idle;
mod machine;
mod memory;
mod processor;
mod programs;
mod renewing;
mod requests;
mod scale;
mod screen;
mod search;
mod sizes;
mod start;
mod table;
mod token_service;
mod tree;
mod vaults;
mod web_driver;
mod window;

use std::time::Duration;

use clap::ValueEnum;

use self::{programs::Programs, screen::Screen, table::Row};
use crate::{node, output::Output, repository::Repository, stop::Stop, system_packages, ui};

/// What is compared runs in turns, so that whatever else the machine does meets both alike; then the medians count.
const ROUNDS: usize = 15;

/// What the measuring needs besides what building needs.
const SYSTEM_PACKAGES: &[&str] = &["curl", "dbus", "gnome-keyring", "gzip", "webkit2gtk-driver", "xvfb"];

/// What is measured together.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Subject {
    /// The start of the window
    Start,
    /// One token by the command line
    Requests,
    /// A vault with 10, 1,000 and 10,000 connections
    Vault,
    /// Tokens that are kept fresh, while none is due
    Idle,
    /// Renewing many tokens at once
    Renewing,
    /// The size of what is shipped
    Sizes,
}

/// Builds what is shipped, measures the chosen subjects, all of them when none is chosen, and prints the table. A target
/// that is missed is said in the table.
pub(crate) fn bench(repository: &Repository, chosen: &[Subject]) -> Result<(), Stop> {
    let output = &mut Output::Terminal;
    system_packages::install(&[system_packages::FOR_THE_APP, SYSTEM_PACKAGES].concat(), output)?;
    node::provide(output)?;
    node::install_packages(&repository.ui, output)?;
    node::install_packages(&repository.tests, output)?;
    ui::build(repository, output)?;
    let programs = programs::build(repository, output)?;

    output.say("Measuring; what else runs on this machine now falsifies it");
    let mut rows = Vec::new();
    for subject in Subject::value_variants() {
        if chosen.is_empty() || chosen.contains(subject) {
            rows.extend(measure(*subject, repository, &programs)?);
        }
    }
    output.say(&format!("\n{}\n{}", table::table(&rows), machine::description()));
    Ok(())
}

fn measure(subject: Subject, repository: &Repository, programs: &Programs) -> Result<Vec<Row>, Stop> {
    match subject {
        Subject::Start => start::measure(programs),
        Subject::Requests => requests::measure(programs),
        Subject::Vault => {
            let screen = Screen::open()?;
            let vaults = vaults::of_each_size(&screen, programs)?;
            Ok([scale::measure(programs, &vaults)?, search::measure(programs, &vaults)?].concat())
        }
        Subject::Idle => idle::measure(programs),
        Subject::Renewing => renewing::measure(programs),
        Subject::Sizes => sizes::measure(repository, programs),
    }
}

/// The value in the middle; zero of nothing.
fn median<T: Ord + Copy + Default>(values: impl IntoIterator<Item = T>) -> T {
    let mut values: Vec<T> = values.into_iter().collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "what is measured has fewer digits than an f64 holds")]
fn ratio(value: impl Into<u128>, compared_with: impl Into<u128>) -> f64 {
    value.into() as f64 / compared_with.into() as f64
}

fn milliseconds(duration: Duration) -> String {
    let milliseconds = duration.as_secs_f64() * 1000.0;
    if milliseconds < 100.0 { format!("{milliseconds:.1} ms") } else { format!("{milliseconds:.0} ms") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_not_moved_by_one_slow_run() {
        assert_eq!(median([3, 900, 2, 4, 1]), 3);
        assert_eq!(median::<u64>([]), 0);
    }
}
