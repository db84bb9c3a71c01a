//! Checking a client assertion (RFC 7523 3).

use jsonwebtoken::{Algorithm, Validation, dangerous::insecure_decode, decode, decode_header};
use serde::Deserialize;

use crate::{
    description::{AssertionRules, Client, Facts, Placeholder, TokenEndpoint},
    received::Received,
    system::System,
};

/// How far two clocks may be apart.
const CLOCK_DIFFERENCE_SECONDS: i64 = 60;

/// The claims; `aud` must be one text, times whole seconds.
#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    exp: i64,
    iat: Option<i64>,
    nbf: Option<i64>,
    jti: String,
}

#[derive(Deserialize)]
struct Subject {
    sub: String,
}

/// Who an assertion says it is from, unchecked: only good for finding the key to check it with.
pub(crate) fn claimed_subject(assertion: &str) -> Option<String> {
    insecure_decode::<Subject>(assertion).ok().map(|token| token.claims.sub)
}

/// Whether an assertion is this client's, for us, for now, and new; uses up its `jti` if so.
pub(crate) fn holds(
    system: &System,
    endpoint: &TokenEndpoint,
    client: &Client,
    request: &Received,
    assertion: &str,
) -> bool {
    let Some(rules) = &endpoint.assertion else { return false };
    let Some(claims) = read_signed(system, client, assertion) else { return false };
    claims.iss == client.id
        && claims.sub == client.id
        && is_for_us(system, endpoint, rules, request, &claims.aud)
        && is_for_now(system.seconds(), rules, &claims)
        && !claims.jti.is_empty()
        && system.issued().use_up(&client.id, &claims.jti)
}

/// The claims, if the signature is the registered key's by a registered algorithm.
fn read_signed(system: &System, client: &Client, assertion: &str) -> Option<Claims> {
    let registered = system.keys.of(&client.id)?;
    let header = decode_header(assertion).ok()?;
    let algorithm: Algorithm = header.alg;
    if !registered.algorithms.contains(&algorithm) {
        return None;
    }
    if let (Some(expected), Some(sent)) = (&client.key_id, &header.kid)
        && expected != sent
    {
        return None;
    }
    // Claims are checked here, by the practice system's own clock and to the letter.
    let mut validation = Validation::new(algorithm);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    decode::<Claims>(assertion, &registered.key, &validation).ok().map(|token| token.claims)
}

/// The audience is built from the address that was really called, as a phone system behind several names would.
fn is_for_us(
    system: &System,
    endpoint: &TokenEndpoint,
    rules: &AssertionRules,
    request: &Received,
    audience: &str,
) -> bool {
    let Some(host) = request.header("host") else { return false };
    let address = format!("{}://{host}", system.scheme());
    let token_url = format!("{address}{}", endpoint.path);
    let facts = Facts::default().with(Placeholder::Address, address).with(Placeholder::TokenUrl, token_url);
    rules.audiences.iter().any(|allowed| allowed.fill(&facts) == audience)
}

fn is_for_now(now: i64, rules: &AssertionRules, claims: &Claims) -> bool {
    let latest_start = now.saturating_add(CLOCK_DIFFERENCE_SECONDS);
    let latest_end = latest_start.saturating_add(rules.longest_seconds);
    let has_begun = claims.iat.into_iter().chain(claims.nbf).all(|start| start <= latest_start);
    has_begun && now < claims.exp && claims.exp <= latest_end
}
