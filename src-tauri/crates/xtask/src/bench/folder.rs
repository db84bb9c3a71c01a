//! A folder for one run.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicUsize, Ordering},
};

use crate::stop::Stop;

static MADE: AtomicUsize = AtomicUsize::new(0);

/// An empty folder, which goes away with all that is in it when this is dropped.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new() -> Result<Self, Stop> {
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("dialkey-bench-{}-{number}", process::id()));
        match fs::create_dir(&path) {
            Ok(()) => Ok(Self(path)),
            Err(error) => Err(Stop::because(format!("{} cannot be made: {error}", path.display()))),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file and returns where it is.
    pub(super) fn write(&self, name: &str, contents: &str) -> Result<PathBuf, Stop> {
        let path = self.0.join(name);
        fs::write(&path, contents)
            .map_err(|error| Stop::because(format!("{} cannot be written: {error}", path.display())))?;
        Ok(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What a program that is just ending still writes into it stays behind.
        let _ = fs::remove_dir_all(&self.0);
    }
}
