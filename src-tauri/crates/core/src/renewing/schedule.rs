//! Which tokens are kept fresh, and which of them is next.

use std::collections::HashMap;

use super::{Renewal, due_at};
use crate::{
    domain::{connection::ConnectionId, time::Timestamp},
    ports::vault::{Summary, Trouble},
};

/// Seconds after the first failure; each further one doubles them.
const FIRST_PAUSE: i64 = 30;
/// The longest pause between two attempts, in seconds.
const LONGEST_PAUSE: i64 = 5 * 60;

/// Remembers of the tokens that are kept fresh which are held back, and why.
#[derive(Debug, Default)]
pub struct Schedule {
    held_back: HashMap<ConnectionId, HeldBack>,
}

/// Why a token is not renewed although it is due. Both end with another token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct HeldBack {
    /// The token that was to be renewed, by its arrival.
    received_at: Timestamp,
    failures: u32,
    /// None until a person did something.
    not_before: Option<Timestamp>,
}

/// What is to be done now.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// Connections whose token is to be renewed now.
    pub now: Vec<ConnectionId>,
    /// When the next one will be; none where there is none.
    pub next: Option<Timestamp>,
}

impl Schedule {
    /// Looks which of the connections that are kept fresh are due.
    pub fn due(&self, summaries: &[Summary], now: Timestamp) -> Due {
        let mut due = Due::default();
        for (summary, at) in summaries.iter().filter_map(|summary| Some((summary, self.renewal_of(summary, now)?))) {
            if at <= now {
                due.now.push(summary.id.clone());
            } else {
                due.next = Some(due.next.map_or(at, |next| next.min(at)));
            }
        }
        due
    }

    /// When a connection's token is to be renewed; none where it is not, or not without a person.
    fn renewal_of(&self, summary: &Summary, now: Timestamp) -> Option<Timestamp> {
        let token = summary.token?;
        let is_lost = summary.renewal.is_some_and(|mark| mark.is_lost(now));
        if !summary.keep_fresh || !summary.renews_by_itself || is_lost {
            return None;
        }
        let due = due_at(token)?;
        match self.held_back.get(&summary.id).filter(|held| held.received_at == token.received_at) {
            Some(HeldBack { not_before, .. }) => not_before.map(|not_before| due.max(not_before)),
            // What a person ran and saw fail is left to that person.
            None if matches!(summary.trouble, Some(Trouble::Failed | Trouble::SignInAgain)) => None,
            None => Some(due),
        }
    }

    /// Takes note of how the renewal of a token, which arrived at `received_at`, ended. Answers whether a person has to
    /// be told: once for each token.
    pub fn ended(&mut self, id: &ConnectionId, received_at: Timestamp, ended: Renewal, now: Timestamp) -> bool {
        let failures = match self.held_back.get(id) {
            Some(held) if held.received_at == received_at => held.failures + 1,
            _ => 1,
        };
        let not_before = match ended {
            Renewal::Renewed => {
                self.held_back.remove(id);
                return false;
            }
            Renewal::UnderWay => return false,
            Renewal::NeedsPerson => None,
            Renewal::Later { retry_after } => {
                let doubled = FIRST_PAUSE.saturating_mul(1 << (failures - 1).min(10)).min(LONGEST_PAUSE);
                let asked = retry_after.map_or(0, i64::from).min(LONGEST_PAUSE);
                Some(now.plus_seconds(doubled.max(asked)))
            }
        };
        self.held_back.insert(id.clone(), HeldBack { received_at, failures, not_before });
        not_before.is_none()
    }

    /// Forgets what held a connection back: a person has looked at it.
    pub fn release(&mut self, id: &ConnectionId) {
        self.held_back.remove(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::token::Expiry,
        ports::vault::{RenewalMark, TokenTimes},
    };

    const ARRIVED: Timestamp = Timestamp(10_000);
    /// An hour's token is due six minutes before its end.
    const DUE: Timestamp = Timestamp(10_000 + 3600 - 360);

    fn id() -> ConnectionId {
        ConnectionId("a".into())
    }

    fn kept_fresh() -> Summary {
        Summary {
            id: id(),
            name: String::new(),
            system: String::new(),
            way: String::new(),
            practice: false,
            folder: None,
            keep_fresh: true,
            token: Some(TokenTimes { received_at: ARRIVED, expiry: Expiry::At { at: ARRIVED.plus_seconds(3600) } }),
            renewal: None,
            renews_by_itself: true,
            trouble: None,
        }
    }

    fn is_due(schedule: &Schedule, summary: &Summary, now: Timestamp) -> bool {
        !schedule.due(std::slice::from_ref(summary), now).now.is_empty()
    }

    #[test]
    fn a_token_is_renewed_when_it_is_due_and_not_before() {
        let schedule = Schedule::default();
        let early = schedule.due(&[kept_fresh()], DUE.plus_seconds(-1));
        assert_eq!(early, Due { now: vec![], next: Some(DUE) });
        assert!(is_due(&schedule, &kept_fresh(), DUE));
        assert!(is_due(&schedule, &kept_fresh(), DUE.plus_seconds(1_000_000)), "after a long sleep too");
    }

    #[test]
    fn what_is_not_kept_fresh_or_needs_a_person_is_left_alone() {
        let schedule = Schedule::default();
        let lost = RenewalMark { answer_by: DUE.plus_seconds(-60), with_refresh_token: true };
        for left_alone in [
            Summary { keep_fresh: false, ..kept_fresh() },
            Summary { renews_by_itself: false, ..kept_fresh() },
            Summary { token: None, ..kept_fresh() },
            Summary { renewal: Some(lost), ..kept_fresh() },
            Summary { trouble: Some(Trouble::Failed), ..kept_fresh() },
        ] {
            assert_eq!(schedule.due(&[left_alone], DUE), Due::default());
        }
    }

    #[test]
    fn a_refused_credential_is_not_tried_again_and_told_once() {
        let mut schedule = Schedule::default();
        assert!(schedule.ended(&id(), ARRIVED, Renewal::NeedsPerson, DUE), "a person is told");
        assert!(!is_due(&schedule, &kept_fresh(), DUE.plus_seconds(100_000)));

        let later = Timestamp(20_000);
        let expiry = Expiry::At { at: later.plus_seconds(3600) };
        let renewed = Summary { token: Some(TokenTimes { received_at: later, expiry }), ..kept_fresh() };
        assert!(is_due(&schedule, &renewed, later.plus_seconds(3600)), "another token is another matter");
    }

    #[test]
    fn an_unreachable_phone_system_is_tried_again_at_growing_intervals() {
        let mut schedule = Schedule::default();
        let summary = Summary { trouble: Some(Trouble::Unreachable), ..kept_fresh() };
        let mut now = DUE;
        for pause in [30, 60, 120, 240, 300, 300] {
            assert!(!schedule.ended(&id(), ARRIVED, Renewal::Later { retry_after: None }, now));
            assert!(!is_due(&schedule, &summary, now.plus_seconds(pause - 1)));
            now = now.plus_seconds(pause);
            assert!(is_due(&schedule, &summary, now));
        }
        assert!(is_due(&Schedule::default(), &summary, now), "after a restart too");
    }

    #[test]
    fn a_phone_system_that_asks_for_a_pause_gets_it() {
        let mut schedule = Schedule::default();
        schedule.ended(&id(), ARRIVED, Renewal::Later { retry_after: Some(200) }, DUE);
        assert!(!is_due(&schedule, &kept_fresh(), DUE.plus_seconds(199)));
        assert!(is_due(&schedule, &kept_fresh(), DUE.plus_seconds(200)));
        schedule.ended(&id(), ARRIVED, Renewal::Later { retry_after: Some(u32::MAX) }, DUE);
        assert!(is_due(&schedule, &kept_fresh(), DUE.plus_seconds(LONGEST_PAUSE)), "within reason");
    }
}
