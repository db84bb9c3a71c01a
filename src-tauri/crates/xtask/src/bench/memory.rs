//! How much memory a program and all it has started use together.

use std::fs;

use super::tree;

/// The proportional set size in bytes: memory that several processes share counts for each by its share (proc(5)).
/// Processes that end meanwhile count nothing.
pub(super) fn of_tree(root: u32) -> u64 {
    tree::of(root).into_iter().filter_map(proportional_set_size).sum()
}

fn proportional_set_size(id: u32) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kibibytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use std::process;

    use super::*;

    #[test]
    fn a_program_uses_some_memory() {
        let size = of_tree(process::id());
        assert!(size > 100_000, "{size} bytes are too few for any program");
    }
}
