//! Holding a client's proof against what it is registered for.

use super::{
    proof::{self, Proof},
    refusal::Refusal,
};
use crate::{
    assertion,
    description::{AuthenticationMethod, Client, TokenEndpoint},
    fault::Fault,
    form::{Parameters, decode},
    received::Received,
    system::System,
};

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The client of a request, proven by the one method it is registered for.
pub(super) fn authenticate<'a>(
    system: &'a System,
    endpoint: &'a TokenEndpoint,
    request: &Received,
    parameters: &'a Parameters,
) -> Result<&'a Client, Refusal<'a>> {
    let refusals = &endpoint.refusals;
    let proof = proof::find(request, parameters, refusals)?;
    let client = claimed_client(system, &proof).ok_or(Refusal::of_client(&refusals.client))?;
    // An ID beside a Basic header or an assertion must name the same client (RFC 6749 3.2.1, RFC 7521 4.2).
    if parameters.get("client_id").is_some_and(|id| *id != client.id) {
        return Err(Refusal::of_client(&refusals.client));
    }
    match (system.fault(), &proof) {
        (Some(Fault::UnknownClient), _) => return Err(Refusal::of_client(&refusals.client)),
        (Some(Fault::WrongSecret), Proof::Assertion { .. }) => return Err(Refusal::of_client(&refusals.assertion)),
        (Some(Fault::WrongSecret), _) => return Err(Refusal::of_client(&refusals.secret)),
        _ => {}
    }
    let wrong_method = Refusal::of_client(&refusals.client_authentication);
    let secret = client.secret.as_deref();
    let secret_fits = match (&proof, client.method) {
        (Proof::Basic { secret: sent, .. }, AuthenticationMethod::ClientSecretBasic) => {
            decode(sent).as_deref() == secret
        }
        (Proof::Basic { secret: sent, .. }, AuthenticationMethod::ClientSecretBasicRaw) => {
            Some(sent.as_str()) == secret
        }
        (Proof::Basic { .. }, AuthenticationMethod::ClientSecretPost) => {
            // The header was not read, so there is nothing to challenge.
            return Err(refusals.basic_not_read.as_ref().map_or(wrong_method, Refusal::of_request));
        }
        (Proof::Secret { secret: sent, .. }, AuthenticationMethod::ClientSecretPost) => Some(*sent) == secret,
        (
            Proof::Assertion { assertion_type, assertion },
            AuthenticationMethod::PrivateKeyJwt | AuthenticationMethod::ClientSecretJwt,
        ) => {
            let holds =
                *assertion_type == ASSERTION_TYPE && assertion::holds(system, endpoint, client, request, assertion);
            return if holds { Ok(client) } else { Err(Refusal::of_client(&refusals.assertion)) };
        }
        (Proof::Id(_), AuthenticationMethod::None) => true,
        _ => return Err(wrong_method),
    };
    if secret_fits { Ok(client) } else { Err(Refusal::of_client(&refusals.secret)) }
}

/// The client that a proof claims to come from.
fn claimed_client<'a>(system: &'a System, proof: &Proof<'_>) -> Option<&'a Client> {
    let find = |id: &str| system.description.client(id);
    match proof {
        Proof::Basic { id, .. } => find(id).or_else(|| find(&decode(id)?)),
        Proof::Secret { id, .. } | Proof::Id(id) => find(id),
        Proof::Assertion { assertion, .. } => find(&assertion::claimed_subject(assertion)?),
    }
}
