//! Holding a plain request against what it must look like.

use serde_json::Value;

use crate::{
    description::{AnyOf, RequestRules},
    form,
    received::Received,
};

/// Whether query, headers and JSON body are as they must be.
pub(crate) fn are_met(rules: &RequestRules, request: &Received) -> bool {
    let Ok(query) = form::parse_form(request.query().unwrap_or_default().as_bytes()) else { return false };
    let takes = |allowed: &AnyOf, sent: Option<&str>| sent.is_some_and(|sent| allowed.takes(sent));
    rules.query.iter().all(|(name, allowed)| takes(allowed, query.get(name).map(String::as_str)))
        && rules.headers.iter().all(|(name, allowed)| takes(allowed, request.header(name)))
        && rules.json.iter().all(|(name, allowed)| takes(allowed, json_member(request, name).as_deref()))
}

/// A text of the JSON body; none without a content type that says JSON.
pub(crate) fn json_member(request: &Received, name: &str) -> Option<String> {
    let media_type = request.header("content-type")?.split(';').next()?.trim();
    let body: Value = serde_json::from_slice(&request.body).ok()?;
    let member = body.get(name)?.as_str()?;
    media_type.eq_ignore_ascii_case("application/json").then(|| member.to_owned())
}
