//! Finding out how a client tried to prove itself.

use super::refusal::Refusal;
use crate::{description::TokenRefusals, form::Parameters, received::Received};

/// What a request offers as proof of its client.
#[derive(Debug)]
pub(super) enum Proof<'a> {
    /// The two halves of a Basic header, not decoded further.
    Basic { id: String, secret: String },
    /// A secret in the body.
    Secret { id: &'a str, secret: &'a str },
    /// An assertion in the body.
    Assertion { assertion_type: &'a str, assertion: &'a str },
    /// No proof, only who it is.
    Id(&'a str),
}

/// Names of the parameters that belong to client authentication.
pub(super) const PARAMETERS: [&str; 4] = ["client_id", "client_secret", "client_assertion", "client_assertion_type"];

/// The one proof of a request; refused when there are none, several (RFC 6749 2.3) or half a one.
pub(super) fn find<'a>(
    request: &Received,
    parameters: &'a Parameters,
    refusals: &'a TokenRefusals,
) -> Result<Proof<'a>, Refusal<'a>> {
    let [id, secret, assertion, assertion_type] = PARAMETERS.map(|name| parameters.get(name).map(String::as_str));
    let has_header = request.header("authorization").is_some();
    let has_assertion = assertion.is_some() || assertion_type.is_some();
    if [has_header, secret.is_some(), has_assertion].into_iter().filter(|&tried| tried).count() > 1 {
        return Err(Refusal::of_request(&refusals.several_authentications));
    }
    if has_header {
        let (basic_id, secret) = request.basic().ok_or(Refusal::of_client(&refusals.client_authentication))?;
        return Ok(Proof::Basic { id: basic_id, secret });
    }
    match (id, secret, assertion, assertion_type) {
        (Some(id), Some(secret), ..) => Ok(Proof::Secret { id, secret }),
        (_, None, Some(assertion), Some(assertion_type)) => Ok(Proof::Assertion { assertion_type, assertion }),
        (Some(id), None, None, None) => Ok(Proof::Id(id)),
        (None, None, None, None) => Err(Refusal::of_client(&refusals.client_authentication)),
        _ => Err(Refusal::of_request(&refusals.missing_parameter)),
    }
}
