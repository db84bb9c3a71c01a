//! The authorization endpoint (RFC 6749 3.1): a page where a person signs in and allows or denies, and the way back.
//!
//! It redirects to registered addresses alone. Whatever is wrong before one is known ends in a page.

mod page;
mod request;
mod way_back;

use aws_lc_rs::error::Unspecified;

use crate::{
    acting::Acting,
    description::{ACCESS, AuthorizationEndpoint, ResponseType, TokenEndpoint, User},
    fault::Fault,
    form,
    issued::{IssuedCode, IssuedToken},
    random,
    received::Received,
    reply::Reply,
    system::System,
    tokens,
};
use page::Consent;
use request::{AuthorizationRequest, Objection};

/// RFC 6749 4.1.2 allows ten minutes at the most; a browser needs a moment.
const CODE_LIFETIME_SECONDS: i64 = 60;
const CODE_LENGTH: usize = 40;

/// What comes of a request that is in order.
enum Decision<'a> {
    /// The page, with a complaint about the last try where there was one.
    Ask(Option<&'static str>),
    Allow(&'a User),
    Deny,
}

/// Answers one request to the path of the authorization endpoint. The page posts to itself, query and all.
pub(crate) fn answer(system: &System, endpoint: &AuthorizationEndpoint, request: &Received) -> Reply {
    if !matches!(request.method.as_str(), "GET" | "POST") {
        return system.refuse_method("GET, POST");
    }
    let asked = match request::read(system, endpoint, request) {
        Ok(asked) => asked,
        Err(Objection::BeforeRedirect(reason)) => return page::refusal(system, &reason),
        Err(Objection::Redirected { to, error, description }) => {
            return to.answer(system, endpoint, &[("error", error), ("error_description", description)]);
        }
    };
    if system.fails(Fault::RedirectRefused) {
        return page::refusal(system, "The redirect address is not registered for this application.");
    }
    match decide(system, request) {
        Decision::Ask(complaint) => page::consent(system, &Consent { asked: &asked, request, complaint }),
        Decision::Deny => {
            let description = "The person or the phone system said no";
            asked.to.answer(system, endpoint, &[("error", "access_denied"), ("error_description", description)])
        }
        Decision::Allow(user) => match system.fault().and_then(end_of_sign_in) {
            Some((error, description)) => {
                asked.to.answer(system, endpoint, &[("error", error), ("error_description", description)])
            }
            // Randomness fails only with the operating system.
            None => allow(system, endpoint, &asked, user).unwrap_or_else(|_| Reply::empty(500)),
        },
    }
}

/// The error that a sign-in ends with although access was allowed (RFC 6749 4.1.2.1), and what is said about it.
const fn end_of_sign_in(fault: Fault) -> Option<(&'static str, &'static str)> {
    Some(match fault {
        Fault::AccessDenied => ("access_denied", "The phone system said no"),
        Fault::SignInFailed => ("server_error", "The session could not be written"),
        Fault::ScopeRefused => ("invalid_scope", "The scope is not allowed for this client"),
        Fault::GrantRefused => ("unauthorized_client", "The client may not use this response type"),
        _ => return None,
    })
}

fn decide<'a>(system: &'a System, request: &Received) -> Decision<'a> {
    match system.acting {
        Acting::Never => Decision::Ask(None),
        Acting::Deny => Decision::Deny,
        Acting::Allow => system.description.user.first().map_or(Decision::Deny, Decision::Allow),
        Acting::ByPerson if request.method == "GET" => Decision::Ask(None),
        Acting::ByPerson => decision_of_person(system, request),
    }
}

fn decision_of_person<'a>(system: &'a System, request: &Received) -> Decision<'a> {
    let Ok(chosen) = form::parse_form(&request.body) else { return Decision::Ask(None) };
    let field = |name: &str| chosen.get(name).map_or("", String::as_str);
    match field("decision") {
        "deny" => Decision::Deny,
        "allow" => {
            let user = system.description.user(field("username"), field("password"));
            user.map_or(Decision::Ask(Some("User name or password is wrong.")), Decision::Allow)
        }
        _ => Decision::Ask(None),
    }
}

fn allow(
    system: &System,
    endpoint: &AuthorizationEndpoint,
    asked: &AuthorizationRequest<'_>,
    user: &User,
) -> Result<Reply, Unspecified> {
    match (asked.response_type, &system.description.token) {
        (ResponseType::Token, Some(token)) => hand_out_token(system, endpoint, token, asked, user),
        _ => hand_out_code(system, endpoint, asked, user),
    }
}

fn hand_out_code(
    system: &System,
    endpoint: &AuthorizationEndpoint,
    asked: &AuthorizationRequest<'_>,
    user: &User,
) -> Result<Reply, Unspecified> {
    let code = random::letters_and_digits(CODE_LENGTH)?;
    let meaning = IssuedCode {
        client_id: asked.client.id.clone(),
        username: user.name.clone(),
        scope: asked.scope.clone(),
        redirect_uri: asked.sent_redirect_uri.clone(),
        challenge: asked.challenge.clone(),
        expires_at: system.seconds().saturating_add(CODE_LIFETIME_SECONDS),
    };
    system.issued().remember_code(code.clone(), meaning);
    Ok(asked.to.answer(system, endpoint, &[("code", &code)]))
}

/// RFC 6749 4.2.2: no refresh token.
fn hand_out_token(
    system: &System,
    endpoint: &AuthorizationEndpoint,
    token: &TokenEndpoint,
    asked: &AuthorizationRequest<'_>,
    user: &User,
) -> Result<Reply, Unspecified> {
    let expires_at = system.seconds().saturating_add(token.lifetime_seconds);
    let access_token = tokens::make_access_token(token.access_token, &asked.client.id, expires_at)?;
    let meaning = IssuedToken {
        kind: ACCESS.to_owned(),
        client_id: asked.client.id.clone(),
        username: Some(user.name.clone()),
        scope: asked.scope.clone(),
        expires_at: Some(expires_at),
        single_use: false,
        authorization: None,
    };
    system.issued().remember(access_token.clone(), meaning);
    let lifetime = token.lifetime_seconds.to_string();
    let parameters = [
        ("access_token", access_token.as_str()),
        ("token_type", "Bearer"),
        ("expires_in", &lifetime),
        ("scope", &asked.scope),
    ];
    Ok(asked.to.answer(system, endpoint, &parameters))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OAUTH2: &str = include_str!("../../systems/oauth2.toml");
    const CHALLENGE: &str = "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

    /// The status and the way back of a request with `more` at its end, where proof keys are treated by `pkce`.
    fn ask(pkce: &str, more: &str) -> (u16, Option<String>) {
        let description = OAUTH2.replace("pkce = \"optional\"", &format!("pkce = \"{pkce}\""));
        let mut system = System::of_description("oauth2.toml", &description);
        system.acting = Acting::Allow;
        let target = "/oauth2/authorize?response_type=code&client_id=practice-public&redirect_uri=http://localhost/";
        let request =
            Received { method: "GET".into(), target: format!("{target}{more}"), headers: Vec::new(), body: Vec::new() };
        let mut reply = answer(&system, system.description.authorization.as_ref().unwrap(), &request);
        let location = reply.headers.iter().position(|(name, _)| name == "Location");
        (reply.status, location.map(|index| reply.headers.swap_remove(index).1))
    }

    #[test]
    fn a_proof_key_is_needed_where_the_description_says_so() {
        let (status, way_back) = ask("required", "");
        assert_eq!(status, 303);
        assert!(way_back.unwrap().starts_with("http://localhost/?error=invalid_request"), "RFC 7636 4.4.1");
        assert!(ask("required", CHALLENGE).1.unwrap().starts_with("http://localhost/?code="));
    }

    #[test]
    fn a_proof_key_ends_in_a_page_where_it_is_an_unknown_parameter() {
        assert_eq!(ask("refused", CHALLENGE), (400, None));
        assert!(ask("refused", "").1.unwrap().starts_with("http://localhost/?code="));
    }
}
