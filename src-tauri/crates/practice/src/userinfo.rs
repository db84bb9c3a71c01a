//! Saying whom a token acts for (`OpenID` Connect Core 5.3).

use crate::{
    calls::holder_of,
    description::{ACCESS, UserInfo},
    received::Received,
    reply::Reply,
    system::System,
};

/// Answers a request to the path of the userinfo endpoint.
pub(crate) fn answer(system: &System, userinfo: &UserInfo, request: &Received) -> Reply {
    if request.method != "GET" {
        return system.refuse_method("GET");
    }
    let Some(value) = request.authorization("Bearer") else {
        return system.reply(&system.description.refusals.token_missing);
    };
    match holder_of(system, value, &[ACCESS.to_owned()]) {
        Ok(token) if token.username.is_some() => Reply::from_answer(&userinfo.answer, &system.facts_of(&token)),
        Ok(_) => system.reply(&userinfo.nobody),
        Err(refusal) => refusal,
    }
}
