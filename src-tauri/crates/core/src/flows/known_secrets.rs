//! What a phone system may repeat although this run did not send it in these words.

use secrecy::ExposeSecret;

use crate::{
    domain::{connection::Value, route::Proxy, token::Token},
    filling::Filled,
    inspecting::pairs,
    ports::http::{Body, HttpRequest, WirePart},
    redacting::KnownSecrets,
};

/// Every secret of the connection, also those that another client authentication would have sent.
pub(crate) fn known_secrets(filled: &Filled<'_>) -> KnownSecrets {
    let mut known = KnownSecrets::default();
    for (key, value) in &filled.connection.values {
        if let Value::Secret(secret) = value {
            let label = filled.recipe.field(filled.way, key).map_or(key.as_str(), |field| field.label.as_str());
            known.add(label, secret);
        }
    }
    if let Some(secret) = filled.secret("client_secret") {
        known.add_credentials("ID and secret", filled.text("client_id"), secret);
    }
    if let Proxy::Manual { password: Some(password), .. } = &filled.connection.route.proxy {
        known.add("Password of the proxy", password);
    }
    if let Some(own) = &filled.connection.route.client_certificate {
        known.add("Key of the client certificate", &own.private_key);
    }
    if let Some(lines) = filled.secret("headers") {
        // Exposed to be taken apart; each value is a secret again.
        for (name, value) in pairs::read_headers(lines.expose_secret()).unwrap_or_default() {
            known.add(&format!("Value of {name}"), &value);
        }
    }
    known
}

/// The same with a token that is already there.
pub(crate) fn known_secrets_with(filled: &Filled<'_>, token: &Token) -> KnownSecrets {
    let mut known = known_secrets(filled);
    known.add("Access token", &token.access_token);
    if let Some(refresh_token) = &token.refresh_token {
        known.add("Refresh token", refresh_token);
    }
    known
}

/// Adds every secret that `request` sends.
pub(super) fn remember_sent(known: &mut KnownSecrets, request: &HttpRequest) {
    let body = request.body.iter().flat_map(Body::parameters);
    let values = request.headers.iter().chain(&request.query).chain(body).flat_map(|(_, value)| &value.0);
    for part in values {
        if let WirePart::Secret { what, value } = part {
            known.add(what, value);
        }
    }
}
