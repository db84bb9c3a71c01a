//! The API of a phone system that speaks JSON, demands a `User-Agent` of its own and takes the token in the address.

use dialkey_core::domain::connection::ConnectionId;

use super::{Wire, assert_get, assert_post, body};

async fn connected() -> (Wire, ConnectionId) {
    let wire = Wire::to("yeastar-p-series").await;
    let values = [
        ("host", wire.address()),
        ("client_id", "c9Lk2QwZ7xTn4VbM8sRd5HfJ3gPy6UaE"),
        ("client_secret", "r4Tz8NcX2vLq7WmK5sBd9HgF3jPy6RuA"),
    ];
    let id = wire.connect("openapi", None, &values);
    (wire, id)
}

#[tokio::test]
async fn the_client_is_user_and_password_of_a_json_object() {
    let (wire, id) = connected().await;
    let request = wire.request_of(&id).await;
    assert_post(&request, "/openapi/v1.0/get_token", wire.address(), &[]);
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("user-agent"), Some("OpenAPI"));
    let expected = r#"{"username":"c9Lk2QwZ7xTn4VbM8sRd5HfJ3gPy6UaE","password":"r4Tz8NcX2vLq7WmK5sBd9HgF3jPy6RuA"}"#;
    assert_eq!(body(&request), expected);
}

#[tokio::test]
async fn renewing_sends_the_refresh_token_alone() {
    let (wire, id) = connected().await;
    let request = wire.renewal(&id, "zQ8nR4vLx2TcW7kM").await;
    assert_post(&request, "/openapi/v1.0/refresh_token", wire.address(), &[]);
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("user-agent"), Some("OpenAPI"));
    assert_eq!(body(&request), r#"{"refresh_token":"zQ8nR4vLx2TcW7kM"}"#);
}

#[tokio::test]
async fn the_test_call_carries_the_token_in_its_query_and_nowhere_else() {
    let (wire, id) = connected().await;
    let request = wire.test_call(&id, "b2Xw&7KqLz=9").await;
    assert_get(&request, "/openapi/v1.0/system/information?access_token=b2Xw%267KqLz%3D9", wire.address(), &[]);
    assert_eq!(request.header("user-agent"), Some("OpenAPI"));
}
