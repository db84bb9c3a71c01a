//! What a description must hold to beyond its shape.

use jsonwebtoken::{Algorithm, AlgorithmFamily};

use super::{Answer, AuthenticationMethod, Client, Description, GrantType, Placeholder, Template};

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
const OF_API_PATHS: &[Placeholder] = &[Placeholder::ClientId];
const OF_AUDIENCES: &[Placeholder] = &[Placeholder::Address, Placeholder::TokenUrl];
const OF_DEMOS: &[Placeholder] = &[Placeholder::Address, Placeholder::TokenUrl, Placeholder::PrivateKey];

/// Fails with the first thing that does not fit.
pub(super) fn check(description: &Description) -> Result<(), String> {
    check_names(description)?;
    for client in &description.client {
        check_client(description, client)?;
    }
    check_templates(description)
}

fn check_names(description: &Description) -> Result<(), String> {
    if let Some(id) = first_repeated(description.client.iter().map(|client| client.id.as_str())) {
        return Err(format!("two clients have the id {id}"));
    }
    if let Some(name) = first_repeated(description.grant.iter().map(|grant| grant.name.as_str())) {
        return Err(format!("two grants have the name {name}"));
    }
    if let Some(name) = first_repeated(description.user.iter().map(|user| user.name.as_str())) {
        return Err(format!("two users have the name {name}"));
    }
    let wants_user = description.grant.iter().any(|grant| grant.kind == GrantType::Password);
    if wants_user == description.user.is_empty() {
        return Err("users are needed by the password grant and by nothing else".into());
    }
    match description.demo.iter().find(|demo| description.client(&demo.client).is_none()) {
        Some(demo) => Err(format!("demo values name the unknown client {}", demo.client)),
        None => Ok(()),
    }
}

fn check_client(description: &Description, client: &Client) -> Result<(), String> {
    use AuthenticationMethod::{ClientSecretJwt, None, PrivateKeyJwt};
    let id = &client.id;
    if let Some(grant) = client.grants.iter().find(|name| !description.grant.iter().any(|grant| grant.name == **name)) {
        return Err(format!("client {id} names the unknown grant {grant}"));
    }
    let has_no_secret = matches!(client.method, PrivateKeyJwt | None);
    if has_no_secret == client.secret.is_some() {
        return Err(format!("client {id} has a secret it cannot use, or lacks one"));
    }
    let algorithms_fit = match client.method {
        // The demo key that is made at start is P-256.
        PrivateKeyJwt => client.algorithms == [Algorithm::ES256],
        ClientSecretJwt => {
            !client.algorithms.is_empty()
                && client.algorithms.iter().all(|algorithm| algorithm.family() == AlgorithmFamily::Hmac)
        }
        _ => client.algorithms.is_empty(),
    };
    if !algorithms_fit {
        return Err(format!("client {id} has algorithms that do not go with its method"));
    }
    if matches!(client.method, PrivateKeyJwt | ClientSecretJwt) && description.token.assertion.is_none() {
        return Err(format!("client {id} signs, but there are no rules for assertions"));
    }
    Ok(())
}

fn check_templates(description: &Description) -> Result<(), String> {
    for (reason, answer) in description.refusals.all() {
        check_answer(reason, answer, OF_PAGES)?;
    }
    for page in &description.page {
        check_answer(&page.path, &page.answer, OF_PAGES)?;
    }
    for grant in &description.grant {
        check_answer(&grant.name, &grant.answer, OF_GRANTS)?;
    }
    for endpoint in &description.api {
        check_template("a path", &endpoint.path, OF_API_PATHS)?;
        check_answer("an API call", &endpoint.answer, OF_API_ANSWERS)?;
    }
    for audience in description.token.assertion.iter().flat_map(|rules| &rules.audiences) {
        check_template("an audience", audience, OF_AUDIENCES)?;
    }
    for demo in &description.demo {
        for (key, field) in &demo.values {
            check_template(key, &field.value, OF_DEMOS)?;
        }
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

fn first_repeated<'a>(names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut seen = std::collections::HashSet::new();
    names.into_iter().find(|name| !seen.insert(*name))
}

#[cfg(test)]
mod tests {
    use crate::{PracticeError, description::Description};

    const OAUTH2: &str = include_str!("../../systems/oauth2.toml");

    /// What is wrong with the description once `old` has become `new`.
    fn complaint(old: &str, new: &str) -> String {
        assert!(OAUTH2.contains(old), "nothing is changed by this test");
        match Description::parse("oauth2.toml", &OAUTH2.replace(old, new)) {
            Err(PracticeError::DescriptionInconsistent { system, reason }) => {
                assert_eq!(system, "oauth2");
                reason
            }
            Err(error) => format!("{error}"),
            Ok(_) => "nothing".into(),
        }
    }

    #[test]
    fn an_unknown_or_missing_key_is_refused() {
        assert_eq!(complaint("realm = ", "realms = "), "the description oauth2.toml cannot be read");
        assert_eq!(complaint("lifetime_seconds = 600", ""), "the description oauth2.toml cannot be read");
        assert_eq!(complaint("token_expired = ", "token_over = "), "the description oauth2.toml cannot be read");
    }

    #[test]
    fn a_reference_to_nothing_is_refused() {
        let complaint_on_grant = complaint(r#"name = "password""#, r#"name = "other""#);
        assert!(complaint_on_grant.ends_with("names the unknown grant password"), "{complaint_on_grant}");
        let complaint_on_demo = complaint(r#"client = "practice-hmac""#, r#"client = "nobody""#);
        assert_eq!(complaint_on_demo, "demo values name the unknown client nobody");
    }

    #[test]
    fn a_name_that_stands_twice_is_refused() {
        assert_eq!(
            complaint(r#"id = "practice-hmac""#, r#"id = "practice-key""#),
            "two clients have the id practice-key"
        );
        let users = "[[user]]\nname = \"practice\"\npassword = \"x\"\n\n[[user]]";
        assert_eq!(complaint("[[user]]", users), "two users have the name practice");
    }

    #[test]
    fn a_client_that_cannot_prove_itself_is_refused() {
        assert_eq!(
            complaint("secret = \"raw%4@secret!#3+g:h&i\"\n", ""),
            "client practice-basic-raw has a secret it cannot use, or lacks one"
        );
        assert_eq!(
            complaint(r#"algorithms = ["ES256"]"#, r#"algorithms = ["RS256"]"#),
            "client practice-key has algorithms that do not go with its method"
        );
        assert_eq!(
            complaint(r#"algorithms = ["HS256", "HS384", "HS512"]"#, "algorithms = []"),
            "client practice-hmac has algorithms that do not go with its method"
        );
    }

    #[test]
    fn a_placeholder_that_its_place_cannot_fill_is_refused() {
        assert_eq!(complaint("The client is unknown", "{{access_token}}"), "client cannot fill in AccessToken");
        assert_eq!(complaint("The token works here", "{{refresh_token}}"), "an API call cannot fill in RefreshToken");
        assert_eq!(
            complaint("audiences = [\"{{token_url}}\"", "audiences = [\"{{scope}}\""),
            "an audience cannot fill in Scope"
        );
    }
}
