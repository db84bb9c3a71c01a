//! Telling a client whether a token of its own is good (RFC 7662).

use super::{authentication, refusal::Refusal};
use crate::{
    description::{Introspection, Placeholder, TokenEndpoint},
    form::Parameters,
    received::Received,
    reply::Reply,
    system::System,
};

/// Answers about the token of a request.
pub(super) fn introspect<'a>(
    system: &'a System,
    endpoint: &'a TokenEndpoint,
    introspection: &'a Introspection,
    request: &Received,
    parameters: &'a Parameters,
) -> Result<Reply, Refusal<'a>> {
    let client = authentication::authenticate(system, endpoint, request, parameters)?;
    let value = parameters.get("token").ok_or(Refusal::of_request(&endpoint.refusals.missing_parameter))?;
    let now = system.seconds();
    let issued = system.issued();
    let is_good = |end: Option<i64>| end.is_none_or(|end| now < end);
    let token = issued.token(value).filter(|token| token.client_id == client.id && is_good(token.expires_at));
    let Some(token) = token else { return Ok(system.reply(&introspection.inactive)) };
    let end = token.expires_at.map_or_else(|| "null".to_owned(), |end| end.to_string());
    Ok(Reply::from_answer(&introspection.active, &system.facts_of(token).with(Placeholder::ExpiresAt, end)))
}
