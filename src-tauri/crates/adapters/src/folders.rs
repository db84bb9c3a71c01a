//! Where this program keeps its files.

use std::path::PathBuf;

/// The program's name among all programs of the computer.
pub const IDENTIFIER: &str = "dev.dialkey.desktop";

/// The folder of the vault: below the person's local data, which neither roams nor lies on a network share. None on a
/// system that has no such place.
pub fn vault_folder() -> Option<PathBuf> {
    Some(dirs::data_local_dir()?.join(IDENTIFIER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vault_lies_in_a_folder_of_its_own() {
        let folder = vault_folder().unwrap();
        assert!(folder.is_absolute());
        assert!(folder.ends_with("dev.dialkey.desktop"));
    }
}
