//! `vault.lock`: whoever has the vault open holds it shared; whoever replaces its file holds it alone.

use std::{
    fs::{File, TryLockError},
    io,
    path::Path,
    thread,
    time::{Duration, Instant},
};

/// How long another program is waited for.
const PATIENCE: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(20);

/// A lock that is held until it is dropped, or until the process ends in whatever way.
#[derive(Debug)]
pub(super) struct VaultLock(#[expect(dead_code, reason = "it is held, never read")] File);

/// Why there is no lock.
#[derive(Debug, thiserror::Error)]
pub(super) enum LockProblem {
    /// Another program holds it.
    #[error("another program uses the vault")]
    InUse {
        /// Its name, where the system tells.
        by: Option<String>,
    },
    /// The file of the lock cannot be opened.
    #[error(transparent)]
    File(#[from] io::Error),
}

impl VaultLock {
    /// Together with others who have the vault open.
    pub(super) fn shared(path: &Path) -> Result<Self, LockProblem> {
        Self::take(path, File::try_lock_shared)
    }

    /// Alone.
    pub(super) fn exclusive(path: &Path) -> Result<Self, LockProblem> {
        Self::take(path, File::try_lock)
    }

    fn take(path: &Path, try_once: fn(&File) -> Result<(), TryLockError>) -> Result<Self, LockProblem> {
        let file = open(path)?;
        let ends = Instant::now() + PATIENCE;
        loop {
            match try_once(&file) {
                Ok(()) => return Ok(Self(file)),
                Err(TryLockError::Error(error)) => return Err(error.into()),
                Err(TryLockError::WouldBlock) if Instant::now() >= ends => {
                    return Err(LockProblem::InUse { by: holder(&file) });
                }
                // The system has no wait for a file that ends by itself.
                Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            }
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, super::files::PRIVATE_FILE);
    match options.open(path) {
        // A folder that can only be read has its lock already, or nobody writes in it.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => File::open(path).map_err(|_| error),
        other => other,
    }
}

/// The name of a program that holds the lock, by what the kernel lists.
#[cfg(target_os = "linux")]
fn holder(file: &File) -> Option<String> {
    use std::{fs, os::unix::fs::MetadataExt as _, process};

    let inode = format!(":{}", file.metadata().ok()?.ino());
    let locks = fs::read_to_string("/proc/locks").ok()?;
    // "1: FLOCK  ADVISORY  READ 4711 08:01:1234 0 EOF"
    let ids = locks.lines().filter_map(|line| {
        let mut words = line.split_whitespace().skip(4);
        let id = words.next()?;
        words.next()?.ends_with(&inode).then(|| id.to_owned())
    });
    let others = ids.filter(|id| *id != process::id().to_string());
    let mut names = others.filter_map(|id| fs::read_to_string(format!("/proc/{id}/comm")).ok());
    names.next().map(|name| name.trim_end().to_owned())
}

#[cfg(not(target_os = "linux"))]
const fn holder(_: &File) -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_may_have_the_vault_open_and_nobody_replaces_it_meanwhile() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vault.lock");
        let first = VaultLock::shared(&path).unwrap();
        let second = VaultLock::shared(&path).unwrap();
        assert!(matches!(VaultLock::exclusive(&path), Err(LockProblem::InUse { .. })));
        drop((first, second));
        let alone = VaultLock::exclusive(&path).unwrap();
        assert!(matches!(VaultLock::shared(&path), Err(LockProblem::InUse { .. })));
        drop(alone);
        VaultLock::shared(&path).unwrap();
    }
}
