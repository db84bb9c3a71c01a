//! When a token is renewed, and what follows when that did not work. It decides; whoever asks it does the renewing.

mod schedule;

pub use schedule::Schedule;

use crate::{
    domain::{
        diagnosis::{Diagnosis, DiagnosisCode},
        time::Timestamp,
        token::Expiry,
    },
    ports::vault::TokenTimes,
};

/// A token is renewed at least so many seconds before it ends.
const SHORTEST_LEAD: i64 = 30;
/// Part of its life that a token has left when it is renewed.
const LEAD_SHARE: i64 = 10;

/// Seconds before its end at which a token of this life, in seconds, is renewed: a tenth of its life, 30 at least, and
/// never more than half of a life that is very short.
pub fn lead_seconds(life: i64) -> i64 {
    (life / LEAD_SHARE).max(SHORTEST_LEAD).min(life / 2).max(0)
}

/// When a token is to be renewed; none where nobody knows when it ends.
pub fn due_at(token: TokenTimes) -> Option<Timestamp> {
    match token.expiry {
        Expiry::At { at } => Some(at.plus_seconds(-lead_seconds(at.seconds_since(token.received_at)))),
        Expiry::Unknown => None,
    }
}

/// How a renewal ended, for whoever would try the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewal {
    /// There is a new token.
    Renewed,
    /// It was not reached, or it is overloaded: the same may work later.
    Later {
        /// Seconds it asks to be left alone for (RFC 9110 10.2.3).
        retry_after: Option<u32>,
    },
    /// It said no, or nobody knows what it said: a person has to look at it.
    NeedsPerson,
    /// Another program is at it; nothing was sent.
    UnderWay,
}

/// What came of a renewal, for whoever tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// There is a new token.
    Renewed {
        /// When it ends.
        expiry: Expiry,
    },
    /// There is none.
    Failed(Box<Diagnosis>),
    /// Nobody knows whether the phone system has renewed it.
    AnswerLost,
    /// Another program is at it; nothing was sent.
    UnderWay,
}

impl Renewal {
    /// What a failure means. `is_uncertain` says that a refresh token may be used up.
    pub const fn of_failure(code: DiagnosisCode, is_uncertain: bool, retry_after: Option<u32>) -> Self {
        if !is_uncertain && code.is_passing() { Self::Later { retry_after } } else { Self::NeedsPerson }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_renewed_a_tenth_of_its_life_before_its_end_and_30_seconds_at_least() {
        assert_eq!(lead_seconds(3600), 360);
        assert_eq!(lead_seconds(120), 30);
        assert_eq!(lead_seconds(10), 5, "a new one must not be due as soon as it arrives");
        assert_eq!(lead_seconds(-5), 0);
        let token = TokenTimes { received_at: Timestamp(1000), expiry: Expiry::At { at: Timestamp(4600) } };
        assert_eq!(due_at(token), Some(Timestamp(4240)));
        assert_eq!(due_at(TokenTimes { expiry: Expiry::Unknown, ..token }), None);
    }

    #[test]
    fn only_what_says_nothing_about_the_credential_is_tried_again() {
        let of = |code| Renewal::of_failure(code, false, None);
        assert_eq!(of(DiagnosisCode::ServerFailed), Renewal::Later { retry_after: None });
        for refused in [DiagnosisCode::ClientRefused, DiagnosisCode::RefreshRefused, DiagnosisCode::AnswerUnreadable] {
            assert_eq!(of(refused), Renewal::NeedsPerson);
        }
        assert_eq!(Renewal::of_failure(DiagnosisCode::NoAnswer, true, None), Renewal::NeedsPerson, "it may be used up");
    }
}
