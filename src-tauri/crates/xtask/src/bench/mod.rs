//! `cargo xtask bench`: how fast Dialkey starts and asks, and how large it is, beside what it is compared with.

mod folder;
mod machine;
mod memory;
mod programs;
mod requests;
mod screen;
mod sizes;
mod start;
mod table;
mod token_service;

use std::time::Duration;

use crate::{node, output::Output, repository::Repository, stop::Stop, system_packages, ui};

/// What is compared runs in turns, so that whatever else the machine does meets both alike; then the medians count.
const ROUNDS: usize = 15;

/// What the measuring needs besides what building needs.
const SYSTEM_PACKAGES: &[&str] = &["curl", "dbus", "gzip", "xvfb"];

/// Builds what is shipped, measures it and prints the table. A target that is missed is said in the table.
pub(crate) fn bench(repository: &Repository) -> Result<(), Stop> {
    let output = &mut Output::Terminal;
    system_packages::install(&[system_packages::FOR_THE_APP, SYSTEM_PACKAGES].concat(), output)?;
    node::provide(output)?;
    node::install_packages(&repository.ui, output)?;
    node::install_packages(&repository.tests, output)?;
    ui::build(repository, output)?;
    let programs = programs::build(repository, output)?;

    output.say("Measuring; what else runs on this machine now falsifies it");
    let mut rows = start::measure(&programs)?;
    rows.extend(requests::measure(&programs)?);
    rows.extend(sizes::measure(repository, &programs)?);
    output.say(&format!("\n{}\n{}", table::table(&rows), machine::description()));
    Ok(())
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
