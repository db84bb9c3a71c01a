//! A window that is open for as long as something about it is measured.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use super::screen::{Session, end_group};
use crate::stop::Stop;

/// How long a window may take at all.
const READY_WITHIN: Duration = Duration::from_mins(1);

/// A window that can be used. It ends when dropped, with all that it has started.
pub(super) struct Window {
    child: Child,
    ready: Instant,
}

impl Window {
    /// Starts the program and waits until it says that it is ready.
    pub(super) fn open(session: &Session, program: &Path) -> Result<Self, Stop> {
        let mut command = session.command(program);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command
            .spawn()
            .map_err(|error| Stop::because(format!("{} cannot be started: {error}", program.display())))?;
        let Some(ready) = ready(&mut child) else {
            end_group(&mut child);
            return Err(Stop::because(format!("{} did not become ready", program.display())));
        };
        Ok(Self { child, ready })
    }

    /// When it said so.
    pub(super) const fn ready_at(&self) -> Instant {
        self.ready
    }

    /// The number of its first process.
    pub(super) fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        end_group(&mut self.child);
    }
}

/// When the program said that it is ready; none when it ended or took too long.
fn ready(child: &mut Child) -> Option<Instant> {
    let stderr = child.stderr.take()?;
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut lines = BufReader::new(stderr).lines().map_while(Result::ok);
        if lines.any(|line| line.split_whitespace().next_back() == Some("ready")) {
            // Nobody listens any more when it took too long.
            let _ = sender.send(Instant::now());
        }
        // Read to the end, so that the program never waits for room in the pipe.
        lines.for_each(drop);
    });
    receiver.recv_timeout(READY_WITHIN).ok()
}
