//! RFC 7009: the phone system is told that a token is no longer wanted.

use super::token_inquiry::{TokenInquiry, Unanswered};
use crate::{
    domain::{exchange::Exchange, revocation::TokenTypeHint, step::StepKind, token::Token},
    filling::Filled,
    ports::Outside,
    reading::read_revocation_refusal,
};

/// Asks once to have one of the tokens revoked. It is revoked only when the exchange comes back.
pub(crate) async fn revoke(
    outside: Outside<'_>,
    filled: Filled<'_>,
    token: &Token,
    which: TokenTypeHint,
) -> Result<Exchange, Unanswered> {
    let mut inquiry = TokenInquiry::new(outside, filled, token, StepKind::Revoke);
    let request = inquiry.form_about(which)?;
    let answer = inquiry.send(&request).await?;
    // RFC 7009 2.2: 200 is a yes, also for a token that is not known there; what the body says does not matter.
    if answer.status == 200 {
        return Ok(inquiry.exchange(&request, &answer));
    }
    Err(inquiry.refused(&request, &answer, &read_revocation_refusal(&answer)))
}
