//! What the phone system says about itself.

use dialkey_practice::Practice;
use serde_json::json;

use crate::wire::Call;

const PATHS: [&str; 2] = ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"];

#[tokio::test(flavor = "multi_thread")]
async fn the_metadata_tells_issuer_endpoints_and_what_is_supported() {
    let practice = Practice::start_only(&["oauth2"]).await.unwrap();
    let address = &practice.system("oauth2").unwrap().address;
    for path in PATHS {
        let answer = Call::get(&practice, "oauth2", path).send();
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
        let metadata = answer.json();
        assert_eq!(metadata["issuer"], json!(address));
        assert_eq!(metadata["authorization_endpoint"], json!(format!("{address}/oauth2/authorize")));
        assert_eq!(metadata["token_endpoint"], json!(format!("{address}/oauth2/token")));
        for (name, path) in [
            ("revocation_endpoint", "/oauth2/revoke"),
            ("introspection_endpoint", "/oauth2/introspect"),
            ("userinfo_endpoint", "/oauth2/userinfo"),
        ] {
            assert_eq!(metadata[name], json!(format!("{address}{path}")));
        }
        assert_eq!(metadata["response_types_supported"], json!(["code", "token"]));
        assert_eq!(metadata["response_modes_supported"], json!(["query", "fragment", "form_post"]));
        let grants = ["client_credentials", "password", "authorization_code", "refresh_token", "implicit"];
        assert_eq!(metadata["grant_types_supported"], json!(grants));
        assert_eq!(metadata["code_challenge_methods_supported"], json!(["S256"]));
        assert_eq!(metadata["authorization_response_iss_parameter_supported"], true);
        assert_eq!(metadata["scopes_supported"], json!(["read", "write"]));
        let methods = ["client_secret_post", "client_secret_basic", "private_key_jwt", "client_secret_jwt", "none"];
        assert_eq!(metadata["token_endpoint_auth_methods_supported"], json!(methods));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_metadata_is_read_and_not_written() {
    let practice = Practice::start_only(&["oauth2", "ringme"]).await.unwrap();
    let answer = Call::get(&practice, "oauth2", PATHS[0]).method("POST").send();
    assert_eq!((answer.status, answer.header("allow")), (405, Some("GET")));
    assert_eq!(Call::get(&practice, "ringme", PATHS[0]).send().status, 404, "not every phone system has it");
}
