//! What a description must hold to beyond its shape.

mod placeholders;

use jsonwebtoken::{Algorithm, AlgorithmFamily};

use super::{ACCESS, AuthenticationMethod, CallProof, Client, Description, GrantType, REFRESH, ResponseType};

/// Fails with the first thing that does not fit.
pub(super) fn check(description: &Description) -> Result<(), String> {
    check_names(description)?;
    for client in &description.client {
        check_client(description, client)?;
    }
    check_authorization(description)?;
    check_kinds(description)?;
    let asks_clients = description.revocation.is_some() || description.introspection.is_some();
    if asks_clients && description.token.is_none() {
        return Err("clients prove themselves as at the token endpoint, and there is none".into());
    }
    placeholders::check(description)
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
    let wants_user = description.authorization.is_some()
        || description.grant.iter().any(|grant| grant.kind == GrantType::Password)
        || description.call.iter().any(|call| matches!(call.proof, CallProof::BasicUser));
    if wants_user == description.user.is_empty() {
        return Err("users are needed to sign in and for nothing else".into());
    }
    let named = description.demo.iter().filter_map(|demo| demo.client.as_ref());
    let known = description.known_token.iter().filter_map(|token| token.client.as_ref());
    match named.chain(known).find(|id| description.client(id).is_none()) {
        Some(id) => Err(format!("demo values or a token name the unknown client {id}")),
        None => Ok(()),
    }
}

fn check_authorization(description: &Description) -> Result<(), String> {
    if description.token.is_none() && !description.grant.is_empty() {
        return Err("there are grants, but no token endpoint".into());
    }
    let has_grant = |kind| description.grant.iter().any(|grant| grant.kind == kind);
    if let Some(grant) =
        description.grant.iter().find(|grant| (grant.kind == GrantType::RefreshToken) != grant.rotation.is_some())
    {
        return Err(format!("the grant {} has a rotation it cannot use, or lacks one", grant.name));
    }
    let offered: &[ResponseType] = description.authorization.as_ref().map_or(&[], |endpoint| &endpoint.response_types);
    if offered.contains(&ResponseType::Code) != has_grant(GrantType::AuthorizationCode) {
        return Err("codes need an authorization endpoint and a grant".into());
    }
    if offered.contains(&ResponseType::Token) && description.token.is_none() {
        return Err("the implicit grant needs a token endpoint, which says what tokens are like".into());
    }
    let sends_nobody = |client: &&Client| {
        client.response_types.is_empty() != client.redirects.is_empty()
            || client.response_types.iter().any(|wanted| !offered.contains(wanted))
    };
    match description.client.iter().find(sends_nobody) {
        Some(client) => Err(format!("client {} has redirect addresses and response types that do not fit", client.id)),
        None => Ok(()),
    }
}

/// Nobody may ask for a kind of token that nobody hands out.
fn check_kinds(description: &Description) -> Result<(), String> {
    let of_calls = description.call.iter().flat_map(|call| [Some(&call.access_token), call.refresh_token.as_ref()]);
    let of_calls = of_calls.flatten().map(|rules| rules.kind.as_str());
    let known = description.known_token.iter().map(|token| token.kind.as_str());
    let of_endpoint = description.token.iter().flat_map(|_| [ACCESS, REFRESH]);
    let handed_out: Vec<&str> = of_calls.chain(known).chain(of_endpoint).collect();
    let of_proofs = description.call.iter().filter_map(|call| match &call.proof {
        CallProof::Bearer(kind) | CallProof::TokenMember { kind, .. } => Some(kind),
        CallProof::BasicUser | CallProof::ClientMembers { .. } => None,
    });
    let mut asked_for = of_proofs.chain(description.api.iter().flat_map(|endpoint| &endpoint.kinds));
    match asked_for.find(|kind| !handed_out.contains(&kind.as_str())) {
        Some(kind) => Err(format!("nobody hands out a token of the kind {kind}")),
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
    if matches!(client.method, PrivateKeyJwt | ClientSecretJwt)
        && description.token.as_ref().is_none_or(|endpoint| endpoint.assertion.is_none())
    {
        return Err(format!("client {id} signs, but there are no rules for assertions"));
    }
    Ok(())
}

fn first_repeated<'a>(names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut seen = std::collections::HashSet::new();
    names.into_iter().find(|name| !seen.insert(*name))
}

#[cfg(test)]
mod tests {
    use crate::{PracticeError, description::Description};

    const OAUTH2: &str = include_str!("../../../systems/oauth2.toml");

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
        assert_eq!(complaint_on_demo, "demo values or a token name the unknown client nobody");
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

    #[test]
    fn an_authorization_endpoint_without_what_it_needs_is_refused() {
        assert_eq!(
            complaint("type = \"authorization_code\"", "type = \"client_credentials\""),
            "codes need an authorization endpoint and a grant"
        );
        assert_eq!(
            complaint("rotation = \"never\"\n", ""),
            "the grant kept_refresh_token has a rotation it cannot use, or lacks one"
        );
        assert_eq!(
            complaint("redirects = [\"loopback\", \"{{address}}/signed-in\"]\n", ""),
            "client practice-implicit has redirect addresses and response types that do not fit"
        );
        assert_eq!(
            complaint("response_types = [\"code\", \"token\"]", "response_types = [\"code\"]"),
            "client practice-implicit has redirect addresses and response types that do not fit"
        );
        assert_eq!(
            complaint("\"{{address}}/signed-in\"", "\"{{token_url}}/signed-in\""),
            "a redirect address cannot fill in TokenUrl"
        );
    }

    #[test]
    fn an_answer_about_a_token_names_no_token() {
        assert_eq!(complaint("{{expires_at}}", "{{access_token}}"), "an introspection cannot fill in AccessToken");
        assert_eq!(complaint("Practice person", "{{expires_at}}"), "userinfo cannot fill in ExpiresAt");
    }

    #[test]
    fn a_kind_of_token_that_nobody_hands_out_is_refused() {
        assert_eq!(
            complaint("path = \"/whoami\"", "path = \"/whoami\"\nkinds = [\"company_key\"]"),
            "nobody hands out a token of the kind company_key"
        );
    }
}
