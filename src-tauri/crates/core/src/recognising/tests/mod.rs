//! Whole things as people copy them, and what they fill in.

mod curl;
mod exports;
mod offers;

use secrecy::ExposeSecret;

use super::*;
use crate::{
    domain::{connection::ConnectionId, recipe::Recipe},
    editing,
};

const RECIPE: &str = r#"
id = "made-up"
name = "Made up"
tile = "Mu"
summary = "For the tests"
about = "For the tests."

[[field]]
key = "host"
label = "PBX address"
kind = "base_url"

[[field]]
key = "client_id"
label = "App ID"
kind = "text"

[[field]]
key = "client_secret"
label = "App Secret"
kind = "secret"
needed_by = ["client_secret_post", "client_secret_basic_raw"]

[[field]]
key = "private_key"
label = "Private key"
kind = "private_key"
needed_by = ["private_key_jwt"]

[[field]]
key = "key_id"
label = "Key ID"
kind = "text"
optional = true
needed_by = ["private_key_jwt"]

[[field]]
key = "tenant"
label = "Tenant URL"
kind = "text"
optional = true

[[field]]
key = "parameters"
label = "Extra parameters"
kind = "parameters"
optional = true

[[field]]
key = "headers"
label = "Extra headers"
kind = "headers"
optional = true

[[way]]
id = "own"
name = "For itself"
summary = "It asks for itself."
renewal_hint = "a new one each time"
renewal = "Asks again."
evidence = "standard"
opens = "{host}"
grant = "client_credentials"
token_url = "{host}/oauth/token"
parameters = { domain = "{tenant}" }
client_authentication.methods = ["client_secret_post", "client_secret_basic_raw", "private_key_jwt"]
client_authentication.jwt = { algorithms = ["ES256"], audience = "{token_url}", lifetime_seconds = 60, key_id = "{key_id}" }

[[way]]
id = "user"
name = "For a user"
summary = "It asks for a user."
renewal_hint = "a new one each time"
renewal = "Asks again."
evidence = "standard"
opens = "{host}"
grant = "password"
token_url = "{host}/oauth/token"
client_authentication.methods = ["client_secret_post"]

[[way.field]]
key = "username"
label = "User name"
kind = "text"

[[way.field]]
key = "password"
label = "Password"
kind = "password"

[[way]]
id = "person"
name = "A person signs in"
summary = "A person signs in."
renewal_hint = "a new one each time"
renewal = "Asks again."
evidence = "standard"
opens = "{host}"
grant = "authorization_code"
token_url = "{host}/oauth/token"
client_authentication.methods = ["client_secret_post"]

[way.authorization]
url = "{host}/oauth/authorize"
parameters = { scope = "{scope}" }

[[way.field]]
key = "redirect_uri"
label = "Redirect address"
kind = "redirect_uri"
default = "http://127.0.0.1/cb/{connection}"

[[way.field]]
key = "scope"
label = "Scope"
kind = "text"
optional = true
"#;

const HOST: &str = "https://pbx.northwind.example";

/// What a text entered into a field of a way would fill in.
fn offer_in(way: &str, field: &str, text: &str) -> Option<Offer> {
    let recipe = Recipe::parse(RECIPE).unwrap();
    let connection = editing::create(&recipe, way, ConnectionId("1".into()), false).unwrap();
    editing::recognise(&recipe, &connection, field, &text.into()).unwrap()
}

#[track_caller]
fn offer(way: &str, text: &str) -> Offer {
    offer_in(way, "host", text).unwrap_or_else(|| panic!("it is recognised: {text}"))
}

fn fills(offer: &Offer) -> Vec<(&str, &str)> {
    // Exposed to compare.
    offer.fills.iter().map(|fill| (fill.key.as_str(), fill.value.expose_secret())).collect()
}

const CLIENT: [(&str, &str); 3] = [("host", HOST), ("client_id", "desk-7"), ("client_secret", "pa%ss w+rd&1")];
