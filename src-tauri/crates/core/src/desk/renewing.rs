//! Renewing a token, one at a time whatever the number of programs.

use secrecy::SecretString;

use super::{Desk, DeskError};
use crate::{
    domain::{connection::ConnectionId, recipe::RefreshKind, time::Timestamp},
    flows::{self, Finished},
    ports::{
        Outside,
        vault::{LONGEST_RENEWAL, Record, RenewalMark},
    },
    renewing::Renewal,
};

impl Desk<'_> {
    /// Chooses whether a connection's token is renewed before it ends.
    pub fn keep_fresh(&self, id: &ConnectionId, keep: bool) -> Result<(), DeskError> {
        self.change(id, &mut |record| record.connection.keep_fresh = keep)
    }

    /// Renews the connection's token once: by its refresh token where there is one, else by the same grant. That it was
    /// begun is kept before anything is sent, and the outcome before anybody is told. Dropping the future leaves the
    /// renewal marked as under way; see [`Desk::give_up_renewal`].
    pub async fn renew_token(&self, id: &ConnectionId, outside: Outside<'_>) -> Result<Renewal, DeskError> {
        let Some(record) = self.begin_renewal(id)? else { return Ok(Renewal::UnderWay) };
        let filled = self.filled(&record.connection)?;
        let refresh_token = self.refresh_token_of(&record);
        let finished = match &refresh_token {
            Some(refresh_token) => flows::renew_token(outside, filled, refresh_token).await,
            None => flows::get_token(outside, filled).await,
        };
        let is_uncertain = refresh_token.is_some() && finished.is_answer_lost;
        self.keep(id, filled.recipe, &finished)?;
        if finished.outcome.is_err() {
            self.end_renewal(id, is_uncertain)?;
        }
        Ok(how_it_ended(&finished, is_uncertain))
    }

    /// Takes note that nobody waits for the answer to a renewal any more. Where a refresh token was sent, it may be used
    /// up.
    pub fn give_up_renewal(&self, id: &ConnectionId) -> Result<(), DeskError> {
        self.end_renewal(id, true)
    }

    /// Marks the renewal as begun and answers with what is kept at that moment; none where another one is under way.
    fn begin_renewal(&self, id: &ConnectionId) -> Result<Option<Record>, DeskError> {
        if self.vault.load(id)?.token.is_none() {
            return Err(DeskError::NoToken);
        }
        let now = self.clock.now();
        let mut begun = None;
        self.vault.change(id, &mut |record| {
            if record.renewal.is_some_and(|mark| mark.is_awaited(now)) {
                return;
            }
            record.renewal = Some(RenewalMark {
                answer_by: now.plus_seconds(LONGEST_RENEWAL),
                with_refresh_token: self.refresh_token_of(record).is_some(),
            });
            begun = Some(record.clone());
        })?;
        Ok(begun)
    }

    fn end_renewal(&self, id: &ConnectionId, is_uncertain: bool) -> Result<(), DeskError> {
        let now = self.clock.now();
        Ok(self.vault.keep(id, &mut |record| {
            let lost = record.renewal.filter(|mark| is_uncertain && mark.with_refresh_token);
            record.renewal = lost.map(|mark| RenewalMark { answer_by: just_before(now), ..mark });
        })?)
    }

    fn refresh_token_of(&self, record: &Record) -> Option<SecretString> {
        let filled = self.filled(&record.connection).ok()?;
        let refresh_token = record.token.as_ref()?.refresh_token.clone();
        refresh_token.filter(|_| filled.way.refresh.kind == RefreshKind::RefreshToken)
    }
}

const fn just_before(now: Timestamp) -> Timestamp {
    now.plus_seconds(-1)
}

fn how_it_ended(finished: &Finished, is_uncertain: bool) -> Renewal {
    match &finished.outcome {
        Ok(_) => Renewal::Renewed,
        Err(diagnosis) => Renewal::of_failure(diagnosis.code, is_uncertain, finished.retry_after),
    }
}
