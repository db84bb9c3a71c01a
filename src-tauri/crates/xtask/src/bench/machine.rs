//! Where and when it was measured: figures of different machines cannot be compared.

use std::{fs, thread};

use crate::output::answer_of;

/// One line: date, processor, memory and system.
pub(super) fn description() -> String {
    let date = answer_of("date", ["+%Y-%m-%d"]);
    let processor = after("/proc/cpuinfo", "model name");
    let cores = thread::available_parallelism().map(|cores| format!("{cores} cores")).ok();
    let memory = after("/proc/meminfo", "MemTotal").and_then(|size| {
        let kibibytes: u64 = size.trim_end_matches("kB").trim().parse().ok()?;
        Some(format!("{} GB", kibibytes.div_ceil(1_000_000)))
    });
    let system = after("/etc/os-release", "PRETTY_NAME").map(|name| name.trim_matches('"').to_owned());
    let parts = [date, processor, cores, memory, system];
    parts.into_iter().flatten().map(|part| part.trim().to_owned()).collect::<Vec<_>>().join(", ")
}

/// The value of the first line of this name in a file of names and values.
fn after(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    let (_, value) = line.split_once([':', '='])?;
    Some(value.trim().to_owned())
}
