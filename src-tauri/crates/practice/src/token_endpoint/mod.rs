//! The token endpoint: from a request to a token or a refusal, in the order of RFC 6749 3.2.

mod authentication;
mod form;
mod issuing;
mod parameters;
mod proof;
mod refusal;

use crate::{
    description::{Grant, GrantType, User},
    received::Received,
    reply::Reply,
    system::System,
};
use form::{FormError, Parameters};
use refusal::Refusal;

/// Answers one request to the path of the token endpoint.
pub(crate) fn answer(system: &System, request: &Received) -> Reply {
    let token = &system.description.token;
    let refusals = &system.description.refusals;
    let refuse = |refusal: Refusal<'_>| refusal.reply(request, &token.realm, &system.facts());
    if request.method != "POST" {
        return refuse(Refusal::of_request(&refusals.method)).with_header("Allow", "POST");
    }
    if request.query().is_some() {
        return refuse(Refusal::of_request(&refusals.query));
    }
    if !form::has_form_content_type(request) {
        return refuse(Refusal::of_request(&refusals.content_type));
    }
    match form::parse_form(&request.body) {
        Err(FormError::Malformed) => refuse(Refusal::of_request(&refusals.form)),
        Err(FormError::Repeated) => refuse(Refusal::of_request(&refusals.repeated_parameter)),
        Ok(parameters) => grant(system, request, &parameters).unwrap_or_else(refuse),
    }
}

fn grant<'a>(system: &'a System, request: &Received, parameters: &'a Parameters) -> Result<Reply, Refusal<'a>> {
    let description = &system.description;
    let refusals = &description.refusals;
    let grant_type = parameters.get("grant_type").ok_or(Refusal::of_request(&refusals.missing_parameter))?;
    let is_asked_for = |grant: &&Grant| grant.kind.as_str() == grant_type;
    if !description.grant.iter().any(|grant| is_asked_for(&grant)) {
        return Err(Refusal::of_request(&refusals.grant_type));
    }
    let client = authentication::authenticate(system, request, parameters)?;
    let grant = description
        .grant
        .iter()
        .filter(|grant| client.grants.contains(&grant.name))
        .find(is_asked_for)
        .ok_or(Refusal::of_request(&refusals.client_grant))?;
    let scope = parameters::check(description, grant, parameters)?;
    let user = match grant.kind {
        GrantType::ClientCredentials => None,
        GrantType::Password => Some(find_user(system, parameters)?),
    };
    // Randomness fails only with the operating system.
    Ok(issuing::issue(system, grant, client, user, scope).unwrap_or_else(|_| Reply::failure(500)))
}

/// The user of a password grant (RFC 6749 4.3.2).
fn find_user<'a>(system: &'a System, parameters: &Parameters) -> Result<&'a User, Refusal<'a>> {
    let refusals = &system.description.refusals;
    let (Some(name), Some(password)) = (parameters.get("username"), parameters.get("password")) else {
        return Err(Refusal::of_request(&refusals.missing_parameter));
    };
    let user = system.description.user.iter().find(|user| user.name == *name && user.password == *password);
    user.ok_or(Refusal::of_request(&refusals.user))
}
