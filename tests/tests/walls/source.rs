//! Source files as the walls look at them.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A file, read.
pub(crate) struct SourceFile {
    /// Path below the repository, with `/`.
    pub(crate) path: String,
    /// Its text without the tests inside of it.
    pub(crate) text: String,
}

impl SourceFile {
    /// Its lines without comments, counted from 1.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, without_comment(line)))
    }
}

/// The repository.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// A file of the repository.
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(repository().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file below `folder` with one of these extensions that is no test and not generated.
pub(crate) fn files(folder: &str, extensions: &[&str]) -> Vec<SourceFile> {
    let mut found = Vec::new();
    collect(&repository().join(folder), extensions, &mut found);
    assert!(!found.is_empty(), "{folder} holds nothing to look at");
    found
}

fn collect(folder: &Path, extensions: &[&str], found: &mut Vec<SourceFile>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            if !["tests", "target", "node_modules", "gen", "dist", "dist-fake"].contains(&name) {
                collect(&path, extensions, found);
            }
        } else if extensions.iter().any(|extension| name.ends_with(extension)) && !is_test(name) {
            let text = without_tests(&fs::read_to_string(&path).unwrap());
            let path = path.strip_prefix(repository()).unwrap().to_str().unwrap().replace('\\', "/");
            found.push(SourceFile { path, text });
        }
    }
}

/// Modules that are declared `#[cfg(test)]` elsewhere go by these names.
fn is_test(name: &str) -> bool {
    name == "tests.rs"
        || name.ends_with("_tests.rs")
        || name == "sample_keys.rs"
        || name == "sample_certificates.rs"
        || name.ends_with(".test.ts")
}

/// Tests beside the code stand at its end.
fn without_tests(text: &str) -> String {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned()
}

fn without_comment(line: &str) -> &str {
    // An address in a string has a colon before its slashes.
    let comment = line.match_indices("//").find(|(at, _)| !line[..*at].ends_with(':'));
    comment.map_or(line, |(at, _)| &line[..at])
}
