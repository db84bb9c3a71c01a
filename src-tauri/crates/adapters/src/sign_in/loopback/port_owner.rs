//! Which program listens at a port.

/// The name of the program, where the system tells it.
#[cfg(target_os = "linux")]
pub(super) fn program_at(port: u16) -> Option<String> {
    let sockets = listening_sockets(port);
    let processes = std::fs::read_dir("/proc").ok()?.flatten();
    let owner = processes.map(|entry| entry.path()).find(|process| has_one_of(process, &sockets))?;
    let name = std::fs::read_to_string(owner.join("comm")).ok()?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// The name of the program; unknown here.
#[cfg(not(target_os = "linux"))]
pub(super) const fn program_at(_port: u16) -> Option<String> {
    None
}

/// What the links of their owners point to. The columns are described in `proc_net_tcp` of the kernel's documentation.
#[cfg(target_os = "linux")]
fn listening_sockets(port: u16) -> Vec<String> {
    const LISTENING: &str = "0A";
    let ending = format!(":{port:04X}");
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(|table| std::fs::read_to_string(table).unwrap_or_default());
    let rows = tables.iter().flat_map(|table| table.lines());
    let inodes = rows.filter_map(|row| {
        let columns: Vec<&str> = row.split_whitespace().collect();
        let [_, local, _, state, _, _, _, _, _, inode, ..] = columns[..] else { return None };
        (local.ends_with(&ending) && state == LISTENING).then_some(inode)
    });
    inodes.map(|inode| format!("socket:[{inode}]")).collect()
}

#[cfg(target_os = "linux")]
fn has_one_of(process: &std::path::Path, sockets: &[String]) -> bool {
    // Programs of other people cannot be looked into.
    let Ok(files) = std::fs::read_dir(process.join("fd")) else { return false };
    let targets = files.flatten().filter_map(|file| std::fs::read_link(file.path()).ok());
    targets.into_iter().any(|target| sockets.iter().any(|socket| target.as_os_str() == socket.as_str()))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn the_program_that_listens_is_named() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let own_name = std::fs::read_to_string("/proc/self/comm").unwrap();
        assert!(program_at(port).is_some_and(|name| own_name.starts_with(&name) || name.starts_with("dialkey")));
        drop(listener);
        assert_eq!(program_at(port), None, "nobody listens there any more");
    }
}
