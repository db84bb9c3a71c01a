//! Renewing a token, one at a time whatever the number of programs.

use secrecy::SecretString;

use super::{
    Desk, DeskError,
    watching::{WatchedHttp, keep_ahead},
};
use crate::{
    domain::{connection::ConnectionId, recipe::RefreshKind, time::Timestamp},
    flows::{self, Finished},
    ports::{
        Outside,
        vault::{Change, LONGEST_RENEWAL, Record, RenewalMark, VaultError},
    },
    renewing::Renewal,
};

/// A renewal that is marked as begun, with what was kept at that moment.
pub(super) struct Begun {
    record: Record,
    refresh_token: Option<SecretString>,
    /// Whether the answer to the renewal before was lost.
    was_lost: bool,
}

/// A renewal that has ended and whose outcome is not kept yet.
pub(super) struct Ended {
    pub(super) id: ConnectionId,
    system: String,
    finished: Finished,
    /// Seconds that the phone system's clock was ahead at its last answer.
    server_ahead: Option<i64>,
    /// Whether the refresh token may be used up although nobody knows what came for it.
    is_uncertain: bool,
}

impl Ended {
    /// What that means for the next renewal.
    pub(super) fn renewal(&self) -> Renewal {
        match &self.finished.outcome {
            Ok(_) => Renewal::Renewed,
            Err(diagnosis) => Renewal::of_failure(diagnosis.code, self.is_uncertain, self.finished.retry_after),
        }
    }
}

impl Desk<'_> {
    /// Chooses whether a connection's token is renewed before it ends.
    pub fn keep_fresh(&self, id: &ConnectionId, keep: bool) -> Result<(), DeskError> {
        self.change(id, &mut |record| record.connection.keep_fresh = keep)
    }

    /// Renews the connection's token once: by its refresh token where there is one, else by the same grant. That it was
    /// begun is kept before anything is sent, and the outcome before anybody is told. Dropping the future leaves the
    /// renewal marked as under way; see [`Desk::give_up_renewal`].
    pub async fn renew_token(&self, id: &ConnectionId, outside: Outside<'_>) -> Result<Renewal, DeskError> {
        let Some(begun) = self.begin_renewal(id)? else { return Ok(Renewal::UnderWay) };
        let ended = self.run_renewal(begun, outside).await?;
        self.vault.keep(id, &mut |record| self.end_renewal(record, &ended))?;
        Ok(ended.renewal())
    }

    /// Takes note that nobody waits for the answer to a renewal any more. Where a refresh token was sent, it may be used
    /// up.
    pub fn give_up_renewal(&self, id: &ConnectionId) -> Result<(), DeskError> {
        let now = self.clock.now();
        Ok(self.vault.keep(id, &mut |record| end_mark(record, true, now))?)
    }

    fn begin_renewal(&self, id: &ConnectionId) -> Result<Option<Begun>, DeskError> {
        if self.vault.load(id)?.token.is_none() {
            return Err(DeskError::NoToken);
        }
        self.begin_renewals(&[id]).pop().unwrap_or(Ok(None))
    }

    /// Marks renewals as begun; none where another one of the connection is under way. A refresh token is sent only where
    /// the mark was written: the token that comes for it could not be, either.
    pub(super) fn begin_renewals(&self, ids: &[&ConnectionId]) -> Vec<Result<Option<Begun>, DeskError>> {
        let now = self.clock.now();
        let mut begun: Vec<Option<Begun>> = ids.iter().map(|_| None).collect();
        let mark = |record: &mut Record, begun: &mut Option<Begun>| {
            *begun = None;
            if record.token.is_none() || record.renewal.is_some_and(|mark| mark.is_awaited(now)) {
                return;
            }
            let refresh_token = self.refresh_token_of(record);
            let with_refresh_token = refresh_token.is_some();
            let was_lost = record.renewal.is_some_and(|mark| mark.is_lost(now));
            record.renewal = Some(RenewalMark { answer_by: now.plus_seconds(LONGEST_RENEWAL), with_refresh_token });
            *begun = Some(Begun { record: record.clone(), refresh_token, was_lost });
        };
        let mark = &mark;
        let mut changes: Vec<Change<'_>> = ids
            .iter()
            .zip(&mut begun)
            .map(|(id, begun)| Change { id: (*id).clone(), apply: Box::new(move |record| mark(record, begun)) })
            .collect();
        let marked = self.vault.change_all(&mut changes);
        drop(changes);
        let outcome = |(id, (begun, marked)): (&&ConnectionId, (Option<Begun>, Result<(), VaultError>))| match marked {
            Ok(()) => Ok(begun),
            Err(error) => {
                let mut begun = None;
                mark(&mut self.vault.load(id)?, &mut begun);
                // What proves itself anew each time has nothing to lose.
                let needs_no_mark = begun.as_ref().is_some_and(|begun| begun.refresh_token.is_none());
                if needs_no_mark { Ok(begun) } else { Err(error.into()) }
            }
        };
        ids.iter().zip(begun.into_iter().zip(marked)).map(outcome).collect()
    }

    /// Asks the phone system once.
    pub(super) async fn run_renewal(&self, begun: Begun, outside: Outside<'_>) -> Result<Ended, DeskError> {
        let Begun { record, refresh_token, was_lost } = begun;
        let filled = self.filled(&record.connection)?;
        let watched = WatchedHttp::new(outside, &filled);
        let outside = watched.watch(outside);
        let finished = match &refresh_token {
            Some(refresh_token) => flows::renew_token(outside, filled, refresh_token).await,
            None => flows::get_token(outside, filled).await,
        };
        let is_uncertain = finished.outcome.as_ref().is_err_and(|diagnosis| {
            // A second attempt that did not get through has not answered what became of the first.
            refresh_token.is_some() && (finished.is_answer_lost || was_lost && diagnosis.code.is_passing())
        });
        let system = record.connection.system.clone();
        Ok(Ended { id: record.connection.id, system, finished, server_ahead: watched.ahead(), is_uncertain })
    }

    /// Makes what came of a renewal part of the record, and takes its mark away.
    pub(super) fn end_renewal(&self, record: &mut Record, ended: &Ended) {
        if let Ok(recipe) = self.recipe(&ended.system) {
            keep_ahead(record, ended.server_ahead);
            self.take_over(record, recipe, &ended.finished);
        }
        end_mark(record, ended.is_uncertain, self.clock.now());
    }

    fn refresh_token_of(&self, record: &Record) -> Option<SecretString> {
        let filled = self.filled(&record.connection).ok()?;
        let refresh_token = record.token.as_ref()?.refresh_token.clone();
        refresh_token.filter(|_| filled.way.refresh.kind == RefreshKind::RefreshToken)
    }
}

/// Takes the mark of a renewal away, or leaves it as that of a lost answer.
fn end_mark(record: &mut Record, is_uncertain: bool, now: Timestamp) {
    let lost = record.renewal.filter(|mark| is_uncertain && mark.with_refresh_token);
    record.renewal = lost.map(|mark| RenewalMark { answer_by: now.plus_seconds(-1), ..mark });
}
