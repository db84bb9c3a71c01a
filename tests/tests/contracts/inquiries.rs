//! The requests about a token that is there: RFC 7009 2.1, RFC 7662 2.1, `OpenID` Connect Core 5.3.1.

use dialkey_core::domain::connection::ConnectionId;
use dialkey_practice::Received;

use super::{Wire, assert_form_post, assert_get, body};

const SECRET: &str = "q%1@w!e#r+t:y&u";

/// A connection with a token, and with extra headers and parameters.
async fn connected(method: &str) -> (Wire, ConnectionId) {
    let wire = Wire::to("oauth2").await;
    let at = |path: &str| format!("{}{path}", wire.address());
    let id = wire.connect(
        "password",
        Some(method),
        &[
            ("token_address", &at("/oauth2/token")),
            ("revocation_address", &at("/oauth2/revoke")),
            ("introspection_address", &at("/oauth2/introspect?tenant=1")),
            ("userinfo_address", &at("/oauth2/userinfo")),
            ("client_id", "phone app:1"),
            ("client_secret", SECRET),
            ("headers", "X-Tenant: north wind"),
            ("parameters", "audience=of-the-token-request"),
            ("scope", "read"),
        ],
    );
    (wire, id)
}

async fn revocation(wire: &Wire, id: &ConnectionId, refresh_token: Option<&str>) -> Received {
    wire.plant(id, "at+1/2=", refresh_token);
    let before = wire.arrived();
    wire.desk.desk().revoke_token(id, wire.desk.outside()).await.unwrap();
    wire.only_one_since(before, &wire.desk.record(id))
}

#[tokio::test]
async fn a_revocation_is_a_form_with_the_token_its_kind_and_the_client() {
    let (wire, id) = connected("client_secret_post").await;
    let request = revocation(&wire, &id, None).await;
    assert_form_post(&request, "/oauth2/revoke", wire.address(), &["x-tenant"]);
    let expected = "token=at%2B1%2F2%3D&token_type_hint=access_token\
        &client_id=phone+app%3A1&client_secret=q%251%40w%21e%23r%2Bt%3Ay%26u";
    assert_eq!(body(&request), expected);
    let request = revocation(&wire, &id, Some("rt~1")).await;
    assert!(body(&request).starts_with("token=rt%7E1&token_type_hint=refresh_token&client_id="), "{}", body(&request));
}

#[tokio::test]
async fn a_client_with_a_header_proves_itself_in_the_header_here_too() {
    let (wire, id) = connected("client_secret_basic").await;
    let request = revocation(&wire, &id, None).await;
    assert_form_post(&request, "/oauth2/revoke", wire.address(), &["authorization", "x-tenant"]);
    let expected = "Basic cGhvbmUrYXBwJTNBMTpxJTI1MSU0MHclMjFlJTIzciUyQnQlM0F5JTI2dQ==";
    assert_eq!(request.header("authorization"), Some(expected));
    assert_eq!(body(&request), "token=at%2B1%2F2%3D&token_type_hint=access_token");
}

#[tokio::test]
async fn an_introspection_is_the_same_form_at_another_address() {
    let (wire, id) = connected("client_secret_post").await;
    wire.plant(&id, "at+1/2=", Some("rt~1"));
    let before = wire.arrived();
    wire.desk.desk().introspect_token(&id, wire.desk.outside()).await.unwrap();
    let request = wire.only_one_since(before, &wire.desk.record(&id));
    // RFC 6749 3.2 for every endpoint: a query of the address stays.
    assert_form_post(&request, "/oauth2/introspect?tenant=1", wire.address(), &["x-tenant"]);
    let expected = "token=at%2B1%2F2%3D&token_type_hint=access_token\
        &client_id=phone+app%3A1&client_secret=q%251%40w%21e%23r%2Bt%3Ay%26u";
    assert_eq!(body(&request), expected);
}

// RFC 6750 2.1
#[tokio::test]
async fn userinfo_is_asked_with_the_token_alone() {
    let (wire, id) = connected("client_secret_post").await;
    wire.plant(&id, "at+1/2=", Some("rt~1"));
    let before = wire.arrived();
    wire.desk.desk().ask_userinfo(&id, wire.desk.outside()).await.unwrap();
    let request = wire.only_one_since(before, &wire.desk.record(&id));
    assert_get(&request, "/oauth2/userinfo", wire.address(), &["authorization"]);
    assert_eq!(request.header("authorization"), Some("Bearer at+1/2="));
}
