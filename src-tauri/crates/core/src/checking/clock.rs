//! Do the clocks of both sides agree?

use super::checks::Finding;
use crate::{
    domain::{
        diagnosis::CauseAction,
        time::{Timestamp, clocks_disagree, in_words, own_clock_in_words},
    },
    filling::Filled,
    ports::http::HttpAnswer,
    reading::server_ahead,
};

/// What the time in an answer says about the clock of this computer.
pub(super) fn find(filled: &Filled<'_>, answer: &HttpAnswer, now: Timestamp) -> Finding {
    let Some(ahead) = server_ahead(answer, now) else {
        return Finding::skipped("Its answer does not carry a time.");
    };
    if !clocks_disagree(ahead) {
        return Finding::good(match ahead {
            0 => "To the second".to_owned(),
            ahead => format!("To {}", in_words(ahead.abs())),
        });
    }
    let name = format!("This computer’s clock is {}", own_clock_in_words(ahead));
    let signs = filled.client_authentication().is_signed();
    match filled.connection.signs_ahead {
        Some(_) if signs => Finding::good("What is signed carries the phone system’s time.").named(name),
        None if signs => Finding::warning(
            name,
            "Phone systems refuse signed requests with a wrong time. Correct the clock, or sign on the phone system’s time.",
        )
        .with_action(Some(CauseAction::SignOnServerTime { ahead })),
        _ => Finding::warning(name, "The end of a token is counted by it, so it is better set right."),
    }
}
