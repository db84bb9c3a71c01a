//! Where this program keeps its files.

use std::{
    fs::{File, TryLockError},
    path::PathBuf,
};

/// The program's name among all programs of the computer.
pub const IDENTIFIER: &str = "dev.dialkey.desktop";

/// The folder of the vault: below the person's local data, which neither roams nor lies on a network share. None on a
/// system that has no such place.
pub fn vault_folder() -> Option<PathBuf> {
    Some(dirs::data_local_dir()?.join(IDENTIFIER))
}

/// Held by the one window of a person, until the program ends in whatever way.
#[derive(Debug)]
pub struct OnlyWindow(#[expect(dead_code, reason = "it is held, never read")] File);

/// Another window of the same person is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Dialkey is already open")]
pub struct AlreadyOpen;

/// Makes sure that no other window of this person is open. Where the system gives no file to hold, nobody can be told
/// from nobody, and the window is the only one.
pub fn only_window() -> Result<Option<OnlyWindow>, AlreadyOpen> {
    let Some(folder) = dirs::runtime_dir().or_else(dirs::data_local_dir) else { return Ok(None) };
    let path = folder.join(format!("{IDENTIFIER}.lock"));
    let Ok(file) = File::options().create(true).append(true).open(path) else { return Ok(None) };
    match file.try_lock() {
        Ok(()) => Ok(Some(OnlyWindow(file))),
        Err(TryLockError::WouldBlock) => Err(AlreadyOpen),
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f93_the_vault_lies_where_nothing_roams_and_each_person_has_their_own() {
        let folder = vault_folder().unwrap();
        assert_eq!(folder.parent(), dirs::data_local_dir().as_deref());
        assert!(folder.starts_with(dirs::home_dir().unwrap()) || std::env::var_os("XDG_DATA_HOME").is_some());
        assert!(folder.is_absolute());
        assert!(folder.ends_with("dev.dialkey.desktop"));
    }
}
