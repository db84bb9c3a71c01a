//! Node and the npm packages of a folder.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use crate::{
    output::{Output, answer_of},
    stop::Stop,
    system_packages,
};

/// In `node_modules`: the lock file it was installed from. `npm ci` removes the folder first, so a broken install has none.
const STAMP: &str = "node_modules/.installed-from";

/// Makes sure that Node and npm are there and new enough: as they are, or from the system's packages.
/// Stops with the line to type when neither will do.
pub(crate) fn provide(output: &mut Output) -> Result<(), Stop> {
    let installed = answer_of("node", ["--version"]);
    let npm = answer_of("npm", ["--version"]);
    if npm.is_some() && installed.as_deref().is_some_and(is_new_enough) {
        return Ok(());
    }
    if installed.as_deref().is_none_or(is_new_enough) {
        if system_packages::candidate("nodejs").is_none() {
            system_packages::refresh_lists(output)?;
        }
        if system_packages::candidate("nodejs").as_deref().is_some_and(is_new_enough) {
            return system_packages::install(&["nodejs", "npm"], output);
        }
    }
    let found = match (installed, npm) {
        (Some(version), Some(_)) => format!("Node {} is too old.", version.trim()),
        (Some(_), None) => "npm is missing.".to_owned(),
        (None, _) => "Node is missing, and this system's own package is too old.".to_owned(),
    };
    Err(Stop::because(format!(
        "{found} Building the window needs Node 20.19, 22.12 or newer. To install Node 22 type:\n\n  \
         curl -fsSL https://deb.nodesource.com/setup_22.x | sudo -E bash - && sudo apt-get install nodejs\n"
    )))
}

/// Installs the npm packages of `folder` as its lock file names them, unless they are there already.
pub(crate) fn install_packages(folder: &Path, output: &mut Output) -> Result<(), Stop> {
    let lock_path = folder.join("package-lock.json");
    let lock = fs::read(&lock_path)
        .map_err(|error| Stop::because(format!("{} cannot be read: {error}", lock_path.display())))?;
    let stamp = folder.join(STAMP);
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    output.say(&format!("Installing the npm packages of {}", folder.display()));
    output.run(npm(folder).args(["ci", "--no-audit", "--no-fund"]))?;
    fs::write(&stamp, lock).map_err(|error| Stop::because(format!("{} cannot be written: {error}", stamp.display())))
}

/// npm, to be run in `folder`. Its output carries no colours, so that it can be read from a log.
pub(crate) fn npm(folder: &Path) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(folder).stdin(Stdio::null()).env("NO_COLOR", "1").env_remove("FORCE_COLOR");
    command
}

/// Vite's own demand: 20.19 or a later 20, or from 22.12 on. Reads `v20.19.2` as well as Debian's `20.19.2+dfsg-1`.
fn is_new_enough(version: &str) -> bool {
    let version = version.trim().trim_start_matches('v');
    let mut numbers = version.split(|letter: char| !letter.is_ascii_digit()).map(|number| number.parse().unwrap_or(0));
    let (major, minor): (u32, u32) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    matches!((major, minor), (20, 19..) | (22, 12..) | (23.., _))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_is_new_enough_where_vite_says_so() {
        for version in ["v20.19.0\n", "20.19.2+dfsg-1", "v22.12.0", "v24.1.0"] {
            assert!(is_new_enough(version), "{version} is new enough");
        }
        for version in ["v20.18.3", "18.20.4+dfsg-1~deb12u1", "v21.7.0", "v22.11.0", ""] {
            assert!(!is_new_enough(version), "{version} is too old");
        }
    }
}
