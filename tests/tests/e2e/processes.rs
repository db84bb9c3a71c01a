//! The processes of one world: started together in one group, ended together.

use std::{
    ffi::{OsStr, OsString},
    fs,
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, Stdio},
};

/// A group of processes with an environment of their own. All of them end when this is dropped, and also when the
/// test dies without dropping it: the leader waits for the end of its standard input and then ends the group.
pub(crate) struct Processes {
    leader: Child,
    members: Vec<Child>,
    environment: Vec<(&'static str, OsString)>,
}

impl Processes {
    pub(crate) fn new() -> Self {
        let leader = Command::new("sh")
            .args(["-c", "read -r _; kill -KILL 0"])
            .stdin(Stdio::piped())
            .process_group(0)
            .spawn()
            .expect("a shell can be started");
        let environment = vec![("PATH", std::env::var_os("PATH").unwrap_or_default())];
        Self { leader, members: Vec::new(), environment }
    }

    /// Processes started from now on see this variable. They inherit nothing else.
    pub(crate) fn set(&mut self, name: &'static str, value: impl Into<OsString>) {
        self.environment.push((name, value.into()));
    }

    /// The value of a variable that was set.
    pub(crate) fn get(&self, name: &str) -> &OsStr {
        let (_, value) = self.environment.iter().rfind(|(known, _)| *known == name).expect("the variable was set");
        value
    }

    /// A command with the environment of the world, to be spawned or run to its end.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let group = i32::try_from(self.leader.id()).expect("process ids fit");
        let mut command = Command::new(program);
        command.env_clear().envs(self.environment.iter().cloned()).stdin(Stdio::null()).process_group(group);
        command
    }

    /// Starts a process that lives as long as the world.
    pub(crate) fn spawn(&mut self, command: &mut Command) -> &mut Child {
        let child = command.spawn().unwrap_or_else(|error| {
            panic!("{} cannot be started ({error}): run `cargo xtask test set-up`", command.get_program().display())
        });
        self.members.push(child);
        self.members.last_mut().expect("one was just added")
    }

    /// The arguments of every process of the world, as any user of the machine can read them.
    pub(crate) fn command_lines(&self) -> Vec<String> {
        self.members().into_iter().map(|(_, command_line)| command_line).collect()
    }

    /// Ends every process with this program by force, at once, and waits until they are gone.
    pub(crate) fn kill(&self, program: &Path) {
        let is_it = |command_line: &str| command_line.split(' ').next() == program.to_str();
        let running =
            || self.members().into_iter().filter(|(_, line)| is_it(line)).map(|(id, _)| id).collect::<Vec<_>>();
        let ids = running();
        assert!(!ids.is_empty(), "{} does not run", program.display());
        let killed = Command::new("kill").arg("-KILL").args(&ids).status();
        assert!(killed.is_ok_and(|status| status.success()), "{ids:?} can be killed");
        while !running().is_empty() {
            std::thread::yield_now();
        }
    }

    /// Number and arguments of every process of the world.
    fn members(&self) -> Vec<(String, String)> {
        let is_member = |stat: &str| {
            // The second field is the program's name in brackets, which may hold anything; the group is the fifth.
            let fields = stat.rsplit_once(')').map(|(_, fields)| fields.split_whitespace());
            fields.and_then(|mut fields| fields.nth(2)?.parse().ok()) == Some(self.leader.id())
        };
        fs::read_dir("/proc")
            .expect("/proc can be listed")
            .filter_map(|entry| {
                let folder = entry.ok()?.path();
                // A process may end between the listing and the reading.
                is_member(&fs::read_to_string(folder.join("stat")).ok()?).then_some(())?;
                let arguments = fs::read(folder.join("cmdline")).ok()?;
                let arguments = String::from_utf8_lossy(&arguments).replace('\0', " ").trim_end().to_owned();
                Some((folder.file_name()?.to_str()?.to_owned(), arguments))
            })
            .collect()
    }
}

impl Drop for Processes {
    fn drop(&mut self) {
        drop(self.leader.stdin.take());
        // The leader ends by the signal it sends to the group; what remains is to collect them all.
        for child in std::iter::once(&mut self.leader).chain(&mut self.members) {
            let _ = child.wait();
        }
    }
}
