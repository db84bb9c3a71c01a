//! What is measured: the programs as they are shipped.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{build, output::Output, repository::Repository, stop::Stop};

/// Where the programs are.
pub(super) struct Programs {
    /// The window.
    pub(super) app: PathBuf,
    /// The command line.
    pub(super) command_line: PathBuf,
    /// A window with nothing in it.
    pub(super) empty_window: PathBuf,
    /// What makes and measures a full vault.
    pub(super) full_vault: PathBuf,
    /// The Debian package.
    pub(super) package: PathBuf,
    /// npm's `newman`.
    pub(super) newman: PathBuf,
}

/// Builds the Debian package, and with it everything else in one go: the packager has Cargo leave out what the window
/// never asks for, and another call of Cargo would build it all again.
pub(super) fn build(repository: &Repository, output: &mut Output) -> Result<Programs, Stop> {
    let release = repository.target.join("release");
    let command_line = release.join("dialkey-cli");
    let packages = release.join("bundle/deb");
    if packages.exists() {
        // Packages of earlier versions would stay beside the new one.
        fs::remove_dir_all(&packages)
            .map_err(|error| Stop::because(format!("{} cannot be removed: {error}", packages.display())))?;
    }
    // Cargo may build into another folder than the one that the configuration names.
    let configuration = format!(
        r#"{{ "bundle": {{ "linux": {{ "deb": {{ "files": {{ "/usr/bin/dialkey-cli": "{}" }} }} }} }} }}"#,
        command_line.display()
    );
    let mut tauri = Command::new(repository.ui.join("node_modules/.bin/tauri"));
    build::without_variables_of_cargo(&mut tauri);
    tauri
        .current_dir(&repository.root)
        .env("CARGO_TARGET_DIR", &repository.target)
        .args(["build", "--bundles", "deb", "--config", &configuration, "--"])
        .args(["--workspace", "--exclude", "xtask", "--exclude", "dialkey-tests"])
        .args(["--features", "dialkey-empty-window/measured,dialkey-full-vault/measured"]);
    output.run(&mut tauri)?;
    Ok(Programs {
        app: release.join("dialkey"),
        command_line,
        empty_window: release.join("dialkey-empty-window"),
        full_vault: release.join("dialkey-full-vault"),
        package: only_package(&packages)?,
        newman: repository.tests.join("node_modules/.bin/newman"),
    })
}

fn only_package(folder: &Path) -> Result<PathBuf, Stop> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    files
        .filter(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .last()
        .ok_or_else(|| Stop::because(format!("there is no package in {}", folder.display())))
}
