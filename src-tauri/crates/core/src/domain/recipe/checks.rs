//! What TOML cannot say about a recipe: that its names exist and that its addresses stay on hosts a person typed.

use std::collections::HashSet;

use super::{CallMethod, Grant, Recipe, TestCall, Way};
use crate::domain::{
    client_authentication::ClientAuthenticationMethod,
    field::{Field, FieldKind},
    template::Template,
};

/// Why a text is no recipe. The message names the place.
#[derive(Debug, thiserror::Error)]
pub enum RecipeError {
    /// Not TOML, or not of a recipe's shape.
    #[error("{0}")]
    Shape(#[from] toml::de::Error),
    /// It has no way to a token.
    #[error("there is no [[way]]")]
    NoWay,
    /// Two of something share a name.
    #[error("\"{0}\" stands twice")]
    Doubled(String),
    /// A template refers to something that does not exist.
    #[error("{place} refers to \"{name}\", which is no field of the way")]
    UnknownName {
        /// Where the template stands.
        place: String,
        /// What it refers to.
        name: String,
    },
    /// An address does not start with a field that holds one, or has one elsewhere.
    #[error("{0} must start with a base_url field and have none elsewhere")]
    AddressStart(String),
    /// A secret would stand in an address or in words.
    #[error("{place} would show the secret \"{name}\"")]
    ShowsSecret {
        /// Where the template stands.
        place: String,
        /// The field.
        name: String,
    },
    /// The grant or the client authentication needs a field that is not there.
    #[error("the way \"{way}\" needs a field \"{field}\"")]
    FieldMissing {
        /// The way.
        way: String,
        /// The field.
        field: &'static str,
    },
    /// The grant needs a part that the way does not have.
    #[error("the way \"{way}\" has no {part}")]
    PartMissing {
        /// The way.
        way: String,
        /// The part.
        part: &'static str,
    },
    /// A test call could change something.
    #[error("the test call \"{0}\" must be a GET, or a POST marked as harmless")]
    NotHarmless(String),
    /// A signing method without settings.
    #[error("the way \"{0}\" signs, but has no client_authentication.jwt")]
    AssertionSettingsMissing(String),
    /// No method to prove the client.
    #[error("the way \"{0}\" has no client authentication")]
    NoClientAuthentication(String),
    /// A choice without choices, or with a default that is none of them.
    #[error("the choices of \"{0}\" do not fit")]
    Choices(String),
}

impl Recipe {
    /// Reads a recipe and checks it.
    pub fn parse(text: &str) -> Result<Self, RecipeError> {
        let recipe: Self = toml::from_str(text)?;
        recipe.check()?;
        Ok(recipe)
    }

    fn check(&self) -> Result<(), RecipeError> {
        if self.way.is_empty() {
            return Err(RecipeError::NoWay);
        }
        unique(self.way.iter().map(|way| way.id.as_str()))?;
        for way in &self.way {
            unique(self.fields(way).map(|field| field.key.as_str()))?;
            self.check_way(way)?;
        }
        Ok(())
    }

    fn check_way(&self, way: &Way) -> Result<(), RecipeError> {
        for field in self.fields(way) {
            check_choices(field)?;
        }
        Self::check_parts(way)?;
        self.check_needed_fields(way)?;
        self.check_requests(way)?;
        for call in self.test_calls(way) {
            self.check_test_call(way, call)?;
        }
        self.check_names(way, &way.opens, "opens", Names::Seen)?;
        for check in way.cause.iter().chain(&self.cause).flat_map(|cause| &cause.check) {
            if let Some(field) = &check.field
                && !self.way.iter().flat_map(|way| self.fields(way)).any(|known| known.key == *field)
            {
                return Err(RecipeError::UnknownName { place: check.title.clone(), name: field.clone() });
            }
        }
        Ok(())
    }

    /// What the grant needs beside fields.
    fn check_parts(way: &Way) -> Result<(), RecipeError> {
        let needs_token_url = !matches!(way.grant, Grant::Implicit | Grant::Chain | Grant::Key);
        let missing = if needs_token_url && way.token_url.is_none() {
            "token_url"
        } else if way.grant.needs_sign_in() && way.authorization.is_none() {
            "authorization"
        } else if way.grant == Grant::Chain && way.call.is_empty() {
            "call"
        } else {
            return unique(way.call.iter().map(|call| call.id.as_str()));
        };
        Err(RecipeError::PartMissing { way: way.id.clone(), part: missing })
    }

    fn check_requests(&self, way: &Way) -> Result<(), RecipeError> {
        for (address, place) in [
            (way.token_url.as_ref(), "token_url"),
            (way.authorization.as_ref().map(|authorization| &authorization.url), "authorization.url"),
            (way.refresh.url.as_ref(), "refresh.url"),
            (way.revocation.as_ref(), "revocation"),
            (way.introspection.as_ref(), "introspection"),
            (way.userinfo.as_ref(), "userinfo"),
        ] {
            address.map_or(Ok(()), |address| self.check_address(way, address, place))?;
        }
        for (name, value) in way.authorization.iter().flat_map(|authorization| &authorization.parameters) {
            self.check_names(way, value, name, Names::Seen)?;
        }
        for (name, value) in way.parameters.iter().chain(&way.headers) {
            self.check_names(way, value, name, Names::Sent(&[]))?;
        }
        for (name, value) in &way.refresh.parameters {
            self.check_names(way, value, name, Names::Sent(&["refresh_token"]))?;
        }
        let mut taken = Vec::new();
        for call in &way.call {
            self.check_address(way, &call.url, &call.id)?;
            for (name, value) in &call.query {
                self.check_names(way, value, name, Names::Seen)?;
            }
            for (name, value) in call.parameters.iter().chain(&call.headers) {
                self.check_names(way, value, name, Names::Sent(&taken))?;
            }
            let basic = call.basic.iter().flat_map(|basic| [&basic.user, &basic.password]);
            for name in basic.chain(&call.bearer) {
                if !taken.contains(&name.as_str()) && self.field(way, name).is_none() {
                    return Err(RecipeError::UnknownName { place: call.id.clone(), name: name.clone() });
                }
            }
            taken.extend(call.take.keys().map(String::as_str));
        }
        Ok(())
    }

    fn check_test_call(&self, way: &Way, call: &TestCall) -> Result<(), RecipeError> {
        if (call.method == CallMethod::Post) != call.harmless || (call.json.is_some() && !call.harmless) {
            return Err(RecipeError::NotHarmless(call.name.clone()));
        }
        self.check_address(way, &call.url, &format!("the test call \"{}\"", call.name))
    }

    fn check_needed_fields(&self, way: &Way) -> Result<(), RecipeError> {
        use ClientAuthenticationMethod as Method;
        let mut needed = match way.grant {
            Grant::ClientCredentials | Grant::Password => vec!["client_id"],
            Grant::AuthorizationCode | Grant::Implicit => vec!["client_id", "redirect_uri"],
            Grant::RefreshToken => vec!["client_id", "refresh_token"],
            Grant::Key => vec!["api_key"],
            Grant::Chain => Vec::new(),
        };
        let proves_client = !matches!(way.grant, Grant::Implicit | Grant::Chain | Grant::Key);
        if proves_client && way.client_authentication.methods.is_empty() {
            return Err(RecipeError::NoClientAuthentication(way.id.clone()));
        }
        if way.revocation.is_some() || way.introspection.is_some() {
            // The client proves itself there as well (RFC 7009 2.1, RFC 7662 2.1).
            needed.push("client_id");
        }
        if way.grant == Grant::Password {
            needed.extend(["username", "password"]);
        }
        for method in &way.client_authentication.methods {
            match method {
                Method::PrivateKeyJwt => needed.push("private_key"),
                Method::None => {}
                _ => needed.push("client_secret"),
            }
            if matches!(method, Method::PrivateKeyJwt | Method::ClientSecretJwt) {
                let settings = way
                    .client_authentication
                    .jwt
                    .as_ref()
                    .ok_or_else(|| RecipeError::AssertionSettingsMissing(way.id.clone()))?;
                self.check_names(way, &settings.audience, "audience", Names::Seen)?;
                if let Some(key_id) = &settings.key_id {
                    self.check_names(way, key_id, "key_id", Names::Seen)?;
                }
            }
        }
        for field in needed {
            if self.field(way, field).is_none() {
                return Err(RecipeError::FieldMissing { way: way.id.clone(), field });
            }
        }
        Ok(())
    }

    /// Every host is one that a person typed: an address starts with a `base_url` field and has no other.
    fn check_address(&self, way: &Way, address: &Template, place: &str) -> Result<(), RecipeError> {
        self.check_names(way, address, place, Names::Seen)?;
        let is_base = |name: &str| self.field(way, name).is_some_and(|field| field.kind == FieldKind::BaseUrl);
        let starts_with_base = address.first_name().is_some_and(is_base);
        if !starts_with_base || address.names().skip(1).any(is_base) {
            return Err(RecipeError::AddressStart(place.to_owned()));
        }
        Ok(())
    }

    fn check_names(&self, way: &Way, template: &Template, place: &str, names: Names<'_>) -> Result<(), RecipeError> {
        let taken = match names {
            Names::Seen => &[],
            Names::Sent(taken) => taken,
        };
        for name in template.names().filter(|name| *name != "token_url" && !taken.contains(name)) {
            let unknown = || RecipeError::UnknownName { place: place.to_owned(), name: name.to_owned() };
            let field = self.field(way, name).ok_or_else(unknown)?;
            if field.kind.is_secret() && matches!(names, Names::Seen) {
                return Err(RecipeError::ShowsSecret { place: place.to_owned(), name: name.to_owned() });
            }
        }
        Ok(())
    }
}

/// Which names a template may have.
#[derive(Clone, Copy)]
enum Names<'a> {
    /// Fields that may be seen.
    Seen,
    /// Every field, and these values taken on the way.
    Sent(&'a [&'a str]),
}

fn check_choices(field: &Field) -> Result<(), RecipeError> {
    let fits = match &field.default {
        Some(default) => field.choices.iter().any(|choice| choice.value == *default),
        None => !field.choices.is_empty(),
    };
    if (field.kind == FieldKind::Choice) && !fits || field.kind != FieldKind::Choice && !field.choices.is_empty() {
        return Err(RecipeError::Choices(field.key.clone()));
    }
    Ok(())
}

fn unique<'a>(names: impl Iterator<Item = &'a str>) -> Result<(), RecipeError> {
    let mut seen = HashSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(RecipeError::Doubled(name.to_owned()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::recipe::sample::RECIPE;

    fn refusal(from: &str, to: &str) -> String {
        assert!(RECIPE.contains(from), "the test must change something");
        Recipe::parse(&RECIPE.replace(from, to)).unwrap_err().to_string()
    }

    #[test]
    fn a_small_recipe_is_read() {
        assert_eq!(Recipe::parse(RECIPE).unwrap().way[0].id, "w");
    }

    #[test]
    fn a_misspelt_key_is_named() {
        assert!(refusal("summary", "sumary").contains("sumary"));
    }

    #[test]
    fn a_name_that_is_no_field_is_named() {
        assert!(refusal("{host}/token", "{host}/{nobody}").contains("nobody"));
    }

    #[test]
    fn a_host_that_nobody_typed_is_refused() {
        assert!(refusal("{host}/token", "https://evil.test/{host}").contains("base_url"));
        assert!(refusal("{host}/token", "{client_id}/token").contains("base_url"));
        assert!(refusal("{host}/token", "{host}@{host}").contains("base_url"));
    }

    #[test]
    fn a_secret_in_an_address_is_refused() {
        assert!(refusal("{host}/token", "{host}/{client_secret}").contains("client_secret"));
    }

    #[test]
    fn a_way_that_lacks_what_its_grant_needs_is_refused() {
        assert!(refusal("client_credentials", "password").contains("username"));
        assert!(refusal("client_credentials", "authorization_code").contains("authorization"));
        assert!(refusal("client_credentials", "chain").contains("call"));
        assert!(refusal("client_credentials", "key").contains("api_key"));
        assert!(refusal("token_url = \"{host}/token\"", "").contains("token_url"));
        assert!(refusal("client_secret_post", "private_key_jwt").contains("jwt"));
    }

    #[test]
    fn the_addresses_about_a_token_are_held_to_the_same_rules() {
        for place in ["revocation", "introspection", "userinfo"] {
            let with = |address: &str| Recipe::parse(&format!("{RECIPE}{place} = \"{address}\"\n"));
            assert!(with("{host}/about").is_ok(), "{place}");
            assert!(with("https://evil.test/about").unwrap_err().to_string().contains(place));
            assert!(with("{host}/{client_secret}").unwrap_err().to_string().contains("client_secret"), "{place}");
            let without_client = RECIPE.replace("client_credentials", "key").replace("client_id", "api_key");
            let without_client = Recipe::parse(&format!("{without_client}{place} = \"{{host}}/about\"\n"));
            assert_eq!(without_client.is_ok(), place == "userinfo", "{place}: {without_client:?}");
        }
    }

    #[test]
    fn a_test_call_that_could_change_something_is_refused() {
        let call = "\n[[test_call]]\nname = \"T\"\nurl = \"{host}/t\"\nmethod = \"POST\"\n";
        assert!(Recipe::parse(&format!("{RECIPE}{call}")).unwrap_err().to_string().contains("harmless"));
        assert!(Recipe::parse(&format!("{RECIPE}{call}harmless = true\n")).is_ok());
    }

    #[test]
    fn a_call_knows_only_what_was_taken_before_it() {
        let chain = RECIPE.replace("client_credentials", "chain").replace("token_url = \"{host}/token\"\n", "");
        let call = |id: &str, more: &str| {
            format!("[[way.call]]\nid = \"{id}\"\nname = \"n\"\nurl = \"{{host}}/{id}\"\n{more}\n")
        };
        let (takes, uses) = (call("a", "take = { first = \"/x\" }"), call("b", "bearer = \"first\""));
        assert!(Recipe::parse(&format!("{chain}{takes}{uses}")).is_ok());
        assert!(Recipe::parse(&format!("{chain}{uses}{takes}")).unwrap_err().to_string().contains("first"));
    }
}
