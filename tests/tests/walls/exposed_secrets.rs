//! Every place where a secret is taken out of its wrapping says why.

use crate::source::{SourceFile, files};

/// How many lines a reason may stand above, for statements of several lines.
const REACH: usize = 4;

/// Numbers of the lines that expose a secret without a reason.
fn without_reason(file: &SourceFile) -> Vec<usize> {
    let lines: Vec<&str> = file.text.lines().collect();
    let exposes = file.code().filter(|(_, line)| line.contains("expose_secret")).map(|(number, _)| number);
    exposes
        .filter(|number| {
            let above = &lines[number.saturating_sub(REACH + 1)..*number];
            !above.iter().any(|line| line.contains("// Exposed"))
        })
        .collect()
}

#[test]
fn every_exposed_secret_has_its_reason_beside_it() {
    let files = files("src-tauri", &[".rs"]);
    let exposing = files.iter().filter(|file| file.text.contains("expose_secret")).count();
    assert!(exposing > 5, "the files that expose secrets are looked at");
    for file in &files {
        let lines = without_reason(file);
        assert!(lines.is_empty(), "{} exposes a secret without “// Exposed …” above, lines {lines:?}", file.path);
    }
}

#[test]
fn a_reason_far_away_does_not_count() {
    let file = |text: &str| SourceFile { path: String::new(), text: text.to_owned() };
    assert_eq!(without_reason(&file("// Exposed to count it.\na\n.expose_secret()")), [0_usize; 0]);
    assert_eq!(without_reason(&file("a.expose_secret()")), [1]);
    assert_eq!(without_reason(&file("// Exposed to count it.\na\nb\nc\nd\ne.expose_secret()")), [6]);
}
