//! The built UI: whether it is up to date, building it, and its size.

use std::{
    ffi::OsStr,
    fs,
    hash::{DefaultHasher, Hasher},
    io,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{node, output::Output, repository::Repository, stop::Stop};

/// How large the JS, CSS and HTML of the UI may be together, compressed.
pub(crate) const LARGEST_BUNDLE: u64 = 80_000;

/// Folders of `ui` that its build does not read.
const NOT_INPUTS: &[&str] = &["dist", "node_modules"];

/// Builds the UI unless the last build was made from the very same files.
pub(crate) fn build(repository: &Repository, output: &mut Output) -> Result<(), Stop> {
    let unreadable = |error: io::Error| Stop::because(format!("the files of the UI cannot be read: {error}"));
    let stamp = repository.notes()?.join("ui-built-from");
    let inputs = fingerprint(&repository.ui).map_err(unreadable)?;
    let is_built = repository.ui.join("dist/index.html").exists();
    if is_built && fs::read_to_string(&stamp).is_ok_and(|built_from| built_from == inputs) {
        return Ok(());
    }
    output.say("Building the UI");
    output.run(node::npm(&repository.ui).args(["run", "build"]))?;
    fs::write(&stamp, inputs).map_err(|error| Stop::because(format!("{} cannot be written: {error}", stamp.display())))
}

/// Says how large the built UI is when compressed, and stops when it has grown too large.
pub(crate) fn weigh(repository: &Repository, output: &mut Output) -> Result<(), Stop> {
    let total = compressed_size(repository)?;
    output.say(&format!("JS, CSS and HTML, compressed: {total} bytes of at most {LARGEST_BUNDLE}"));
    if total > LARGEST_BUNDLE {
        return Err(Stop::because(format!(
            "the UI has {total} bytes compressed; at most {LARGEST_BUNDLE} are allowed"
        )));
    }
    Ok(())
}

/// The bytes of the built UI's JS, CSS and HTML, each file compressed by itself as web servers do.
pub(crate) fn compressed_size(repository: &Repository) -> Result<u64, Stop> {
    let mut total = 0;
    for path in files_below(&repository.ui.join("dist"), &[])
        .map_err(|error| Stop::because(format!("the built UI cannot be read: {error}")))?
    {
        if path.extension().and_then(OsStr::to_str).is_some_and(|kind| matches!(kind, "js" | "css" | "html")) {
            let gzip = Command::new("gzip").args(["--best", "--stdout"]).arg(&path).output();
            let gzip = gzip.map_err(|error| Stop::because(format!("gzip cannot be started: {error}")))?;
            total += gzip.stdout.len() as u64;
        }
    }
    Ok(total)
}

/// One number for the names and contents of all input files. Contents rather than times: a fresh clone or a switched
/// branch changes times only.
fn fingerprint(folder: &Path) -> io::Result<String> {
    let mut hasher = DefaultHasher::new();
    for path in files_below(folder, NOT_INPUTS)? {
        hasher.write(path.as_os_str().as_encoded_bytes());
        let contents = fs::read(&path)?;
        hasher.write_usize(contents.len());
        hasher.write(&contents);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn files_below(folder: &Path, except: &[&str]) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if except.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            files.extend(files_below(&entry.path(), except)?);
        } else {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_follows_contents_and_names_but_not_what_was_installed() {
        let folder = std::env::temp_dir().join(format!("xtask-ui-{}", std::process::id()));
        fs::create_dir_all(folder.join("src")).unwrap();
        fs::create_dir_all(folder.join("node_modules")).unwrap();
        fs::write(folder.join("src/a.ts"), "one").unwrap();
        let first = fingerprint(&folder).unwrap();

        fs::write(folder.join("node_modules/x.js"), "installed").unwrap();
        assert_eq!(fingerprint(&folder).unwrap(), first, "installed packages are not inputs");
        fs::write(folder.join("src/a.ts"), "two").unwrap();
        assert_ne!(fingerprint(&folder).unwrap(), first, "other contents must show");
        fs::write(folder.join("src/a.ts"), "one").unwrap();
        fs::rename(folder.join("src/a.ts"), folder.join("src/b.ts")).unwrap();
        assert_ne!(fingerprint(&folder).unwrap(), first, "another name must show");

        fs::remove_dir_all(folder).unwrap();
    }
}
