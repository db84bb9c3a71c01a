//! Renewing every token that is due and needs nobody, many hosts at once and each of them gently.

use std::collections::HashMap;

use dialkey_adapters::clock::SystemClock;
use dialkey_core::{
    desk::DeskError,
    domain::{connection::ConnectionId, time::Timestamp},
    ports::{
        Clock as _, Vault as _,
        vault::{Summary, Trouble},
    },
    renewing::{Outcome, due_at},
};

use super::{
    attempt::answer_lost,
    opened::{Opened, World},
    renew::not_saved,
    words::{as_argument, shown, time_left},
};
use crate::{exit_code, failure::Failure, output::print, stop::StopRequests};

/// How one renewal ended: its line, and the exit code it stands for.
struct Line {
    text: String,
    code: u8,
}

/// Renews them, tells of each in a line, and answers with the highest exit code of all.
pub(super) async fn renew_all(opened: &Opened, world: &World, stop: &mut StopRequests) -> Result<u8, Failure> {
    let now = SystemClock.now();
    let is_due = |summary: &Summary| summary.token.and_then(due_at).is_some_and(|due| due <= now);
    let summaries = opened.vault.summaries()?;
    let due: Vec<&Summary> = summaries.iter().filter(|summary| summary.renews_by_itself && is_due(summary)).collect();
    if due.is_empty() {
        print("No token is due.\n")?;
        return Ok(exit_code::DONE);
    }
    let mut lines: Vec<Line> = due.iter().filter_map(|summary| left_alone(summary, now)).collect();
    let names: HashMap<&ConnectionId, &str> = due.iter().map(|summary| (&summary.id, summary.name.as_str())).collect();
    let ids = due.iter().filter(|summary| left_alone(summary, now).is_none()).map(|summary| summary.id.clone());
    let mut written = Ok(());
    for line in &lines {
        print(&line.text)?;
    }
    let mut ended = |id: &ConnectionId, ended| {
        let line = line_of(names.get(id).copied().unwrap_or_default(), ended);
        // Who reads along may be gone; the renewals under way are ended all the same.
        if written.is_ok() {
            written = print(&line.text);
        }
        lines.push(line);
    };
    let desk = opened.desk();
    tokio::select! {
        () = desk.renew_all(ids.collect(), world.outside(), &mut ended) => {}
        () = stop.next() => {
            return Err(Failure::Cancelled("`dialkey-cli list` shows what became of the renewals under way."));
        }
    }
    written?;
    if let Some(problem) = opened.vault.write_what_is_held() {
        return Err(not_saved(&problem));
    }
    Ok(lines.iter().map(|line| line.code).max().unwrap_or(exit_code::DONE))
}

/// What is not tried again by itself, since the phone system said no or may have said yes unheard.
fn left_alone(summary: &Summary, now: Timestamp) -> Option<Line> {
    let (why, code) = match summary.trouble {
        _ if summary.renewal.is_some_and(|mark| mark.is_lost(now)) => {
            ("the answer to its last renewal was lost", exit_code::NO_ANSWER)
        }
        Some(Trouble::SignInAgain | Trouble::Failed) => ("its last run failed", exit_code::REFUSED),
        Some(Trouble::Unreachable) | None => return None,
    };
    let (name, argument) = (shown(&summary.name), as_argument(&summary.name));
    let text = format!("{name}: left alone, since {why}. `dialkey-cli renew {argument}` tries once more.\n");
    Some(Line { text, code })
}

fn line_of(name: &str, ended: Result<Outcome, DeskError>) -> Line {
    let words = words_of(name, ended);
    let name = shown(name);
    match words {
        Ok(text) => Line { text: format!("{name}: {text}\n"), code: exit_code::DONE },
        Err(failure) => {
            let text = format!("{name}: not renewed. {}\n", failure.sentences());
            Line { text, code: failure.code() }
        }
    }
}

/// How a renewal went.
fn words_of(name: &str, ended: Result<Outcome, DeskError>) -> Result<String, Failure> {
    match ended? {
        Outcome::Renewed { expiry } => Ok(format!("renewed, {}", time_left(expiry, SystemClock.now()))),
        Outcome::Failed(diagnosis) => Err(Failure::Diagnosed(diagnosis)),
        Outcome::AnswerLost => Err(Failure::Uncertain(answer_lost(name))),
        Outcome::UnderWay => Ok("another program is renewing it".to_owned()),
    }
}
