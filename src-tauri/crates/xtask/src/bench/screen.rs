//! A screen that nobody sees, and on it one session for each start.

use std::{
    env,
    fs::{self, Permissions},
    io::{BufRead, BufReader, Write},
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use super::folder::Folder;
use crate::stop::Stop;

/// An X server. It ends when dropped.
pub(super) struct Screen {
    server: Child,
    display: String,
}

impl Screen {
    pub(super) fn open() -> Result<Self, Stop> {
        let mut server = Command::new("Xvfb");
        // It looks for a free number itself and says which it took.
        server.args(["-displayfd", "1", "-nolisten", "tcp", "-noreset", "-screen", "0", "1200x800x24"]);
        let (server, number) = spawn_until_line(server.stderr(Stdio::null()))?;
        Ok(Self { server, display: format!(":{number}") })
    }

    /// A person who has just signed in and never started anything.
    pub(super) fn session(&self) -> Result<Session, Stop> {
        let home = Folder::new()?;
        let mut environment = vec![
            ("PATH", env::var_os("PATH").unwrap_or_default()),
            ("DISPLAY", self.display.clone().into()),
            ("GDK_BACKEND", "x11".into()),
            ("LANG", "C.UTF-8".into()),
            ("HOME", home.path().into()),
        ];
        for (name, folder) in [
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_RUNTIME_DIR", "runtime"),
        ] {
            let folder = home.path().join(folder);
            // Programs refuse a runtime folder that others can read.
            fs::create_dir(&folder)
                .and_then(|()| fs::set_permissions(&folder, Permissions::from_mode(0o700)))
                .map_err(|error| Stop::because(format!("{} cannot be made: {error}", folder.display())))?;
            environment.push((name, folder.into()));
        }
        let mut bus = Command::new("dbus-daemon");
        // Elsewhere its socket would stay behind.
        bus.arg(format!("--address=unix:path={}/runtime/bus", home.path().display()));
        bus.args(["--session", "--nofork", "--print-address=1"]).env_clear().envs(environment.iter().cloned());
        let (bus, address) = spawn_until_line(bus.stderr(Stdio::null()).process_group(0))?;
        environment.push(("DBUS_SESSION_BUS_ADDRESS", address.into()));
        Ok(Session { bus, environment, home })
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // It has ended by itself when this fails.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// A message bus and empty folders. They go when dropped, with whatever the bus has started.
pub(super) struct Session {
    bus: Child,
    environment: Vec<(&'static str, std::ffi::OsString)>,
    home: Folder,
}

impl Session {
    /// A program of this session, in a group of its own.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(self.environment.iter().cloned()).process_group(0);
        command
    }

    /// The folder of its vault.
    pub(super) fn vault(&self) -> PathBuf {
        self.home.path().join("data/dev.dialkey.desktop")
    }

    /// Makes a keyring and leaves it open, as signing in does. It ends with the bus.
    pub(super) fn unlock_keyring(&self) -> Result<(), Stop> {
        let not_possible = || Stop::because("gnome-keyring-daemon did not make a keyring");
        let mut keyring = self.command(Path::new("gnome-keyring-daemon"));
        keyring.args(["--replace", "--unlock", "--components=secrets"]);
        // What stays behind it goes on to use its streams.
        keyring.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut keyring = keyring.spawn().map_err(|_| not_possible())?;
        // It reads the password to the end of its input.
        let written = keyring.stdin.take().ok_or_else(not_possible)?.write_all(b"sesame");
        let ended = keyring.wait().map_err(|_| not_possible())?;
        if written.is_ok() && ended.success() { Ok(()) } else { Err(not_possible()) }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        end_group(&mut self.bus);
    }
}

/// Ends a program and all of its group. The program has to lead the group.
pub(super) fn end_group(leader: &mut Child) {
    // They have ended by themselves when this fails.
    let group = format!("-{}", leader.id());
    let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
    let _ = leader.wait();
}

/// Starts a program that prints one line when it is ready.
fn spawn_until_line(command: &mut Command) -> Result<(Child, String), Stop> {
    let program = command.get_program().to_string_lossy().into_owned();
    let not_ready = || Stop::because(format!("{program} did not start"));
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().map_err(|_| not_ready())?;
    let mut line = String::new();
    let stdout = child.stdout.take().ok_or_else(not_ready)?;
    BufReader::new(stdout).read_line(&mut line).map_err(|_| not_ready())?;
    if line.is_empty() {
        let _ = child.wait();
        return Err(not_ready());
    }
    Ok((child, line.trim_end().to_owned()))
}
