//! One attempt to get a saved connection a new token.

use std::time::Duration;

use dialkey_adapters::clock::SystemClock;
use dialkey_core::{
    desk::{Desk, DeskError},
    domain::{connection::ConnectionId, diagnosis::DiagnosisCode, time::Timestamp, token::Expiry},
    ports::{
        Clock as _, Outside, Vault as _,
        vault::{Record, RenewalMark, TokenTimes},
    },
    renewing::{Renewal, due_at},
};
use tokio::time::sleep;

use super::{
    opened::{Opened, World},
    words::as_argument,
};
use crate::{failure::Failure, interrupting::run_flow, sign_in::say, stop::StopRequests};

/// How often is looked whether another program is done.
const LOOK_EVERY: Duration = Duration::from_millis(200);
const AS_IT_WAS: &str = "What is saved is as it was.";
const NOT_KNOWN: &str = "Whether the token was renewed is not known.";

/// Whether the token can be used and need not be renewed yet. One whose end nobody knows counts as such.
pub(super) fn is_fresh(record: &Record, now: Timestamp) -> bool {
    let token = record.token.as_ref().map(TokenTimes::of);
    token.is_some_and(|token| due_at(token).is_none_or(|due| now < due))
}

/// Whether the token can still be used.
pub(super) fn is_valid(record: &Record, now: Timestamp) -> bool {
    record.token.as_ref().is_some_and(|token| match token.expiry {
        Expiry::At { at } => now < at,
        Expiry::Unknown => true,
    })
}

/// What is said where the answer to a renewal was lost; none where it was not.
pub(super) fn what_was_lost(record: &Record) -> Option<String> {
    record.renewal.filter(|mark| mark.is_lost(SystemClock.now())).map(|_| answer_lost(&record.connection.name))
}

/// The same for the connection of this name, of which it is known.
pub(super) fn answer_lost(name: &str) -> String {
    format!(
        "The answer to the last renewal was lost, so the phone system may have renewed the token or not. It is not asked \
         again by itself; `dialkey-cli renew {}` tries once more.",
        as_argument(name)
    )
}

/// Whether the phone system said that somebody has to sign in, or to begin anew.
pub(super) fn is_refresh_refused(record: &Record) -> bool {
    record.diagnosis.as_ref().is_some_and(|diagnosis| diagnosis.code == DiagnosisCode::RefreshRefused)
}

/// Asks the phone system once: to renew the token where that needs nobody, else by the connection's grant. Where another
/// program is renewing it, nothing is sent and its outcome is taken.
pub(super) async fn ask_for_token(
    opened: &Opened,
    world: &World,
    record: &Record,
    stop: &mut StopRequests,
) -> Result<(), Failure> {
    let (desk, id) = (opened.desk(), &record.connection.id);
    let renews = record.token.is_some() && record.renews_by_itself && !is_refresh_refused(record);
    let asking = async {
        if !renews {
            desk.get_token(id, world.outside()).await?;
        } else if renew_once(desk, id, world.outside()).await? == Renewal::UnderWay {
            outcome_of_other(opened, id, record).await?;
        }
        Ok::<(), Failure>(())
    };
    let asked = run_flow(asking, &world.capture, stop, AS_IT_WAS).await;
    let after = opened.vault.load(id)?;
    match asked {
        Err(Failure::Cancelled(_)) if what_was_lost(&after).is_some() => Err(Failure::Cancelled(NOT_KNOWN)),
        Err(failure) => Err(failure),
        Ok(()) => after.diagnosis.map_or(Ok(()), |diagnosis| Err(Failure::Diagnosed(Box::new(diagnosis)))),
    }
}

/// Renews the token once. Dropping the future gives the renewal up.
pub(super) async fn renew_once(desk: Desk<'_>, id: &ConnectionId, outside: Outside<'_>) -> Result<Renewal, DeskError> {
    // It is there before anything is begun and never without it, so that only a renewal of this program is given up.
    let mut attempt = Attempt { desk, id, has_ended: false };
    let ended = desk.renew_token(id, outside).await;
    attempt.has_ended = true;
    ended
}

/// A renewal, which is given up when it is dropped before its end.
struct Attempt<'a> {
    desk: Desk<'a>,
    id: &'a ConnectionId,
    has_ended: bool,
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        if !self.has_ended {
            // Where it cannot be kept, the mark that is kept already says the same a little later.
            let _ = self.desk.give_up_renewal(self.id);
        }
    }
}

/// Waits until the renewal of another program has ended, or nobody waits for its answer any more.
async fn outcome_of_other(opened: &Opened, id: &ConnectionId, before: &Record) -> Result<(), Failure> {
    say("Another program is renewing this token. Waiting for what comes of it.");
    let awaited = |record: &Record| record.renewal.filter(|mark| mark.is_awaited(SystemClock.now()));
    let mut record = opened.vault.load(id)?;
    let first: Option<RenewalMark> = awaited(&record);
    while first.is_some() && awaited(&record) == first {
        sleep(LOOK_EVERY).await;
        record = opened.vault.load(id)?;
    }
    if let Some(sentence) = what_was_lost(&record) {
        return Err(Failure::Uncertain(sentence));
    }
    let times = |record: &Record| record.token.as_ref().map(TokenTimes::of);
    if record.diagnosis.is_none() && times(&record) == times(before) && !is_fresh(&record, SystemClock.now()) {
        return Err(Failure::Uncertain("The other program ended without a new token. Run this again.".to_owned()));
    }
    Ok(())
}
