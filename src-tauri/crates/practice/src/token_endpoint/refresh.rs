//! Redeeming a refresh token (RFC 6749 6).

use super::{issuing::Subject, refusal::Refusal};
use crate::{
    description::{Client, Grant, REFRESH, Rotation, TokenEndpoint},
    form::Parameters,
    system::System,
};

/// For whom the refresh token was given. A refused request leaves it as it is.
pub(super) fn redeem<'a>(
    system: &System,
    endpoint: &'a TokenEndpoint,
    grant: &Grant,
    client: &Client,
    parameters: &Parameters,
) -> Result<Subject, Refusal<'a>> {
    let refusals = &endpoint.refusals;
    let value = parameters.get("refresh_token").ok_or(Refusal::of_request(&refusals.missing_parameter))?;
    let mut issued = system.issued();
    let token = issued.token(value).filter(|token| token.kind == REFRESH && token.client_id == client.id).cloned();
    let token = token.ok_or(Refusal::of_request(&refusals.refresh_token))?;
    // Less may be asked for than was granted, not more.
    let asked = parameters.get("scope").filter(|_| grant.parameters.contains_key("scope"));
    let was_granted = |word: &str| token.scope.split(' ').any(|granted| granted == word);
    if asked.is_some_and(|asked| !asked.split(' ').all(was_granted)) {
        return Err(Refusal::of_request(&refusals.scope));
    }
    let rotates = grant.rotation == Some(Rotation::Always);
    if rotates {
        issued.forget(value);
    }
    Ok(Subject {
        authorization: token.authorization,
        username: token.username,
        scope: asked.cloned().unwrap_or(token.scope),
        kept_refresh_token: (!rotates).then(|| value.clone()),
    })
}

/// Ends the refresh token of a request with all that came from the same authorization, as if it had been used twice
/// (RFC 9700 4.14.2).
pub(super) fn end_all_of(system: &System, parameters: &Parameters) {
    if let Some(value) = parameters.get("refresh_token") {
        system.issued().revoke(value);
    }
}
