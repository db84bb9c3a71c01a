//! Ending a token because its client says so (RFC 7009).

use super::{authentication, refusal::Refusal};
use crate::{
    description::{Revocation, TokenEndpoint},
    form::Parameters,
    received::Received,
    reply::Reply,
    system::System,
};

/// Ends the token of a request. The hint is not needed to find it (2.1), so it is not looked at.
pub(super) fn revoke<'a>(
    system: &'a System,
    endpoint: &'a TokenEndpoint,
    revocation: &'a Revocation,
    request: &Received,
    parameters: &'a Parameters,
) -> Result<Reply, Refusal<'a>> {
    let client = authentication::authenticate(system, endpoint, request, parameters)?;
    let value = parameters.get("token").ok_or(Refusal::of_request(&endpoint.refusals.missing_parameter))?;
    let mut issued = system.issued();
    if issued.token(value).is_some_and(|token| token.client_id != client.id) {
        return Err(Refusal::of_request(&revocation.other_client));
    }
    issued.revoke(value);
    Ok(system.reply(&revocation.answer))
}
