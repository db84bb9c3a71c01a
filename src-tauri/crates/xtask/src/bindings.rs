//! `cargo xtask bindings`: writes the TypeScript types that the UI shares with core.

use crate::{build, output::Output, repository::Repository, stop::Stop};

/// The test that otherwise compares the committed files writes them when this variable is set.
const WRITE: &str = "DIALKEY_WRITE_BINDINGS";

/// Writes `ui/src/bindings` anew.
pub(crate) fn write(repository: &Repository) -> Result<(), Stop> {
    Output::Terminal.run(build::cargo_workspace(repository, "test").args(["--test", "bindings"]).env(WRITE, "1"))
}
