//! The files of the vault's folder: made for nobody else, moved aside and never deleted, put in place whole.

use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use dialkey_core::domain::time::Timestamp;
use time::{OffsetDateTime, PrimitiveDateTime, format_description::FormatItem, macros::format_description};

/// Mode of files: only their owner.
#[cfg(unix)]
pub(super) const PRIVATE_FILE: u32 = 0o600;
#[cfg(unix)]
const PRIVATE_FOLDER: u32 = 0o700;
/// What the database has beside it while it is open, and after a crash.
const COMPANIONS: [&str; 2] = ["-wal", "-shm"];
/// Sorts by time, and no file system objects to it.
const STAMP: &[FormatItem<'_>] = format_description!("[year]-[month]-[day]T[hour][minute][second]Z");

/// A point in time as part of a file name: `2026-11-21T135916Z`.
pub(super) fn to_stamp(at: Timestamp) -> String {
    let time = OffsetDateTime::from_unix_timestamp(at.0).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    time.format(STAMP).unwrap_or_default()
}

/// The point in time back.
pub(super) fn from_stamp(stamp: &str) -> Option<Timestamp> {
    Some(Timestamp(PrimitiveDateTime::parse(stamp, STAMP).ok()?.assume_utc().unix_timestamp()))
}

/// Makes a folder that only its owner may look into, and whatever it lies in.
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, PRIVATE_FOLDER);
    builder.create(path)
}

/// Makes an empty file that only its owner may read, for the database to fill. It must not exist.
pub(super) fn make_file(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, PRIVATE_FILE);
    options.open(path).map(drop)
}

/// Copies a file, and returns once the copy is on the disk.
pub(super) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::copy(from, to)?;
    // Windows flushes only what is open for writing.
    OpenOptions::new().write(true).open(to)?.sync_all()
}

/// Has the names of a folder written to the disk. Windows does so by itself.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}

/// Renames a database with all that belongs to it to `<name>.<why>-<time>`, and says what it is called now. A file of
/// that name stays as it is; a number is added.
pub(super) fn move_aside(database: &Path, why: &str, now: Timestamp) -> io::Result<PathBuf> {
    let aside = free_name(&with_suffix(database, &format!(".{why}-{}", to_stamp(now))));
    rename_if_there(database, &aside)?;
    for companion in COMPANIONS {
        rename_if_there(&with_suffix(database, companion), &with_suffix(&aside, companion))?;
    }
    if let Some(folder) = database.parent() {
        sync_folder(folder)?;
    }
    Ok(aside)
}

fn free_name(path: &Path) -> PathBuf {
    let numbered = (2..).map(|number| with_suffix(path, &format!("-{number}")));
    let is_free = |path: &PathBuf| !path.exists() && COMPANIONS.iter().all(|end| !with_suffix(path, end).exists());
    std::iter::once(path.to_owned()).chain(numbered).find(is_free).unwrap_or_else(|| path.to_owned())
}

fn rename_if_there(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_a_time_that_can_be_read_back() {
        let at = Timestamp(1_795_269_556);
        assert_eq!(to_stamp(at), "2026-11-21T135916Z");
        assert_eq!(from_stamp("2026-11-21T135916Z"), Some(at));
        assert_eq!(from_stamp("unfinished"), None);
    }

    #[test]
    fn what_is_moved_aside_keeps_what_belongs_to_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("vault.db"), "one").unwrap();
        fs::write(path("vault.db-wal"), "log of one").unwrap();
        let aside = move_aside(&path("vault.db"), "corrupt", Timestamp(0)).unwrap();
        assert_eq!(aside, path("vault.db.corrupt-1970-01-01T000000Z"));
        assert_eq!(fs::read_to_string(&aside).unwrap(), "one");
        assert_eq!(fs::read_to_string(with_suffix(&aside, "-wal")).unwrap(), "log of one");
        assert!(!path("vault.db").exists() && !path("vault.db-wal").exists());
    }

    #[test]
    fn nothing_that_was_moved_aside_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vault.db");
        let moved: Vec<PathBuf> = ["one", "two", "three"]
            .into_iter()
            .map(|text| {
                fs::write(&path, text).unwrap();
                move_aside(&path, "corrupt", Timestamp(0)).unwrap()
            })
            .collect();
        let texts: Vec<String> = moved.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
        assert_eq!(texts, ["one", "two", "three"]);
    }
}
