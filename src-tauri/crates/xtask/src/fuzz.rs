//! `cargo xtask fuzz`: has the fuzzer look for inputs that the readers of foreign text do not survive.

use std::process::Command;

use clap::ValueEnum;

use crate::{
    build::cargo,
    output::{Output, answer_of},
    repository::Repository,
    stop::Stop,
};

/// A reader of foreign text.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Target {
    /// What token endpoints answer
    Answer,
    /// What arrives at the listener
    Callback,
    /// What people paste
    Pasted,
    /// Recipes
    Recipe,
}

/// Fuzzes one reader, or one after the other, for so many seconds each. What was learned on the way stays below the
/// target folder; an input that is not survived is kept there too and named at the end.
pub(crate) fn fuzz(repository: &Repository, target: Option<Target>, seconds: u32) -> Result<(), Stop> {
    let mut output = Output::Terminal;
    if answer_of("cargo", ["fuzz", "--version"]).is_none() {
        output.say("Installing cargo-fuzz");
        output.run(cargo(repository).args(["install", "cargo-fuzz", "--locked"]))?;
    }
    for target in target.map_or_else(|| Target::value_variants().to_vec(), |target| vec![target]) {
        output.run(&mut fuzzer(repository, target, seconds)?)?;
    }
    Ok(())
}

fn fuzzer(repository: &Repository, target: Target, seconds: u32) -> Result<Command, Stop> {
    let name = target.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned());
    let notes = repository.notes()?.join("fuzz");
    let (learned, found) = (notes.join(&name).join("learned"), notes.join(&name).join("found"));
    for folder in [&learned, &found] {
        std::fs::create_dir_all(folder)
            .map_err(|error| Stop::because(format!("{} cannot be made: {error}", folder.display())))?;
    }
    let mut command = cargo(repository);
    // The address sanitizer needs a compiler of the night; there is no unsafe code for it to look at.
    command.args(["fuzz", "run", "--sanitizer", "none", "--fuzz-dir", "tests/fuzz", "--target-dir"]);
    command.arg(notes.join("target")).arg(&name);
    // New inputs go to the first folder, so that the kept ones stay as they are.
    command.arg(learned).arg(repository.tests.join("fuzz/corpus").join(&name)).arg("--");
    command.args([format!("-max_total_time={seconds}"), format!("-artifact_prefix={}/", found.display())]);
    command.args(["-timeout=10", "-rss_limit_mb=2048", "-max_len=262144", "-print_final_stats=1"]);
    Ok(command)
}
