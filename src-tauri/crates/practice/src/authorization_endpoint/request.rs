//! Reading and checking an authorization request (RFC 6749 4.1.1 and 4.2.1, RFC 7636 4.3).

use super::way_back::{ResponseMode, WayBack};
use crate::{
    description::{AuthorizationEndpoint, Breach, Client, Pkce, RegisteredRedirect, ResponseType},
    form::{self, FormError, Parameters},
    pkce,
    received::Received,
    system::System,
};

/// A request that is in order.
pub(super) struct AuthorizationRequest<'a> {
    pub(super) client: &'a Client,
    pub(super) to: WayBack,
    pub(super) response_type: ResponseType,
    pub(super) scope: String,
    /// The token request has to repeat it where it was sent (RFC 6749 4.1.3).
    pub(super) sent_redirect_uri: Option<String>,
    pub(super) challenge: Option<String>,
}

/// Why a request is refused.
pub(super) enum Objection {
    /// Nobody may be sent anywhere; the reason is for the person, a sentence or two.
    BeforeRedirect(String),
    /// The application is told (RFC 6749 4.1.2.1).
    Redirected { to: WayBack, error: &'static str, description: &'static str },
}

/// Reads the query of a request.
pub(super) fn read<'a>(
    system: &'a System,
    endpoint: &AuthorizationEndpoint,
    request: &Received,
) -> Result<AuthorizationRequest<'a>, Objection> {
    let parameters = form::parse_form(request.query().unwrap_or_default().as_bytes()).map_err(|error| {
        Objection::BeforeRedirect(match error {
            FormError::Malformed => "The address of the sign-in page is not properly encoded.".to_owned(),
            FormError::Repeated => "The address of the sign-in page has a parameter twice.".to_owned(),
        })
    })?;
    let client = find_client(system, &parameters)?;
    let redirect_uri = find_redirect(system, client, &parameters)?;
    refuse_unknown_pkce(endpoint, &parameters)?;
    let state = parameters.get("state").cloned();
    let wanted_mode = parameters.get("response_mode").map(String::as_str);
    let response_type = parameters.get("response_type").map(String::as_str);
    // Where the mode cannot be told, the error goes where this response type's errors go.
    let usual_mode =
        if response_type == Some(ResponseType::Token.as_str()) { ResponseMode::Fragment } else { ResponseMode::Query };
    let mode = wanted_mode.map_or(Some(usual_mode), ResponseMode::parse);
    let to = WayBack { redirect_uri, state, mode: mode.unwrap_or(usual_mode) };
    let checked = check_response_type(endpoint, client, response_type).and_then(|response_type| {
        check_mode(response_type, mode)?;
        let challenge = check_pkce(endpoint, response_type, &parameters)?;
        let scope = check_parameters(endpoint, &parameters)?;
        if parameters.get("prompt").is_some_and(|prompt| prompt == "none") {
            return Err(("login_required", "Nobody is signed in"));
        }
        Ok((response_type, challenge, scope))
    });
    match checked {
        Ok((response_type, challenge, scope)) => Ok(AuthorizationRequest {
            client,
            to,
            response_type,
            scope,
            sent_redirect_uri: parameters.get("redirect_uri").cloned(),
            challenge,
        }),
        Err((error, description)) => Err(Objection::Redirected { to, error, description }),
    }
}

/// An error code of RFC 6749 4.1.2.1 and what is said about it.
type Refusal = (&'static str, &'static str);

fn find_client<'a>(system: &'a System, parameters: &Parameters) -> Result<&'a Client, Objection> {
    let id = parameters.get("client_id");
    let id = id.ok_or_else(|| Objection::BeforeRedirect("The application did not say who it is.".to_owned()))?;
    let client = system.description.client(id);
    client.ok_or_else(|| Objection::BeforeRedirect(format!("There is no application with the ID {id}.")))
}

/// Where the answer goes: the address that was sent, or the only one that is registered (RFC 6749 3.1.2.3).
fn find_redirect(system: &System, client: &Client, parameters: &Parameters) -> Result<String, Objection> {
    match (parameters.get("redirect_uri"), client.redirects.as_slice()) {
        (Some(sent), _) if client.has_redirect(sent, &system.address) => Ok(sent.clone()),
        (Some(sent), _) => Err(Objection::BeforeRedirect(format!(
            "The redirect address {sent} is not registered for this application."
        ))),
        (None, [RegisteredRedirect::Exact(only)]) => Ok(only.fill(&system.facts())),
        (None, _) => Err(Objection::BeforeRedirect("The application did not say where to go back to.".to_owned())),
    }
}

fn refuse_unknown_pkce(endpoint: &AuthorizationEndpoint, parameters: &Parameters) -> Result<(), Objection> {
    let names = ["code_challenge", "code_challenge_method"];
    match names.into_iter().find(|&name| endpoint.pkce == Pkce::Refused && parameters.contains_key(name)) {
        Some(name) => Err(Objection::BeforeRedirect(format!("The parameter {name} is unknown."))),
        None => Ok(()),
    }
}

fn check_response_type(
    endpoint: &AuthorizationEndpoint,
    client: &Client,
    sent: Option<&str>,
) -> Result<ResponseType, Refusal> {
    let sent = sent.ok_or(("invalid_request", "response_type is missing"))?;
    let known = endpoint.response_types.iter().find(|known| known.as_str() == sent);
    let known = *known.ok_or(("unsupported_response_type", "This response type is not offered here"))?;
    let may_use = client.response_types.contains(&known);
    may_use.then_some(known).ok_or(("unauthorized_client", "The application may not use this response type"))
}

/// A token never stands in a query, where it would be written into logs.
fn check_mode(response_type: ResponseType, mode: Option<ResponseMode>) -> Result<(), Refusal> {
    match (response_type, mode) {
        (_, None) => Err(("invalid_request", "This response mode is not offered here")),
        (ResponseType::Token, Some(ResponseMode::Query)) => {
            Err(("invalid_request", "A token is not handed out in a query"))
        }
        _ => Ok(()),
    }
}

fn check_pkce(
    endpoint: &AuthorizationEndpoint,
    response_type: ResponseType,
    parameters: &Parameters,
) -> Result<Option<String>, Refusal> {
    if response_type != ResponseType::Code {
        return Ok(None);
    }
    match (parameters.get("code_challenge"), parameters.get("code_challenge_method").map(String::as_str)) {
        (None, None) if endpoint.pkce == Pkce::Required => Err(("invalid_request", "code_challenge is missing")),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(("invalid_request", "code_challenge is missing")),
        (Some(challenge), Some("S256")) if pkce::is_challenge(challenge) => Ok(Some(challenge.clone())),
        (Some(_), Some("S256")) => Err(("invalid_request", "code_challenge is no SHA-256 in Base64url")),
        // Without a method it would be `plain` (RFC 7636 4.3), which hides nothing.
        (Some(_), _) => Err(("invalid_request", "Only the challenge method S256 is taken")),
    }
}

/// Checks what the description names and yields the scope, which may be empty.
fn check_parameters(endpoint: &AuthorizationEndpoint, parameters: &Parameters) -> Result<String, Refusal> {
    for (name, rule) in &endpoint.parameters {
        match rule.breach(parameters.get(name).map(String::as_str)) {
            None => {}
            Some(_) if name == "scope" => return Err(("invalid_scope", "The scope is missing or unknown")),
            Some(Breach::Missing) => return Err(("invalid_request", "A parameter is missing")),
            Some(Breach::Value | Breach::Word) => return Err(("invalid_request", "A parameter has a wrong value")),
        }
    }
    let rule = endpoint.parameters.get("scope");
    let asked = parameters.get("scope").filter(|_| rule.is_some());
    Ok(asked.or(rule.and_then(|rule| rule.default.as_ref())).cloned().unwrap_or_default())
}
