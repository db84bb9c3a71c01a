//! What the fuzzer holds, held in every run: each kept input and some thousand changes of it; and JSON as it is, is not,
//! and may be.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[path = "../../fuzz/src/harness.rs"]
#[expect(clippy::missing_panics_doc, reason = "a panic is how it says that something was not survived")]
pub mod harness;
mod json;
mod mutations;

use std::{fs, panic, path::Path};

use crate::mutations::Mutations;

/// Changes of the inputs of each target.
const CHANGES: usize = 6000;

/// Gives every kept input of a target to `survive`, and changes of it.
fn run(target: &str, survive: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    let kept: Vec<Vec<u8>> = names.iter().map(|name| fs::read(name).unwrap()).collect();
    assert!(kept.len() >= 5, "there is something to begin with");
    for (name, input) in names.iter().zip(&kept) {
        let survived = panic::catch_unwind(|| survive(input));
        assert!(survived.is_ok(), "{}", name.display());
    }
    for (number, input) in Mutations::of(&kept).take(CHANGES).enumerate() {
        let survived = panic::catch_unwind(|| survive(&input));
        assert!(survived.is_ok(), "change {number}: {:?}", String::from_utf8_lossy(&input));
    }
}

#[test]
fn answers_of_token_endpoints_are_survived() {
    run("answer", harness::answer);
}

#[test]
fn what_arrives_at_the_listener_is_survived() {
    run("callback", harness::callback);
}

#[test]
fn what_is_pasted_is_survived() {
    run("pasted", harness::pasted);
}

#[test]
fn recipes_are_survived() {
    run("recipe", harness::recipe);
}
