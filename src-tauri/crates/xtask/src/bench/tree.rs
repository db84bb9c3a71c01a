//! A program and all it has started.

use std::{collections::HashSet, fs};

/// The processes of a program, itself among them.
pub(super) fn of(root: u32) -> HashSet<u32> {
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

/// The field of a process's state that has this number in proc(5); none before the third.
pub(super) fn field(id: u32, number: usize) -> Option<u64> {
    // The second field is the program's name in brackets, which may hold anything.
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_whitespace().nth(number.checked_sub(3)?)?.parse().ok()
}

fn all_processes() -> Vec<u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

fn parent(id: u32) -> Option<u32> {
    u32::try_from(field(id, 4)?).ok()
}

#[cfg(test)]
mod tests {
    use std::process::{self, Command, Stdio};

    use super::*;

    #[test]
    fn what_a_program_has_started_belongs_to_it() {
        let mut child = Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let tree = of(process::id());
        child.kill().unwrap();
        child.wait().unwrap();

        assert!(tree.contains(&child.id()) && tree.contains(&process::id()), "{tree:?}");
    }
}
