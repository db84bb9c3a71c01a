//! Makes a vault full of connections where the window looks for it, with its key in the keychain, and measures it as a
//! program that has it to itself.

mod contents;

use std::{
    fmt::Debug,
    io::{self, Write as _},
    sync::Arc,
    time::{Duration, Instant},
};

use clap::{Parser, Subcommand};
use dialkey_adapters::{
    clock::SystemClock,
    folders::vault_folder,
    vault::{Opening, OsKeychain, SqlVault, VaultFileError, VaultFolder},
};
use dialkey_core::ports::{
    Clock as _, Vault as _,
    vault::{Summary, VaultError},
};

use crate::contents::{Contents, record, token};

/// Longer than any keychain takes that asks nobody.
const PATIENCE: Duration = Duration::from_mins(1);
/// Seconds that a token is good for which is saved.
const LIFE: i64 = 60 * 60;
/// How often one token is saved.
const SAVES: usize = 101;
/// Connections that are saved in turns, far apart from one another. With any number of others, what was read for one
/// save is there for the next one.
const SAVED: usize = 10;

/// A vault full of connections, for the benchmark.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Make it
    Make {
        /// How many connections
        connections: u32,
        /// All tokens are kept fresh; else every fourth one
        #[arg(long)]
        fresh: bool,
        /// Tokens are good for so many hours
        #[arg(long, default_value_t = 12)]
        hours: u32,
        /// All tokens are due and come from 50 addresses of this computer, at this port
        #[arg(long, value_name = "PORT")]
        due_at: Option<u16>,
    },
    /// Print two numbers of microseconds: for opening it and reading what the list shows, and for saving one token
    Measure,
}

/// What went wrong; a developer reads it.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("this system has no place for a vault")]
    NoPlace,
    #[error("the keychain did not answer in time")]
    NoAnswer,
    #[error("the vault is not open: {0}")]
    NotOpen(String),
    #[error(transparent)]
    File(#[from] VaultFileError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    Output(#[from] io::Error),
}

fn main() -> Result<(), Failure> {
    match Arguments::parse().task {
        Task::Make { connections, fresh, hours, due_at } => {
            make(connections, Contents { fresh, life: i64::from(hours) * 60 * 60, due_at })
        }
        Task::Measure => measure(),
    }
}

fn folder() -> Result<VaultFolder, Failure> {
    let path = vault_folder().ok_or(Failure::NoPlace)?;
    Ok(VaultFolder::new(path, Arc::new(OsKeychain), Arc::new(SystemClock)))
}

fn make(connections: u32, contents: Contents) -> Result<(), Failure> {
    let vault = folder()?.create_with_keychain(Vec::new()).wait(PATIENCE).map_err(|_| Failure::NoAnswer)??;
    let now = SystemClock.now();
    for number in 0..connections {
        vault.insert(record(number, contents, now))?;
    }
    Ok(())
}

fn measure() -> Result<(), Failure> {
    let began = Instant::now();
    let vault = open()?;
    let summaries = vault.summaries()?;
    let opening = began.elapsed();
    let saving = saving(&vault, &summaries)?;
    writeln!(io::stdout(), "{} {}", opening.as_micros(), saving.as_micros())?;
    Ok(())
}

fn open() -> Result<SqlVault, Failure> {
    match folder()?.open().wait(PATIENCE).map_err(|_| Failure::NoAnswer)? {
        Opening::Ready(vault) => Ok(vault),
        other => Err(Failure::NotOpen(format!("{other:?}"))),
    }
}

/// The median time for saving a new token of one connection.
fn saving(vault: &SqlVault, summaries: &[Summary]) -> Result<Duration, Failure> {
    let mut times = Vec::new();
    let saved: Vec<&Summary> = summaries.iter().step_by((summaries.len() / SAVED).max(1)).collect();
    for (turn, summary) in saved.into_iter().cycle().take(SAVES).enumerate() {
        let token = token(&turn.to_string(), SystemClock.now(), LIFE);
        let began = Instant::now();
        vault.change(&summary.id, &mut |record| record.token = Some(token.clone()))?;
        times.push(began.elapsed());
    }
    times.sort_unstable();
    Ok(times.get(times.len() / 2).copied().unwrap_or_default())
}
