//! `OpenID` Connect Core 5.3: the phone system is asked whom the access token acts for.

use super::{
    token_flow::standard_headers,
    token_inquiry::{TokenInquiry, Unanswered},
};
use crate::{
    diagnosing::Failure,
    domain::{inquiry::Inquiry, step::StepKind, token::Token},
    filling::Filled,
    ports::{
        Outside,
        http::{HttpRequest, Method, TOKEN_ANSWER_LIMIT, WireText},
    },
    reading::read_userinfo,
    redacting::clean_claims,
};

/// Asks once, with the token in the `Authorization` header (RFC 6750 2.1). The answer is not to be kept.
pub(crate) async fn ask_userinfo(outside: Outside<'_>, filled: Filled<'_>, token: &Token) -> Inquiry {
    ask(outside, filled, token).await.unwrap_or_else(Unanswered::into_inquiry)
}

async fn ask(outside: Outside<'_>, filled: Filled<'_>, token: &Token) -> Result<Inquiry, Unanswered> {
    let mut inquiry = TokenInquiry::new(outside, filled, token, StepKind::UserInfo);
    let mut headers = standard_headers();
    let bearer = WireText::prefixed("Bearer ", "Access token", token.access_token.clone());
    headers.push(("Authorization".into(), bearer));
    let request = HttpRequest {
        method: Method::Get,
        url: inquiry.address()?,
        query: Vec::new(),
        headers,
        body: None,
        answer_limit: TOKEN_ANSWER_LIMIT,
    };
    let answer = inquiry.send(&request).await?;
    if !(200..300).contains(&answer.status) {
        let failure = Failure::TestRefused { answer: &answer, known: &inquiry.known };
        return Err(inquiry.fail(&failure, Some(inquiry.exchange(&request, &answer))));
    }
    let members = read_userinfo(&answer).map_err(|problem| inquiry.refused(&request, &answer, &problem))?;
    Ok(Inquiry::Answered {
        title: "The token acts for this person".into(),
        text: "So the phone system says at this moment.".into(),
        is_active: None,
        members: clean_claims(members, &inquiry.known),
        answered_at: outside.clock.now(),
        exchange: inquiry.exchange(&request, &answer),
    })
}
