//! What developers run: `cargo xtask run`, `cargo xtask test`, `cargo xtask bench`, `cargo xtask fuzz`,
//! `cargo xtask bindings`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "xtask speaks to a developer at a terminal")]

#[cfg(target_os = "linux")]
mod bench;
mod bindings;
mod build;
mod counts;
mod display;
mod faults;
mod fuzz;
mod node;
mod output;
mod repository;
mod run;
mod stages;
mod stop;
mod system_packages;
mod test;
mod ui;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::{repository::Repository, stages::Stage, stop::Stop};

/// Builds, starts and checks Dialkey.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what is missing, build the app and open its window
    Run {
        /// Build with optimisation, as packages are built
        #[arg(long)]
        release: bool,
    },
    /// Check everything, or only the named stages and what they need
    Test {
        /// Show everything the stages print, not only what failed
        #[arg(long)]
        verbose: bool,
        /// The stages to run
        #[arg(value_enum)]
        stages: Vec<Stage>,
    },
    /// Build what is shipped, measure all of it or only the named subjects, and print the table
    #[cfg(target_os = "linux")]
    Bench {
        /// The subjects to measure
        #[arg(value_enum)]
        subjects: Vec<bench::Subject>,
    },
    /// Look for inputs that the readers of foreign text do not survive
    Fuzz {
        /// The reader; one after the other when none is named
        #[arg(value_enum)]
        target: Option<fuzz::Target>,
        /// Seconds for each reader
        #[arg(default_value_t = 60)]
        seconds: u32,
    },
    /// Write the TypeScript types in ui/src/bindings anew
    Bindings,
}

fn main() -> ExitCode {
    match perform(&Arguments::parse().task) {
        Ok(code) => code,
        Err(stop) => {
            eprintln!("{stop}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: &Task) -> Result<ExitCode, Stop> {
    let repository = Repository::locate()?;
    match task {
        Task::Run { release } => run::run(&repository, *release).map(|()| ExitCode::SUCCESS),
        Task::Test { verbose, stages } => test::test(&repository, stages, *verbose),
        #[cfg(target_os = "linux")]
        Task::Bench { subjects } => bench::bench(&repository, subjects).map(|()| ExitCode::SUCCESS),
        Task::Fuzz { target, seconds } => fuzz::fuzz(&repository, *target, *seconds).map(|()| ExitCode::SUCCESS),
        Task::Bindings => bindings::write(&repository).map(|()| ExitCode::SUCCESS),
    }
}
