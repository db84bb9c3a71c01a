//! Authorization server metadata (RFC 8414 2), also served where OIDC discovery looks.

use serde_json::{Value, json};

use crate::{
    description::{AuthenticationMethod, Pkce, ResponseType},
    received::Received,
    reply::Reply,
    system::System,
};

/// Answers a request to the path of the metadata.
pub(crate) fn answer(system: &System, request: &Received) -> Reply {
    if request.method != "GET" {
        return system.refuse_method("GET");
    }
    Reply::text(200, "application/json", describe(system).to_string())
}

fn describe(system: &System) -> Value {
    let description = &system.description;
    let at_address = |path: &String| format!("{}{path}", system.address);
    let mut grants: Vec<&str> = distinct(description.grant.iter().map(|grant| grant.kind.as_str()));
    let mut metadata = json!({ "issuer": system.address });
    if let Some(token) = &description.token {
        metadata["token_endpoint"] = json!(at_address(&token.path));
        let methods = description.client.iter().filter_map(|client| registered_name(client.method));
        metadata["token_endpoint_auth_methods_supported"] = json!(distinct(methods));
    }
    let inquiries = [
        ("revocation_endpoint", description.revocation.as_ref().map(|revocation| &revocation.path)),
        ("introspection_endpoint", description.introspection.as_ref().map(|introspection| &introspection.path)),
        ("userinfo_endpoint", description.userinfo.as_ref().map(|userinfo| &userinfo.path)),
    ];
    for (name, path) in inquiries {
        if let Some(path) = path {
            metadata[name] = json!(at_address(path));
        }
    }
    if let Some(authorization) = &description.authorization {
        if authorization.response_types.contains(&ResponseType::Token) {
            grants.push("implicit");
        }
        metadata["authorization_endpoint"] = json!(at_address(&authorization.path));
        let response_types: Vec<_> = authorization.response_types.iter().map(|known| known.as_str()).collect();
        metadata["response_types_supported"] = json!(response_types);
        metadata["response_modes_supported"] = json!(["query", "fragment", "form_post"]);
        metadata["authorization_response_iss_parameter_supported"] = json!(authorization.names_issuer);
        metadata["scopes_supported"] = json!(authorization.parameters.get("scope").map(|rule| &rule.words));
        if authorization.pkce != Pkce::Refused {
            metadata["code_challenge_methods_supported"] = json!(["S256"]);
        }
    }
    metadata["grant_types_supported"] = json!(grants);
    metadata
}

/// The method's name in the OAuth registry, which knows one kind of Basic.
const fn registered_name(method: AuthenticationMethod) -> Option<&'static str> {
    Some(match method {
        AuthenticationMethod::ClientSecretPost => "client_secret_post",
        AuthenticationMethod::ClientSecretBasic => "client_secret_basic",
        AuthenticationMethod::ClientSecretBasicRaw => return None,
        AuthenticationMethod::PrivateKeyJwt => "private_key_jwt",
        AuthenticationMethod::ClientSecretJwt => "client_secret_jwt",
        AuthenticationMethod::None => "none",
    })
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut distinct = Vec::new();
    for name in names {
        if !distinct.contains(&name) {
            distinct.push(name);
        }
    }
    distinct
}
