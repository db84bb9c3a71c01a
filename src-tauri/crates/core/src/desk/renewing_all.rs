//! Renewing many tokens: many hosts at once, each of them gently, and what is kept of them in few transactions.

use std::collections::{HashMap, VecDeque};

use futures_util::{FutureExt as _, StreamExt as _, stream::FuturesUnordered};

use super::{Desk, DeskError, renewing::Ended};
use crate::{
    domain::connection::ConnectionId,
    ports::{Outside, vault::Change},
    renewing::Renewal,
};

/// Renewals at once at one host. A further one is not begun before: others wait for what was begun.
const AT_ONE_HOST: usize = 4;
/// Renewals at once.
const AT_ONCE: usize = 200;

/// Connections that wait for their turn, and how many are under way at each host.
struct Turns {
    waiting: VecDeque<(ConnectionId, String)>,
    under_way: HashMap<String, usize>,
}

impl Turns {
    /// Those that may begin now.
    fn next(&mut self, free: usize) -> Vec<(ConnectionId, String)> {
        let mut next = Vec::new();
        let mut still_waiting = VecDeque::new();
        for (id, host) in self.waiting.drain(..) {
            let at_host = self.under_way.entry(host.clone()).or_default();
            if next.len() < free && *at_host < AT_ONE_HOST {
                *at_host += 1;
                next.push((id, host));
            } else {
                still_waiting.push_back((id, host));
            }
        }
        self.waiting = still_waiting;
        next
    }

    fn ended(&mut self, host: &str) {
        if let Some(at_host) = self.under_way.get_mut(host) {
            *at_host -= 1;
        }
    }
}

/// The renewals under way. What is left of them when this is dropped is given up.
struct UnderWay<'a> {
    desk: Desk<'a>,
    ids: Vec<ConnectionId>,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        for id in &self.ids {
            // Where it cannot be kept, the mark that is kept already says the same a little later.
            let _ = self.desk.give_up_renewal(id);
        }
    }
}

impl Desk<'_> {
    /// Renews each of these once, as [`Desk::renew_token`] does, at most four at once at one host. `ended` is told of each
    /// when its outcome is kept. Answers that arrive together are kept together. Dropping the future gives up what is
    /// under way.
    pub async fn renew_all(
        &self,
        ids: Vec<ConnectionId>,
        outside: Outside<'_>,
        ended: &mut dyn FnMut(&ConnectionId, Result<Renewal, DeskError>),
    ) {
        let host = |id: &ConnectionId| self.host(id).ok().flatten().unwrap_or_default();
        let waiting = ids.into_iter().map(|id| (id.clone(), host(&id))).collect();
        let mut turns = Turns { waiting, under_way: HashMap::new() };
        let mut under_way = UnderWay { desk: *self, ids: Vec::new() };
        let mut running = FuturesUnordered::new();
        loop {
            let next = turns.next(AT_ONCE - running.len());
            let ids: Vec<&ConnectionId> = next.iter().map(|(id, _)| id).collect();
            let begun = self.begin_renewals(&ids);
            for ((id, host), begun) in next.into_iter().zip(begun) {
                match begun {
                    Ok(Some(begun)) => {
                        under_way.ids.push(id.clone());
                        running.push(async move { (id, host, self.run_renewal(begun, outside).await) });
                    }
                    not_begun => {
                        turns.ended(&host);
                        ended(&id, not_begun.map(|_| Renewal::UnderWay));
                    }
                }
            }
            let Some(first) = running.next().await else {
                if turns.waiting.is_empty() {
                    return;
                }
                continue;
            };
            let mut arrived = vec![first];
            while let Some(Some(another)) = running.next().now_or_never() {
                arrived.push(another);
            }
            for (_, host, _) in &arrived {
                turns.ended(host);
            }
            under_way.ids.retain(|id| arrived.iter().all(|(arrived, ..)| arrived != id));
            self.keep_ended(arrived.into_iter().map(|(id, _, result)| (id, result)), ended);
        }
    }

    /// Keeps outcomes together and tells of each.
    fn keep_ended(
        &self,
        arrived: impl Iterator<Item = (ConnectionId, Result<Ended, DeskError>)>,
        ended: &mut dyn FnMut(&ConnectionId, Result<Renewal, DeskError>),
    ) {
        let mut outcomes: Vec<Ended> = Vec::new();
        for (id, result) in arrived {
            match result {
                Ok(outcome) => outcomes.push(outcome),
                Err(error) => ended(&id, Err(error)),
            }
        }
        let change =
            |outcome| Change { id: id_of(outcome), apply: Box::new(move |record| self.end_renewal(record, outcome)) };
        let mut changes: Vec<Change<'_>> = outcomes.iter().map(change).collect();
        let kept = self.vault.keep_all(&mut changes);
        drop(changes);
        for (outcome, kept) in outcomes.iter().zip(kept) {
            ended(&outcome.id, kept.map(|()| outcome.renewal()).map_err(DeskError::from));
        }
    }
}

fn id_of(outcome: &Ended) -> ConnectionId {
    outcome.id.clone()
}
