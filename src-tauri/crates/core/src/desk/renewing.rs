//! Renewing a token, one at a time whatever the number of programs.

use std::collections::HashMap;

use secrecy::SecretString;

use super::{
    Desk, DeskError,
    watching::{WatchedHttp, keep_ahead},
};
use crate::{
    domain::{
        connection::{Connection, ConnectionId},
        recipe::RefreshKind,
        time::Timestamp,
        token::Token,
    },
    flows::{self, Finished},
    ports::{
        Outside,
        vault::{LONGEST_RENEWAL, Record, Renewable, RenewalMark, VaultError},
    },
    renewing::{Outcome, Renewal},
};

/// A renewal that is marked as begun, with what was kept at that moment.
pub(super) struct Begun {
    connection: Connection,
    refresh_token: Option<SecretString>,
    /// Whether the answer to the renewal before was lost.
    was_lost: bool,
    mark: RenewalMark,
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

    /// What is to be told of it.
    pub(super) fn into_outcome(self) -> Outcome {
        match self.finished.outcome {
            Ok(token) => Outcome::Renewed { expiry: token.expiry },
            Err(_) if self.is_uncertain => Outcome::AnswerLost,
            Err(diagnosis) => Outcome::Failed(diagnosis),
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
        self.begin_renewals(&[id]).pop().unwrap_or(Ok(None))
    }

    /// Marks renewals as begun; none where another one of the connection is under way. A refresh token is sent only where
    /// the mark was written: the token that comes for it could not be, either.
    pub(super) fn begin_renewals(&self, ids: &[&ConnectionId]) -> Vec<Result<Option<Begun>, DeskError>> {
        let mut begun = HashMap::new();
        let marked = self.vault.mark_renewals(ids, &mut |renewable| {
            let id = renewable.connection.id.clone();
            let begins = self.begin(renewable);
            let mark = begins.as_ref().ok().and_then(Option::as_ref).map(|begun| begun.mark);
            begun.insert(id, begins);
            mark
        });
        let outcome = |(id, marked): (&&ConnectionId, Result<(), VaultError>)| match marked {
            Ok(()) => begun.remove(*id).unwrap_or(Ok(None)),
            Err(error) => match self.begin(Renewable::of(self.vault.load(id)?))? {
                // What proves itself anew each time has nothing to lose.
                Some(begun) if begun.refresh_token.is_none() => Ok(Some(begun)),
                _ => Err(error.into()),
            },
        };
        ids.iter().zip(marked).map(outcome).collect()
    }

    /// A renewal that may begin now; none where one is under way.
    fn begin(&self, renewable: Renewable) -> Result<Option<Begun>, DeskError> {
        let Renewable { connection, token, renewal } = renewable;
        let Some(token) = token else { return Err(DeskError::NoToken) };
        let now = self.clock.now();
        if renewal.is_some_and(|mark| mark.is_awaited(now)) {
            return Ok(None);
        }
        let refresh_token = self.refresh_token_of(&connection, token);
        let mark =
            RenewalMark { answer_by: now.plus_seconds(LONGEST_RENEWAL), with_refresh_token: refresh_token.is_some() };
        let was_lost = renewal.is_some_and(|mark| mark.is_lost(now));
        Ok(Some(Begun { connection, refresh_token, was_lost, mark }))
    }

    /// Asks the phone system once.
    pub(super) async fn run_renewal(&self, begun: Begun, outside: Outside<'_>) -> Result<Ended, DeskError> {
        let Begun { connection, refresh_token, was_lost, .. } = begun;
        let filled = self.filled(&connection)?;
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
        let server_ahead = watched.ahead();
        Ok(Ended { id: connection.id, system: connection.system, finished, server_ahead, is_uncertain })
    }

    /// Makes what came of a renewal part of the record, and takes its mark away.
    pub(super) fn end_renewal(&self, record: &mut Record, ended: &Ended) {
        if let Ok(recipe) = self.recipe(&ended.system) {
            keep_ahead(record, ended.server_ahead);
            self.take_over(record, recipe, &ended.finished);
        }
        end_mark(record, ended.is_uncertain, self.clock.now());
    }

    fn refresh_token_of(&self, connection: &Connection, token: Token) -> Option<SecretString> {
        let filled = self.filled(connection).ok()?;
        token.refresh_token.filter(|_| filled.way.refresh.kind == RefreshKind::RefreshToken)
    }
}

/// Takes the mark of a renewal away, or leaves it as that of a lost answer.
fn end_mark(record: &mut Record, is_uncertain: bool, now: Timestamp) {
    let lost = record.renewal.filter(|mark| is_uncertain && mark.with_refresh_token);
    record.renewal = lost.map(|mark| RenewalMark { answer_by: now.plus_seconds(-1), ..mark });
}
