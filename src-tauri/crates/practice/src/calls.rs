//! Calls that hand out a token in the vendor's own way, and those that want one.

use aws_lc_rs::error::Unspecified;

use crate::{
    delivery::Delivery,
    description::{ApiEndpoint, Call, CallProof, Placeholder, TokenPlace, TokenRules},
    failing,
    fault::Fault,
    form,
    issued::{IssuedToken, TokenFault},
    random,
    received::Received,
    reply::Reply,
    request_rules::{are_met, json_member},
    system::System,
};

/// Answers a request to the path of a call that hands out a token.
pub(crate) fn answer_call(system: &System, call: &Call, request: &Received) -> Reply {
    let rules = &call.request;
    if request.method != rules.method {
        return system.refuse_method(&rules.method);
    }
    if !are_met(rules, request) {
        return system.reply(rules.refusal.as_ref().unwrap_or(&call.refusal));
    }
    if system.fault().is_some_and(|fault| failing::refuses(fault, &call.proof)) {
        if system.fails(Fault::RotatedRefreshToken) {
            // Presented elsewhere, it is used up.
            find_holder(system, &call.proof, request);
        }
        return system.reply(&call.refusal);
    }
    let Some(holder) = find_holder(system, &call.proof, request) else { return system.reply(&call.refusal) };
    // Randomness fails only with the operating system.
    let reply = hand_out(system, call, &holder).unwrap_or_else(|_| Reply::empty(500));
    let renews = matches!(call.proof, CallProof::TokenMember { .. });
    if renews && system.fails(Fault::LostRefreshAnswer) { Reply { delivery: Delivery::Lost, ..reply } } else { reply }
}

/// Who makes a call, as the meaning of the tokens to come; none when the proof is absent or wrong.
fn find_holder(system: &System, proof: &CallProof, request: &Received) -> Option<IssuedToken> {
    let description = &system.description;
    match proof {
        CallProof::BasicUser => {
            let (name, password) = request.basic()?;
            let user = description.user(&name, &password)?;
            Some(IssuedToken { username: Some(user.name.clone()), ..IssuedToken::default() })
        }
        CallProof::Bearer(kind) => present(system, request.authorization("Bearer")?, kind),
        CallProof::TokenMember { member, kind } => present(system, &json_member(request, member)?, kind),
        CallProof::ClientMembers { id, secret } => {
            let client = description.client(&json_member(request, id)?)?;
            let is_proven = client.secret.is_some() && client.secret == json_member(request, secret);
            is_proven.then(|| IssuedToken { client_id: client.id.clone(), ..IssuedToken::default() })
        }
    }
}

fn present(system: &System, value: &str, kind: &String) -> Option<IssuedToken> {
    system.issued().present(value, std::slice::from_ref(kind), system.seconds()).ok()
}

fn hand_out(system: &System, call: &Call, holder: &IssuedToken) -> Result<Reply, Unspecified> {
    let mut facts = system
        .facts_of(holder)
        .with(Placeholder::ExpiresIn, call.access_token.lifetime_seconds.to_string())
        .with(Placeholder::AccessToken, make(system, &call.access_token, holder)?);
    if let Some(rules) = &call.refresh_token {
        facts = facts.with(Placeholder::RefreshToken, make(system, rules, holder)?);
    }
    Ok(Reply::from_answer(&call.answer, &facts))
}

fn make(system: &System, rules: &TokenRules, holder: &IssuedToken) -> Result<String, Unspecified> {
    let value = random::letters_and_digits(rules.letters)?;
    let meaning = IssuedToken {
        kind: rules.kind.clone(),
        expires_at: Some(system.seconds().saturating_add(rules.lifetime_seconds)),
        single_use: rules.single_use,
        ..holder.clone()
    };
    system.issued().remember(value.clone(), meaning);
    Ok(value)
}

/// Answers a request to the path of a call that wants a token.
pub(crate) fn answer_api_call(system: &System, endpoint: &ApiEndpoint, request: &Received) -> Reply {
    let refusals = &system.description.refusals;
    let rules = &endpoint.request;
    if request.method != rules.method {
        return system.refuse_method(&rules.method);
    }
    if !are_met(rules, request) {
        return system.reply(rules.refusal.as_ref().unwrap_or(&refusals.not_found));
    }
    let Some(value) = find_token(&endpoint.token_in, request) else { return system.reply(&refusals.token_missing) };
    let token = match holder_of(system, &value, &endpoint.kinds) {
        Ok(token) => token,
        Err(refusal) => return refusal,
    };
    let facts = system.facts_of(&token);
    // A path that names another client than the token's shows nothing.
    if endpoint.path.fill(&facts) != request.path() {
        return system.reply(&refusals.not_found);
    }
    Reply::from_answer(&endpoint.answer, &facts)
}

/// What a token that was presented means, or the refusal of it.
pub(crate) fn holder_of(system: &System, value: &str, kinds: &[String]) -> Result<IssuedToken, Reply> {
    let refusals = &system.description.refusals;
    system.issued().present(value, kinds, system.seconds()).map_err(|fault| match fault {
        TokenFault::Wrong => system.reply(&refusals.token_wrong),
        TokenFault::Expired => system.reply(&refusals.token_expired),
    })
}

fn find_token(place: &TokenPlace, request: &Received) -> Option<String> {
    match place {
        TokenPlace::Header => request.authorization("Bearer").map(ToOwned::to_owned),
        TokenPlace::Query(name) => form::parse_form(request.query()?.as_bytes()).ok()?.shift_remove(name),
    }
}
