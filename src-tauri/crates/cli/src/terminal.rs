//! Asking the person at the terminal.

use std::io::{self, IsTerminal as _, Write as _};

use secrecy::SecretString;

use crate::secret_source::without_line_break;

/// What confirms.
const YES: &str = "yes";

/// Whether somebody sits in front of standard input.
pub(crate) fn is_there() -> bool {
    io::stdin().is_terminal()
}

/// Asks for a yes; anything else is a no.
pub(crate) fn confirm(question: &str) -> io::Result<bool> {
    ask(&format!("{question} Type {YES} to go on: "))?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(answer.trim() == YES)
}

/// Asks for something that is not shown while it is typed. It needs a [`Hidden`] that lives meanwhile.
pub(crate) fn ask_hidden(question: &str) -> io::Result<SecretString> {
    ask(question)?;
    let mut typed = String::new();
    io::stdin().read_line(&mut typed)?;
    Ok(without_line_break(&typed))
}

fn ask(question: &str) -> io::Result<()> {
    let mut stderr = io::stderr();
    write!(stderr, "{question}")?;
    stderr.flush()
}

/// While it lives the terminal does not show what is typed. It belongs to whoever can be stopped, so that the terminal
/// is as before also when nobody waits for the answer any more.
#[cfg(unix)]
pub(crate) struct Hidden(rustix::termios::Termios);

#[cfg(unix)]
impl Hidden {
    pub(crate) fn begin() -> io::Result<Self> {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

        let before = tcgetattr(io::stdin())?;
        let mut hidden = before.clone();
        hidden.local_modes.remove(LocalModes::ECHO);
        hidden.local_modes.insert(LocalModes::ECHONL);
        tcsetattr(io::stdin(), OptionalActions::Flush, &hidden)?;
        Ok(Self(before))
    }
}

#[cfg(unix)]
impl Drop for Hidden {
    fn drop(&mut self) {
        // A terminal that is gone needs nothing.
        let _ = rustix::termios::tcsetattr(io::stdin(), rustix::termios::OptionalActions::Now, &self.0);
    }
}

/// Where the system has no safe way to hide what is typed, nothing secret is asked for.
#[cfg(not(unix))]
pub(crate) struct Hidden;

#[cfg(not(unix))]
impl Hidden {
    pub(crate) fn begin() -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
