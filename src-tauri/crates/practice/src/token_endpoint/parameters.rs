//! Holding the parameters of a grant against its rules.

use super::{form::Parameters, proof, refusal::Refusal};
use crate::description::{Description, Grant, GrantType, ParameterRule, Presence, UnknownParameters};

/// Checks every parameter and yields the scope that the token gets, which may be empty.
pub(super) fn check<'a>(
    description: &'a Description,
    grant: &'a Grant,
    parameters: &'a Parameters,
) -> Result<&'a str, Refusal<'a>> {
    for (name, rule) in &grant.parameters {
        check_one(description, rule, parameters.get(name).map(String::as_str))?;
    }
    if let UnknownParameters::Refused(answer) = &description.token.unknown_parameters
        && parameters.keys().any(|name| !is_known(grant, name))
    {
        return Err(Refusal::of_request(answer));
    }
    let asked = parameters.get("scope").map(String::as_str);
    let default = || grant.parameters.get("scope").and_then(|rule| rule.default.as_deref());
    Ok(asked.filter(|_| grant.parameters.contains_key("scope")).or_else(default).unwrap_or_default())
}

fn check_one<'a>(description: &'a Description, rule: &ParameterRule, sent: Option<&str>) -> Result<(), Refusal<'a>> {
    let refusals = &description.refusals;
    match (rule.presence, sent) {
        (Presence::Required, None) => Err(Refusal::of_request(&refusals.missing_parameter)),
        (Presence::Forbidden, Some(_)) => Err(Refusal::of_request(&refusals.parameter_value)),
        (Presence::Optional | Presence::Forbidden, None) => Ok(()),
        (Presence::Required | Presence::Optional, Some(sent)) => {
            if rule.value.as_ref().is_some_and(|value| value != sent) {
                return Err(Refusal::of_request(&refusals.parameter_value));
            }
            let knows = |word: &str| rule.words.iter().any(|known| known == word);
            if !rule.words.is_empty() && !sent.split(' ').all(knows) {
                return Err(Refusal::of_request(&refusals.scope));
            }
            Ok(())
        }
    }
}

fn is_known(grant: &Grant, name: &str) -> bool {
    let belongs_to_user = grant.kind == GrantType::Password && matches!(name, "username" | "password");
    name == "grant_type" || belongs_to_user || proof::PARAMETERS.contains(&name) || grant.parameters.contains_key(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OAUTH2: &str = include_str!("../../systems/oauth2.toml");

    /// Whether the first grant takes `sent` once `old` has become `new` in the description.
    fn takes(old: &str, new: &str, sent: &[(&str, &str)]) -> bool {
        assert!(OAUTH2.contains(old), "nothing is changed by this test");
        let description = Description::parse("oauth2.toml", &OAUTH2.replace(old, new)).unwrap();
        let parameters = sent.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        check(&description, &description.grant[0], &parameters).is_ok()
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
        let description = Description::parse("oauth2.toml", &bare).unwrap();
        let parameters = Parameters::from([("scope".to_owned(), "everything".to_owned())]);
        assert_eq!(check(&description, &description.grant[0], &parameters).unwrap(), "");
    }
}
