//! The smallest recipe, for tests.

/// Client credentials with a secret in the body.
pub(crate) const RECIPE: &str = r#"
id = "a"
name = "A"
tile = "Aa"
summary = "s"
about = "a"
[[field]]
key = "host"
label = "Host"
kind = "base_url"
[[field]]
key = "client_id"
label = "ID"
kind = "text"
[[field]]
key = "client_secret"
label = "Secret"
kind = "secret"
[[way]]
id = "w"
name = "W"
summary = "s"
renewal_hint = "r"
renewal = "r"
evidence = "vendor"
opens = "{host}"
grant = "client_credentials"
token_url = "{host}/token"
client_authentication.methods = ["client_secret_post"]
"#;
