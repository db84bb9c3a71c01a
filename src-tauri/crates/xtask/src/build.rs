//! How Cargo is called: always for the whole workspace and always with the same features, so that nothing is built twice.

use std::{env, ffi::OsString, process::Command};

use crate::repository::Repository;

/// The app serves the built UI from inside itself, as packages do.
const FEATURES: [&str; 3] = ["--workspace", "--features", "dialkey/custom-protocol"];

/// `cargo SUBCOMMAND` over the workspace.
pub(crate) fn cargo_workspace(repository: &Repository, subcommand: &str) -> Command {
    let mut command = cargo(repository);
    command.arg(subcommand).args(FEATURES);
    command
}

/// Cargo in the repository's root.
pub(crate) fn cargo(repository: &Repository) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    command.current_dir(&repository.root);
    without_variables_of_cargo(&mut command);
    command
}

/// Gives a command the environment there was before Cargo started xtask: build scripts that watch a variable which
/// `cargo run` sets would run again otherwise.
pub(crate) fn without_variables_of_cargo(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || name == "CARGO" {
            command.env_remove(name.as_ref());
        }
    }
}
