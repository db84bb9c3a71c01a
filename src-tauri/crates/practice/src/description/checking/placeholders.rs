//! Whether every placeholder stands where it can be filled in.

use crate::description::{Answer, Description, Placeholder, RegisteredRedirect, Template};

const OF_PAGES: &[Placeholder] = &[Placeholder::Address];
const OF_GRANTS: &[Placeholder] = &[
    Placeholder::Address,
    Placeholder::AccessToken,
    Placeholder::RefreshToken,
    Placeholder::ExpiresIn,
    Placeholder::Scope,
    Placeholder::ClientId,
    Placeholder::Username,
];
const OF_API_ANSWERS: &[Placeholder] =
    &[Placeholder::Address, Placeholder::Scope, Placeholder::ClientId, Placeholder::Username];
const OF_INTROSPECTION: &[Placeholder] =
    &[Placeholder::Address, Placeholder::Scope, Placeholder::ClientId, Placeholder::Username, Placeholder::ExpiresAt];
const OF_API_PATHS: &[Placeholder] = &[Placeholder::ClientId];
const OF_AUDIENCES: &[Placeholder] = &[Placeholder::Address, Placeholder::TokenUrl];
const OF_DEMOS: &[Placeholder] = &[Placeholder::Address, Placeholder::TokenUrl, Placeholder::PrivateKey];

/// Fails with the first placeholder or status that does not fit.
pub(super) fn check(description: &Description) -> Result<(), String> {
    let of_token = description.token.iter().flat_map(|endpoint| endpoint.refusals.all());
    for (reason, answer) in description.refusals.all().into_iter().chain(of_token) {
        check_answer(reason, answer, OF_PAGES)?;
    }
    for call in &description.call {
        check_answer(&call.path, &call.answer, OF_GRANTS)?;
        let refusals = [Some(&call.refusal), call.request.refusal.as_ref()];
        refusals.into_iter().flatten().try_for_each(|refusal| check_answer(&call.path, refusal, OF_PAGES))?;
    }
    check_inquiries(description)?;
    for page in &description.page {
        check_answer(&page.path, &page.answer, OF_PAGES)?;
    }
    for grant in &description.grant {
        check_answer(&grant.name, &grant.answer, OF_GRANTS)?;
    }
    for endpoint in &description.api {
        check_template("a path", &endpoint.path, OF_API_PATHS)?;
        let refusal = endpoint.request.refusal.iter();
        refusal.into_iter().try_for_each(|refusal| check_answer("an API call", refusal, OF_PAGES))?;
        check_answer("an API call", &endpoint.answer, OF_API_ANSWERS)?;
    }
    let assertion_rules = description.token.iter().filter_map(|endpoint| endpoint.assertion.as_ref());
    for audience in assertion_rules.flat_map(|rules| &rules.audiences) {
        check_template("an audience", audience, OF_AUDIENCES)?;
    }
    for client in &description.client {
        for redirect in &client.redirects {
            if let RegisteredRedirect::Exact(address) = redirect {
                check_template("a redirect address", address, OF_PAGES)?;
            }
        }
    }
    for demo in &description.demo {
        for (key, field) in &demo.values {
            check_template(key, &field.value, OF_DEMOS)?;
        }
    }
    Ok(())
}

fn check_inquiries(description: &Description) -> Result<(), String> {
    if let Some(revocation) = &description.revocation {
        check_answer("a revocation", &revocation.answer, OF_PAGES)?;
        check_answer("a revocation", &revocation.other_client, OF_PAGES)?;
    }
    if let Some(introspection) = &description.introspection {
        check_answer("an introspection", &introspection.active, OF_INTROSPECTION)?;
        check_answer("an introspection", &introspection.inactive, OF_PAGES)?;
    }
    if let Some(userinfo) = &description.userinfo {
        check_answer("userinfo", &userinfo.answer, OF_API_ANSWERS)?;
        check_answer("userinfo", &userinfo.nobody, OF_PAGES)?;
    }
    Ok(())
}

fn check_answer(place: &str, answer: &Answer, allowed: &[Placeholder]) -> Result<(), String> {
    if !(200..600).contains(&answer.status) {
        return Err(format!("{place} has the status {}", answer.status));
    }
    check_template(place, &answer.body, allowed)?;
    answer.headers.values().try_for_each(|value| check_template(place, value, allowed))
}

fn check_template(place: &str, template: &Template, allowed: &[Placeholder]) -> Result<(), String> {
    match template.placeholders().find(|placeholder| !allowed.contains(placeholder)) {
        Some(placeholder) => Err(format!("{place} cannot fill in {placeholder:?}")),
        None => Ok(()),
    }
}
