//! Holding the parameters of a grant against its rules.

use super::{proof, refusal::Refusal};
use crate::{
    description::{Answer, Breach, Client, Grant, TokenEndpoint, TokenRefusals, UnknownParameters},
    form::Parameters,
    system::System,
};

/// Checks every parameter and yields the scope that was asked for or goes without saying, which may be empty.
pub(super) fn check<'a>(
    system: &'a System,
    endpoint: &'a TokenEndpoint,
    grant: &'a Grant,
    client: &Client,
    parameters: &'a Parameters,
) -> Result<&'a str, Refusal<'a>> {
    let refusals = &endpoint.refusals;
    for (name, rule) in &grant.parameters {
        let sent = parameters.get(name).map(String::as_str);
        let is_foreign = |address: &str| rule.registered_redirect && !client.has_redirect(address, &system.address);
        if sent.is_some_and(is_foreign) {
            return Err(Refusal::of_request(&refusals.parameter_value));
        }
        if let Some(breach) = rule.breach(sent) {
            return Err(Refusal::of_request(answer_to(breach, refusals)));
        }
    }
    if let UnknownParameters::Refused(answer) = &endpoint.unknown_parameters
        && parameters.keys().any(|name| !is_known(grant, name))
    {
        return Err(Refusal::of_request(answer));
    }
    let asked = parameters.get("scope").map(String::as_str);
    let default = || grant.parameters.get("scope").and_then(|rule| rule.default.as_deref());
    Ok(asked.filter(|_| grant.parameters.contains_key("scope")).or_else(default).unwrap_or_default())
}

const fn answer_to(breach: Breach, refusals: &TokenRefusals) -> &Answer {
    match breach {
        Breach::Missing => &refusals.missing_parameter,
        Breach::Value => &refusals.parameter_value,
        Breach::Word => &refusals.scope,
    }
}

fn is_known(grant: &Grant, name: &str) -> bool {
    name == "grant_type"
        || grant.kind.own_parameters().contains(&name)
        || proof::PARAMETERS.contains(&name)
        || grant.parameters.contains_key(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OAUTH2: &str = include_str!("../../systems/oauth2.toml");

    /// The scope that the first grant of a description yields; none when it refuses.
    fn scope_of_first_grant(description: &str, parameters: &Parameters) -> Option<String> {
        let system = System::of_description("oauth2.toml", description);
        let (endpoint, grant) = (system.description.token.as_ref().unwrap(), &system.description.grant[0]);
        check(&system, endpoint, grant, &system.description.client[0], parameters).ok().map(ToOwned::to_owned)
    }

    /// Whether the first grant takes `sent` once `old` has become `new` in the description.
    fn takes(old: &str, new: &str, sent: &[(&str, &str)]) -> bool {
        assert!(OAUTH2.contains(old), "nothing is changed by this test");
        let parameters = sent.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        scope_of_first_grant(&OAUTH2.replace(old, new), &parameters).is_some()
    }

    #[test]
    fn unknown_parameters_are_refused_where_the_description_says_so() {
        let old = r#"unknown_parameters = "ignored""#;
        let new = "unknown_parameters.refused = { status = 400 }";
        let known = [("grant_type", "client_credentials"), ("client_id", "x"), ("scope", "read")];
        assert!(takes(old, new, &known));
        assert!(takes(old, old, &[("account", "1")]));
        assert!(!takes(old, new, &[("account", "1")]));
        assert!(!takes(old, new, &[("username", "x")]), "there is no user in this grant");
    }

    #[test]
    fn a_forbidden_parameter_must_not_be_there() {
        let (old, new) = (r#"presence = "optional""#, r#"presence = "forbidden""#);
        assert!(takes(old, new, &[]));
        assert!(!takes(old, new, &[("scope", "read")]));
    }

    #[test]
    fn a_parameter_without_a_rule_grants_no_scope() {
        let bare = OAUTH2.replace("parameters.scope = ", "parameters.other = ");
        let parameters = Parameters::from([("scope".to_owned(), "everything".to_owned())]);
        assert_eq!(scope_of_first_grant(&bare, &parameters).as_deref(), Some(""));
    }
}
