//! The token of a Machine-to-Machine app, and the query that only reads.

use super::{Wire, assert_form_post, assert_post, body};

const TARGET: &str = "/admin/api/api/token";
const VALUES: [(&str, &str); 2] = [
    ("client_id", "9f27c4b1e6d8035a7c92e4f1b8d6035a7c92e4f1b8d6035a7c92e4f1b8d60a12"),
    ("client_secret", "c8e2f5a71b940d36c8e2f5a71b940d36"),
];

#[tokio::test]
async fn the_app_sends_a_form_with_its_scopes() {
    let wire = Wire::to("freepbx").await;
    let values = [[("host", wire.address())].as_slice(), &VALUES, &[("scope", "gql:core rest")]].concat();
    let request = wire.request("machine", None, &values).await;
    assert_form_post(&request, TARGET, wire.address(), &[]);
    let expected = "grant_type=client_credentials\
        &client_id=9f27c4b1e6d8035a7c92e4f1b8d6035a7c92e4f1b8d6035a7c92e4f1b8d60a12\
        &client_secret=c8e2f5a71b940d36c8e2f5a71b940d36&scope=gql%3Acore+rest";
    assert_eq!(body(&request), expected);
}

#[tokio::test]
async fn without_a_scope_the_app_gets_what_it_may_do() {
    let wire = Wire::to("freepbx").await;
    let values = [[("host", wire.address())].as_slice(), &VALUES].concat();
    let request = wire.request("machine", None, &values).await;
    let expected = "grant_type=client_credentials\
        &client_id=9f27c4b1e6d8035a7c92e4f1b8d6035a7c92e4f1b8d6035a7c92e4f1b8d60a12\
        &client_secret=c8e2f5a71b940d36c8e2f5a71b940d36";
    assert_eq!(body(&request), expected);
}

#[tokio::test]
async fn the_test_call_is_a_post_that_only_reads() {
    let wire = Wire::to("freepbx").await;
    let id = wire.connect("machine", None, &[[("host", wire.address())].as_slice(), &VALUES].concat());
    let request = wire.test_call(&id, "token-of-the-pbx").await;
    assert_post(&request, "/admin/api/api/gql", wire.address(), &["authorization"]);
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("authorization"), Some("Bearer token-of-the-pbx"));
    assert_eq!(body(&request), r#"{"query":"{ fetchAllExtensions { status } }"}"#);
}
