//! The token of the configuration API: a multipart body, as the vendor's own sample sends it.

use super::{Wire, assert_get, assert_post, body};

const VALUES: [(&str, &str); 2] = [("client_id", "805"), ("client_secret", "mT4xW9zKqL2vRb7NcYf3HsJd6PgU8eAo")];

async fn connected() -> (Wire, dialkey_core::domain::connection::ConnectionId) {
    let wire = Wire::to("3cx").await;
    let id = wire.connect("client", None, &[[("host", wire.address())].as_slice(), &VALUES].concat());
    (wire, id)
}

#[tokio::test]
async fn the_client_is_three_parts_of_a_form() {
    let (wire, id) = connected().await;
    let request = wire.request_of(&id).await;
    assert_post(&request, "/connect/token", wire.address(), &[]);
    let boundary = request.header("content-type").unwrap().strip_prefix("multipart/form-data; boundary=").unwrap();
    let parts = [
        ("grant_type", "client_credentials"),
        ("client_id", "805"),
        ("client_secret", "mT4xW9zKqL2vRb7NcYf3HsJd6PgU8eAo"),
    ];
    let parts = parts.map(|(name, value)| {
        format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    });
    assert_eq!(body(&request), format!("{}--{boundary}--\r\n", parts.concat()));
}

#[tokio::test]
async fn the_test_call_keeps_its_query() {
    let (wire, id) = connected().await;
    let request = wire.test_call(&id, "token-of-the-pbx").await;
    assert_get(&request, "/xapi/v1/Defs?$select=Id", wire.address(), &["authorization"]);
    assert_eq!(request.header("authorization"), Some("Bearer token-of-the-pbx"));
}
