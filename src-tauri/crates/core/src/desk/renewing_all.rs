//! Renewing many tokens: many hosts at once, each of them gently, and what is kept of them in few transactions.

use std::{
    collections::{HashMap, VecDeque},
    future::poll_fn,
    task::Poll,
};

use futures_util::{FutureExt as _, StreamExt as _, stream::FuturesUnordered};

use super::{Desk, DeskError, renewing::Ended};
use crate::{
    domain::connection::ConnectionId,
    ports::{
        Outside,
        vault::{Change, VaultError},
    },
    renewing::Outcome,
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

/// A renewal that has ended at a host, with what came of it.
struct Arrived {
    id: ConnectionId,
    host: String,
    result: Result<Ended, DeskError>,
}

/// The renewals under way. When this is dropped, what has arrived is kept all the same, and what is left is given up.
struct UnderWay<'a> {
    desk: Desk<'a>,
    ids: Vec<ConnectionId>,
    arrived: Vec<Arrived>,
}

impl UnderWay<'_> {
    /// Keeps what has arrived in one go, and answers with what came of each.
    fn keep_arrived(&mut self) -> Vec<(ConnectionId, Result<Outcome, DeskError>)> {
        let arrived = std::mem::take(&mut self.arrived);
        self.ids.retain(|id| arrived.iter().all(|arrived| arrived.id != *id));
        let (mut outcomes, mut ended) = (Vec::new(), Vec::new());
        for Arrived { id, result, .. } in arrived {
            match result {
                Ok(one) => ended.push(one),
                Err(error) => outcomes.push((id, Err(error))),
            }
        }
        let desk = self.desk;
        let change = |one| Change { id: id_of(one), apply: Box::new(move |record| desk.end_renewal(record, one)) };
        let mut changes: Vec<Change<'_>> = ended.iter().map(change).collect();
        let kept = desk.vault.keep_all(&mut changes);
        drop(changes);
        let outcome = |(one, kept): (Ended, Result<(), VaultError>)| {
            (id_of(&one), kept.map(|()| one.into_outcome()).map_err(DeskError::from))
        };
        outcomes.extend(ended.into_iter().zip(kept).map(outcome));
        outcomes
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        if !self.arrived.is_empty() {
            self.keep_arrived();
        }
        for id in &self.ids {
            // Where it cannot be kept, the mark that is kept already says the same a little later.
            let _ = self.desk.give_up_renewal(id);
        }
    }
}

impl Desk<'_> {
    /// Renews each of these once, as [`Desk::renew_token`] does, at most four at once at one host. `ended` is told of each
    /// when its outcome is kept. Answers that arrive together are kept together. Dropping the future keeps what has arrived
    /// and gives up what is under way.
    pub async fn renew_all(
        &self,
        ids: Vec<ConnectionId>,
        outside: Outside<'_>,
        ended: &mut dyn FnMut(&ConnectionId, Result<Outcome, DeskError>),
    ) {
        let host = |id: &ConnectionId| self.host(id).ok().flatten().unwrap_or_default();
        let waiting = ids.into_iter().map(|id| (id.clone(), host(&id))).collect();
        let mut turns = Turns { waiting, under_way: HashMap::new() };
        let mut under_way = UnderWay { desk: *self, ids: Vec::new(), arrived: Vec::new() };
        let mut running = FuturesUnordered::new();
        loop {
            let next = turns.next(AT_ONCE - running.len());
            let ids: Vec<&ConnectionId> = next.iter().map(|(id, _)| id).collect();
            let begun = self.begin_renewals(&ids);
            for ((id, host), begun) in next.into_iter().zip(begun) {
                match begun {
                    Ok(Some(begun)) => {
                        under_way.ids.push(id.clone());
                        let result = self.run_renewal(begun, outside);
                        running.push(async move { Arrived { id, host, result: result.await } });
                    }
                    not_begun => {
                        turns.ended(&host);
                        ended(&id, not_begun.map(|_| Outcome::UnderWay));
                    }
                }
            }
            let Some(first) = running.next().await else {
                if turns.waiting.is_empty() {
                    return;
                }
                continue;
            };
            under_way.arrived.push(first);
            // Every transaction waits for the disk, so what else is there already goes along.
            let mut counted = 0;
            while counted < under_way.arrived.len() {
                counted = under_way.arrived.len();
                let_others_go_on().await;
                while let Some(Some(another)) = running.next().now_or_never() {
                    under_way.arrived.push(another);
                }
            }
            for arrived in &under_way.arrived {
                turns.ended(&arrived.host);
            }
            for (id, outcome) in under_way.keep_arrived() {
                ended(&id, outcome);
            }
        }
    }
}

/// Lets whoever reads answers read what has arrived.
async fn let_others_go_on() {
    let mut has_waited = false;
    poll_fn(|context| {
        if std::mem::replace(&mut has_waited, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

fn id_of(ended: &Ended) -> ConnectionId {
    ended.id.clone()
}
