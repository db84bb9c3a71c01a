//! Vaults full of connections, each in a session of its own with a keyring that is open.

use std::{path::Path, process::Command};

use super::{
    programs::Programs,
    screen::{Screen, Session},
};
use crate::{output::Output, stop::Stop};

/// How many connections there are.
pub(super) const SIZES: [u32; 3] = [10, 1_000, 10_000];

/// Makes one vault of each size.
pub(super) fn of_each_size(screen: &Screen, programs: &Programs) -> Result<[Session; 3], Stop> {
    let [ten, thousand, ten_thousand] = SIZES.map(|size| make(screen, programs, &[&size.to_string()]));
    Ok([ten?, thousand?, ten_thousand?])
}

/// Makes a vault; `arguments` say what is in it.
pub(super) fn make(screen: &Screen, programs: &Programs, arguments: &[&str]) -> Result<Session, Stop> {
    let session = screen.session()?;
    session.unlock_keyring()?;
    Output::Terminal.run(session.command(&programs.full_vault).arg("make").args(arguments))?;
    Ok(session)
}

/// The files of a session's vault, set aside to begin with them again.
pub(super) struct SetAside<'a>(&'a Session);

impl<'a> SetAside<'a> {
    pub(super) fn new(session: &'a Session) -> Result<Self, Stop> {
        replace(&session.vault(), &session.vault().with_extension("aside"))?;
        Ok(Self(session))
    }

    /// Puts them back as they were.
    pub(super) fn put_back(&self) -> Result<(), Stop> {
        replace(&self.0.vault().with_extension("aside"), &self.0.vault())
    }
}

fn replace(from: &Path, to: &Path) -> Result<(), Stop> {
    let removed = Command::new("rm").args(["-rf", "--"]).arg(to).status();
    let copied = Command::new("cp").args(["-a", "--"]).arg(from).arg(to).status();
    if [removed, copied].iter().all(|status| status.as_ref().is_ok_and(std::process::ExitStatus::success)) {
        return Ok(());
    }
    Err(Stop::because(format!("{} cannot be copied", from.display())))
}
