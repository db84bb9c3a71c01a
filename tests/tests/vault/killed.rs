//! A program that is killed while it writes. What loads afterwards is what it was told to be kept, and at most the one
//! write more that was under way.

use std::{
    fs, hint,
    io::{BufRead as _, BufReader, Write as _},
    process::Stdio,
    sync::Arc,
};

use dialkey_adapters::{random::OsRandom, vault::Opening};
use dialkey_core::ports::{Random as _, Vault as _};

use crate::{
    place::{ID, Place, SetClock},
    step,
};

/// Kills of every test run.
const ROUNDS: u32 = 200;
/// Kills of the long run.
const LONG_ROUNDS: u32 = 1000;
/// Writes that a program may do before it is killed.
const MOST_WRITES: u16 = 12;
/// Turns of an empty loop that the kill may come later, a few milliseconds.
const MOST_TURNS: u16 = 20_000;
const WRITTEN: &str = "written ";

#[test]
fn f92_killed_at_any_moment_the_vault_is_as_it_was_acknowledged() {
    kill_again_and_again(ROUNDS);
}

#[test]
#[ignore = "takes minutes"]
fn killed_a_thousand_times_the_vault_is_as_it_was_acknowledged() {
    kill_again_and_again(LONG_ROUNDS);
}

fn kill_again_and_again(rounds: u32) {
    let place = Place::with_vault();
    let mut acknowledged = 0;
    for round in 0..rounds {
        acknowledged = acknowledged.max(kill_once(&place, acknowledged));
        let vault = place.ready();
        let found = step::read(&vault, ID);
        assert!((acknowledged..=acknowledged + 1).contains(&found), "round {round}: {found} after {acknowledged}");
        let connections = u32::try_from(vault.summaries().unwrap().len()).unwrap();
        // A connection is added after each write, beside the first one.
        assert!(
            (found.max(1)..=found + 1).contains(&connections),
            "round {round}: {connections} connections at {found}"
        );
        acknowledged = found;
    }
    assert!(acknowledged > rounds, "the programs had time to write");

    // Backups were made all the while; the newest of them that is whole holds a state that was acknowledged.
    fs::write(place.file("vault.db"), "").unwrap();
    let Opening::Recovered { vault, .. } = place.open() else { panic!("there are good backups") };
    assert!((1..=acknowledged).contains(&step::read(&vault, ID)));
}

/// Starts a program that goes on writing after `before`, kills it, and says which write it acknowledged last.
fn kill_once(place: &Place, before: u32) -> u32 {
    let mut program = place.program("killed::writes_until_it_is_killed").stdout(Stdio::piped()).spawn().unwrap();
    let mut written = BufReader::new(program.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok)
        .filter_map(|line| line.strip_prefix(WRITTEN)?.parse().ok());
    let last = written.by_ref().take(usize::from(below(MOST_WRITES))).last();
    for _ in 0..below(MOST_TURNS) {
        hint::spin_loop();
    }
    program.kill().unwrap();
    program.wait().unwrap();
    // What stood in the pipe was acknowledged before the kill.
    written.last().or(last).unwrap_or(before)
}

fn below(limit: u16) -> u16 {
    let mut bytes = [0; 2];
    OsRandom.fill(&mut bytes);
    u16::from_le_bytes(bytes) % limit
}

#[test]
#[ignore = "another test starts it"]
fn writes_until_it_is_killed() {
    let Some(place) = Place::of_parent() else { return };
    let vault = place.ready();
    let found = step::read(&vault, ID);
    // As many hours as writes, so that a backup is always due.
    let clock = SetClock::at(i64::from(found) * 3600);
    let folder = place.folder_at(Arc::<SetClock>::clone(&clock));
    let mut out = std::io::stdout();
    if found > 0 {
        // It is missing where the last kill came before it, and else there already.
        let _ = vault.insert(step::record(&found.to_string()));
    }
    for step in found + 1.. {
        step::write(&vault, ID, step).unwrap();
        writeln!(out, "\n{WRITTEN}{step}").unwrap();
        vault.insert(step::record(&step.to_string())).unwrap();
        clock.advance(3600);
        if step % 5 == 0 {
            folder.back_up_if_due(&vault).unwrap();
        }
    }
}
