//! `cargo xtask run`: from a fresh clone to the open window.

use std::process::Command;

use crate::{build, display, node, output::Output, repository::Repository, stop::Stop, system_packages, ui};

/// Installs what is missing, builds what has changed and opens the window. Returns when the window is closed.
pub(crate) fn run(repository: &Repository, release: bool) -> Result<(), Stop> {
    display::require()?;
    let output = &mut Output::Terminal;
    system_packages::install(system_packages::FOR_THE_APP, output)?;
    node::provide(output)?;
    node::install_packages(&repository.ui, output)?;
    ui::build(repository, output)?;

    // Without xtask itself: where a running program's file is locked, Cargo could not replace it.
    let mut cargo = build::cargo_workspace(repository, "build");
    cargo.args(["--bins", "--exclude", "xtask"]);
    if release {
        cargo.arg("--release");
    }
    output.run(&mut cargo)?;

    let folder = repository.target.join(if release { "release" } else { "debug" });
    let app = folder.join("dialkey").with_extension(std::env::consts::EXE_EXTENSION);
    output.run(&mut Command::new(app))
}
