//! How much memory a program and all it has started use together.

use std::{collections::HashSet, fs};

/// The proportional set size in bytes: memory that several processes share counts for each by its share (proc(5)).
/// Processes that end meanwhile count nothing.
pub(super) fn of_tree(root: u32) -> u64 {
    tree(root).into_iter().filter_map(proportional_set_size).sum()
}

fn tree(root: u32) -> HashSet<u32> {
    let parents: Vec<(u32, u32)> = all_processes().into_iter().filter_map(|id| Some((id, parent(id)?))).collect();
    let mut tree = HashSet::from([root]);
    loop {
        let before = tree.len();
        let children = parents.iter().filter(|(_, parent)| tree.contains(parent)).map(|(id, _)| *id);
        tree = tree.iter().copied().chain(children.collect::<Vec<_>>()).collect();
        if tree.len() == before {
            return tree;
        }
    }
}

fn all_processes() -> Vec<u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

fn parent(id: u32) -> Option<u32> {
    // The second field is the program's name in brackets, which may hold anything; the parent is the fourth.
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

fn proportional_set_size(id: u32) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kibibytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use std::process::{self, Command, Stdio};

    use super::*;

    #[test]
    fn what_a_program_has_started_counts_with_it() {
        let mut child = Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let tree = tree(process::id());
        let size = of_tree(process::id());
        child.kill().unwrap();
        child.wait().unwrap();

        assert!(tree.contains(&child.id()) && tree.contains(&process::id()), "{tree:?}");
        assert!(size > 100_000, "{size} bytes are too few for any program");
    }
}
