//! RFC 7662: the phone system is asked whether the access token is good.

use super::token_inquiry::{TokenInquiry, Unanswered};
use crate::{
    domain::{inquiry::Inquiry, revocation::TokenTypeHint, step::StepKind, token::Token},
    filling::Filled,
    ports::Outside,
    reading::{IntrospectionReading, read_introspection},
    redacting::clean_claims,
};

/// Asks once. The answer holds for this moment and is not to be kept (RFC 7662 4).
pub(crate) async fn introspect(outside: Outside<'_>, filled: Filled<'_>, token: &Token) -> Inquiry {
    ask(outside, filled, token).await.unwrap_or_else(Unanswered::into_inquiry)
}

async fn ask(outside: Outside<'_>, filled: Filled<'_>, token: &Token) -> Result<Inquiry, Unanswered> {
    let mut inquiry = TokenInquiry::new(outside, filled, token, StepKind::Introspect);
    let request = inquiry.form_about(TokenTypeHint::AccessToken)?;
    let answer = inquiry.send(&request).await?;
    let IntrospectionReading { is_active, members } =
        read_introspection(&answer).map_err(|problem| inquiry.refused(&request, &answer, &problem))?;
    let (title, text) = if is_active {
        ("The token is good", "The phone system knows it and takes it at this moment.")
    } else {
        // RFC 7662 2.2 wants no reason to be given.
        ("The token is not good", "It may have ended, been revoked or never been known there. The answer does not say.")
    };
    Ok(Inquiry::Answered {
        title: title.into(),
        text: text.into(),
        is_active: Some(is_active),
        members: clean_claims(members, &inquiry.known),
        answered_at: outside.clock.now(),
        exchange: inquiry.exchange(&request, &answer),
    })
}
