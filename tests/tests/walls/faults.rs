//! The list of faults and the tests that are named after them.

use std::{collections::BTreeSet, fs, path::Path};

use crate::source::{read, repository};

/// Where tests stand.
const PLACES: [&str; 3] = ["tests/tests", "src-tauri", "ui/src"];

fn list() -> toml::Table {
    read("tests/faults.toml").parse().unwrap()
}

fn numbers_in(table: &str) -> BTreeSet<u32> {
    list()[table].as_table().unwrap().keys().map(|number| number.parse().unwrap()).collect()
}

/// The numbers that the tests of the repository are named after.
fn tested() -> BTreeSet<u32> {
    let mut numbers = BTreeSet::new();
    for place in PLACES {
        collect(&repository().join(place), &mut numbers);
    }
    numbers
}

fn collect(folder: &Path, numbers: &mut BTreeSet<u32>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            if !["target", "node_modules", "gen", "dist", "dist-fake"].contains(&name) {
                collect(&path, numbers);
            }
        } else if [".rs", ".test.ts"].iter().any(|ending| name.ends_with(ending)) {
            numbers.extend(fs::read_to_string(&path).unwrap().lines().flat_map(numbers_of));
        }
    }
}

/// The numbers at the beginning of the name of the test that begins on this line: `fn f38_f39_…`, `test("f96 …"`.
fn numbers_of(line: &str) -> Vec<u32> {
    let line = line.trim_start();
    let rust = line.trim_start_matches("async ").strip_prefix("fn ");
    let name = rust.or_else(|| ["test(\"", "it(\""].iter().find_map(|call| line.strip_prefix(call)));
    let words = name.unwrap_or_default().split(['_', ' ']);
    words.map_while(|word| word.strip_prefix('f')?.parse().ok()).collect()
}

#[test]
fn every_fault_has_a_test_or_a_reason() {
    let (tested, elsewhere) = (tested(), numbers_in("elsewhere"));
    let without: Vec<_> =
        numbers_in("faults").into_iter().filter(|row| !tested.contains(row) && !elsewhere.contains(row)).collect();
    assert!(without.is_empty(), "neither a test nor a reason for {without:?}");
}

#[test]
fn every_test_that_has_a_number_and_every_reason_has_a_fault() {
    let faults = numbers_in("faults");
    for (what, numbers) in [("a test", tested()), ("a reason", numbers_in("elsewhere"))] {
        let unknown: Vec<_> = numbers.difference(&faults).collect();
        assert!(unknown.is_empty(), "there is {what} for {unknown:?}, but no such fault on the list");
    }
}

#[test]
fn what_cannot_be_shown_here_stands_in_the_readme() {
    let readme = read("README.md");
    for (number, reason) in list()["elsewhere"].as_table().unwrap() {
        assert!(readme.contains(reason.as_str().unwrap()), "F{number}: “{reason}” is missing under “Not verified”");
    }
}

#[test]
fn numbers_are_read_from_the_beginning_of_names_only() {
    assert_eq!(numbers_of("    async fn f38_f39_a_page_gets_nothing() {"), [38, 39]);
    assert_eq!(numbers_of("fn f4_letters_are_marked() {"), [4]);
    assert_eq!(numbers_of("  test(\"f96 shows markup as text\", async () => {"), [96]);
    for line in ["fn a_test_of_f4() {", "fn from_f64() {", "fn f64(self) -> f64 {", "// fn f4_x"] {
        assert_eq!(numbers_of(line), [0_u32; 0], "{line}");
    }
}
