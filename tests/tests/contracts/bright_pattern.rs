//! "Request Access Token" of the configuration API, version 3 with `tenant` and version 5 with `scope`.

use super::{Wire, assert_form_post, body};

const TARGET: &str = "/configapi/v2/oauth/token";
const SECRET: &str = "tYb3LmWq8ZsKe5VnRj2XhCd7GpUf4AoTi9MxBkDwS";

async fn request(way: &str, tenant: &str) -> (Wire, dialkey_practice::Received) {
    let wire = Wire::to("bright-pattern").await;
    let values = [("host", wire.address()), ("client_id", "api-user"), ("client_secret", SECRET), ("tenant", tenant)];
    let request = wire.request(way, None, &values).await;
    (wire, request)
}

#[tokio::test]
async fn version_3_sends_the_tenant() {
    let (wire, request) = request("v3", "northwind.example").await;
    assert_form_post(&request, TARGET, wire.address(), &[]);
    let expected = "grant_type=client_credentials&client_id=api-user\
        &client_secret=tYb3LmWq8ZsKe5VnRj2XhCd7GpUf4AoTi9MxBkDwS&tenant=northwind.example";
    assert_eq!(body(&request), expected);
}

#[tokio::test]
async fn version_5_sends_the_tenant_as_scope() {
    let (wire, request) = request("v5", "northwind.example").await;
    assert_form_post(&request, TARGET, wire.address(), &[]);
    let expected = "grant_type=client_credentials&client_id=api-user\
        &client_secret=tYb3LmWq8ZsKe5VnRj2XhCd7GpUf4AoTi9MxBkDwS&scope=northwind.example";
    assert_eq!(body(&request), expected);
}
