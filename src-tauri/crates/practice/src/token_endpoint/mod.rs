//! The token endpoint: from a request to a token or a refusal, in the order of RFC 6749 3.2.

mod authentication;
mod body;
mod code;
mod introspection;
mod issuing;
mod parameters;
mod proof;
mod refresh;
mod refusal;
mod revocation;

use crate::{
    delivery::Delivery,
    description::{BodyCoding, Description, Grant, GrantType, Introspection, Revocation, TokenEndpoint, User},
    failing,
    fault::Fault,
    form::{FormError, Parameters},
    received::Received,
    reply::Reply,
    system::System,
};
use body::BodyError;
use issuing::Subject;
use refusal::Refusal;

/// Answers one request to the path of the token endpoint, or of another where clients prove themselves in the same way.
pub(crate) async fn answer(system: &System, endpoint: &TokenEndpoint, asked: &Asked<'_>, request: &Received) -> Reply {
    let refusals = &endpoint.refusals;
    let refuse = |refusal: Refusal<'_>| refusal.reply(request, &endpoint.realm, &system.facts());
    if request.method != "POST" {
        return refuse(Refusal::of_request(&system.description.refusals.method)).with_header("Allow", "POST");
    }
    if request.query().is_some() {
        return refuse(Refusal::of_request(&refusals.query));
    }
    // How a phone system of its own ways takes token requests does not matter where a standard says form.
    let taken = match asked {
        Asked::Token => endpoint.body.as_slice(),
        Asked::Revocation(_) | Asked::Introspection(_) => &[BodyCoding::Form],
    };
    let parameters = match body::read(request, taken).await {
        Err(BodyError::ContentType) => return refuse(Refusal::of_request(&refusals.content_type)),
        Err(BodyError::Form(FormError::Malformed)) => return refuse(Refusal::of_request(&refusals.form)),
        Err(BodyError::Form(FormError::Repeated)) => return refuse(Refusal::of_request(&refusals.repeated_parameter)),
        Ok(parameters) => parameters,
    };
    let answered = match asked {
        Asked::Token => grant(system, endpoint, request, &parameters),
        Asked::Revocation(rules) => revocation::revoke(system, endpoint, rules, request, &parameters),
        Asked::Introspection(rules) => introspection::introspect(system, endpoint, rules, request, &parameters),
    };
    answered.unwrap_or_else(refuse)
}

/// Which endpoint a client came to.
pub(crate) enum Asked<'a> {
    /// RFC 6749 3.2.
    Token,
    /// RFC 7009 2.
    Revocation(&'a Revocation),
    /// RFC 7662 2.
    Introspection(&'a Introspection),
}

impl<'a> Asked<'a> {
    /// The endpoint of this path, where it is one of them.
    pub(crate) fn at(path: &str, description: &'a Description) -> Option<Self> {
        let token = description.token.iter().filter(|endpoint| endpoint.path == path).map(|_| Self::Token);
        let revocation = description.revocation.iter().filter(|rules| rules.path == path).map(Self::Revocation);
        let introspection =
            description.introspection.iter().filter(|rules| rules.path == path).map(Self::Introspection);
        token.chain(revocation).chain(introspection).next()
    }
}

fn grant<'a>(
    system: &'a System,
    endpoint: &'a TokenEndpoint,
    request: &Received,
    parameters: &'a Parameters,
) -> Result<Reply, Refusal<'a>> {
    let description = &system.description;
    let refusals = &endpoint.refusals;
    let grant_type = parameters.get("grant_type").ok_or(Refusal::of_request(&refusals.missing_parameter))?;
    let is_asked_for = |grant: &&Grant| grant.kind.as_str() == grant_type;
    if !description.grant.iter().any(|grant| is_asked_for(&grant)) {
        return Err(Refusal::of_request(&refusals.grant_type));
    }
    let client = authentication::authenticate(system, endpoint, request, parameters)?;
    let grant = description
        .grant
        .iter()
        .filter(|grant| client.grants.contains(&grant.name))
        .find(is_asked_for)
        .ok_or(Refusal::of_request(&refusals.client_grant))?;
    if let Some(answer) = system.fault().and_then(|fault| failing::refusal_of_grant(fault, grant.kind, refusals)) {
        if system.fails(Fault::RotatedRefreshToken) {
            refresh::end_all_of(system, parameters);
        }
        return Err(Refusal::of_request(answer));
    }
    let scope = parameters::check(system, endpoint, grant, client, parameters)?;
    let subject = match grant.kind {
        GrantType::ClientCredentials => {
            Subject { authorization: None, username: None, scope: scope.to_owned(), kept_refresh_token: None }
        }
        GrantType::Password => {
            let user = find_user(system, endpoint, parameters)?;
            Subject {
                authorization: None,
                username: Some(user.name.clone()),
                scope: scope.to_owned(),
                kept_refresh_token: None,
            }
        }
        GrantType::AuthorizationCode => code::redeem(system, endpoint, client, parameters)?,
        GrantType::RefreshToken => refresh::redeem(system, endpoint, grant, client, parameters)?,
    };
    // Randomness fails only with the operating system.
    let reply = issuing::issue(system, endpoint, grant, client, subject).unwrap_or_else(|_| Reply::empty(500));
    if grant.kind == GrantType::RefreshToken && system.fails(Fault::LostRefreshAnswer) {
        return Ok(Reply { delivery: Delivery::Lost, ..reply });
    }
    Ok(reply)
}

/// The user of a password grant (RFC 6749 4.3.2).
fn find_user<'a>(
    system: &'a System,
    endpoint: &'a TokenEndpoint,
    parameters: &Parameters,
) -> Result<&'a User, Refusal<'a>> {
    let refusals = &endpoint.refusals;
    let (Some(name), Some(password)) = (parameters.get("username"), parameters.get("password")) else {
        return Err(Refusal::of_request(&refusals.missing_parameter));
    };
    system.description.user(name, password).ok_or(Refusal::of_request(&refusals.user))
}
