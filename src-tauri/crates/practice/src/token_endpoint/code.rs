//! Redeeming an authorization code (RFC 6749 4.1.3), with its proof key (RFC 7636 4.6).

use super::{issuing::Subject, refusal::Refusal};
use crate::{
    description::{Client, TokenEndpoint},
    form::Parameters,
    pkce,
    system::System,
};

/// For whom the code was given. It is used up by its client's first try, whatever comes of it.
pub(super) fn redeem<'a>(
    system: &System,
    endpoint: &'a TokenEndpoint,
    client: &Client,
    parameters: &Parameters,
) -> Result<Subject, Refusal<'a>> {
    let missing = Refusal::of_request(&endpoint.refusals.missing_parameter);
    let wrong = Refusal::of_request(&endpoint.refusals.code);
    let value = parameters.get("code").ok_or(missing)?;
    let code = system.issued().take_code(value, &client.id).ok_or(wrong)?;
    if code.expires_at <= system.seconds() {
        return Err(wrong);
    }
    let redirect_uri = parameters.get("redirect_uri");
    if code.redirect_uri.is_some() && redirect_uri.is_none() {
        return Err(missing);
    }
    if redirect_uri != code.redirect_uri.as_ref() {
        return Err(wrong);
    }
    match (&code.challenge, parameters.get("code_verifier")) {
        (None, None) => {}
        (Some(_), None) => return Err(missing),
        (Some(challenge), Some(verifier)) if pkce::derive_challenge(verifier).as_ref() == Some(challenge) => {}
        // A verifier without a challenge is what a stripped challenge looks like (RFC 9700 4.8.2).
        (_, Some(_)) => return Err(wrong),
    }
    Ok(Subject { authorization: None, username: Some(code.username), scope: code.scope, kept_refresh_token: None })
}
