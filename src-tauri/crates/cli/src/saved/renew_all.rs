//! Renewing every token that is due and needs nobody, many hosts at once and each of them gently.

use std::{collections::HashMap, sync::Arc};

use dialkey_adapters::clock::SystemClock;
use dialkey_core::{
    domain::time::Timestamp,
    ports::{
        Clock as _, Vault as _,
        vault::{Summary, Trouble},
    },
    renewing::{Renewal, due_at},
};
use tokio::{sync::Semaphore, task::JoinSet};

use super::{
    attempt::{renew_once, what_was_lost},
    opened::{Opened, World},
    renew::not_saved,
    words::{as_argument, shown, time_left},
};
use crate::{exit_code, failure::Failure, output::print, stop::StopRequests};

/// Renewals at once at one host. A further one is not begun before: others wait for what was begun.
const AT_ONE_HOST: usize = 4;
/// Renewals at once.
const AT_ONCE: usize = 64;

/// How one renewal ended: its line, and the exit code it stands for.
struct Line {
    text: String,
    code: u8,
}

/// Renews them, tells of each in a line, and answers with the highest exit code of all.
pub(super) async fn renew_all(opened: Opened, world: World, stop: &mut StopRequests) -> Result<u8, Failure> {
    let now = SystemClock.now();
    let is_due = |summary: &Summary| summary.token.and_then(due_at).is_some_and(|due| due <= now);
    let due = opened.vault.summaries()?.into_iter().filter(|summary| summary.renews_by_itself && is_due(summary));
    let due: Vec<Summary> = due.collect();
    if due.is_empty() {
        print("No token is due.\n")?;
        return Ok(exit_code::DONE);
    }
    let (opened, world) = (Arc::new(opened), Arc::new(world));
    let mut hosts: HashMap<Option<String>, Arc<Semaphore>> = HashMap::new();
    let all = Arc::new(Semaphore::new(AT_ONCE));
    let mut renewals = JoinSet::new();
    let mut worst = exit_code::DONE;
    for summary in due {
        if let Some(line) = left_alone(&summary, now) {
            worst = worst.max(line.code);
            print(&line.text)?;
            continue;
        }
        let host = opened.desk().host(&summary.id).ok().flatten();
        let host = Arc::clone(hosts.entry(host).or_insert_with(|| Arc::new(Semaphore::new(AT_ONE_HOST))));
        let (opened, world, all) = (Arc::clone(&opened), Arc::clone(&world), Arc::clone(&all));
        renewals.spawn(async move {
            let _turns = (host.acquire().await, all.acquire().await);
            renewed(&opened, &world, &summary).await
        });
    }
    loop {
        let ended = tokio::select! {
            ended = renewals.join_next() => ended,
            () = stop.next() => {
                renewals.shutdown().await;
                return Err(Failure::Cancelled("`dialkey-cli list` shows what became of the renewals under way."));
            }
        };
        let Some(ended) = ended else { break };
        let line =
            ended.unwrap_or_else(|_| Line { text: "A renewal ended by a fault.\n".into(), code: exit_code::VAULT });
        worst = worst.max(line.code);
        print(&line.text)?;
    }
    Ok(worst)
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

async fn renewed(opened: &Opened, world: &World, summary: &Summary) -> Line {
    let name = shown(&summary.name);
    match renew_by_itself(opened, world, summary).await {
        Ok(text) => Line { text: format!("{name}: {text}\n"), code: exit_code::DONE },
        Err(failure) => {
            let text = format!("{name}: not renewed. {}\n", failure.sentences());
            Line { text, code: failure.code() }
        }
    }
}

/// Renews one, and says in words how that went.
async fn renew_by_itself(opened: &Opened, world: &World, summary: &Summary) -> Result<String, Failure> {
    let id = &summary.id;
    let ended = renew_once(opened.desk(), id, world.outside()).await?;
    if ended == Renewal::UnderWay {
        return Ok("another program is renewing it".to_owned());
    }
    if let Some(problem) = opened.vault.save_again(id) {
        return Err(not_saved(&problem));
    }
    let record = opened.vault.load(id)?;
    if let Some(sentence) = what_was_lost(&record) {
        return Err(Failure::Uncertain(sentence));
    }
    if let Some(diagnosis) = record.diagnosis {
        return Err(Failure::Diagnosed(Box::new(diagnosis)));
    }
    let left = record.token.map(|token| time_left(token.expiry, SystemClock.now())).unwrap_or_default();
    Ok(format!("renewed, {left}"))
}
