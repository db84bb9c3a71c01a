//! Where things are.

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::stop::Stop;

/// The folders of this repository, and the folder Cargo builds into.
pub(crate) struct Repository {
    pub(crate) root: PathBuf,
    pub(crate) ui: PathBuf,
    pub(crate) tests: PathBuf,
    pub(crate) target: PathBuf,
}

impl Repository {
    /// The root is three folders above this package; the target folder is the one this program was built into.
    pub(crate) fn locate() -> Result<Self, Stop> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(3)
            .ok_or_else(|| Stop::because("xtask is not where it was built: run it as `cargo xtask`"))?
            .to_owned();
        let target = env::current_exe()
            .ok()
            .and_then(|program| program.ancestors().nth(2).map(Path::to_owned))
            .ok_or_else(|| Stop::because("the folder that Cargo builds into was not found"))?;
        Ok(Self { ui: root.join("ui"), tests: root.join("tests"), root, target })
    }

    /// A folder of xtask's own below the target folder, for logs and stamps. Made when it is missing.
    pub(crate) fn notes(&self) -> Result<PathBuf, Stop> {
        let folder = self.target.join("xtask");
        std::fs::create_dir_all(&folder)
            .map_err(|error| Stop::because(format!("{} cannot be made: {error}", folder.display())))?;
        Ok(folder)
    }
}
