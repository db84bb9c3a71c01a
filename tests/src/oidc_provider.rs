//! npm's `oidc-provider`, an OpenID-certified authorization server that knows nothing of Dialkey.

use serde_json::{Value, json};

use crate::node::NodeProgram;

/// Every client may ask for these.
pub const SCOPE: &str = "calls:read calls:write";

/// A client as the server knows it. It may ask in its own name, unless a person signs in for it.
pub struct Client(Value);

impl Client {
    /// A client with a secret. `method` is `client_secret_post`, `client_secret_basic` or `client_secret_jwt` (HS256).
    pub fn with_secret(id: &str, secret: &str, method: &str) -> Self {
        let mut client = json!({
            "client_id": id,
            "client_secret": secret,
            "token_endpoint_auth_method": method,
            "scope": SCOPE,
        });
        if method == "client_secret_jwt" {
            client["token_endpoint_auth_signing_alg"] = "HS256".into();
        }
        Self(client)
    }

    /// A client that signs with a private key, of which the server gets the public half as a JWK.
    pub fn with_key(id: &str, public_jwk: &Value, algorithm: &str) -> Self {
        Self(json!({
            "client_id": id,
            "jwks": { "keys": [public_jwk] },
            "token_endpoint_auth_method": "private_key_jwt",
            "token_endpoint_auth_signing_alg": algorithm,
            "scope": SCOPE,
        }))
    }

    /// A client that has nothing to prove itself with.
    pub fn public(id: &str) -> Self {
        Self(json!({ "client_id": id, "token_endpoint_auth_method": "none", "scope": SCOPE }))
    }

    /// The same client, which may ask for another scope instead.
    #[must_use]
    pub fn allowed(mut self, scope: &str) -> Self {
        self.0["scope"] = scope.into();
        self
    }

    /// The same client, for which a person signs in (RFC 6749 4.1) and which renews what it got (6). Its answer comes
    /// back to `redirect_uri`; an address on this computer without a port stands for every port (RFC 8252 7.3).
    #[must_use]
    pub fn signing_in(mut self, redirect_uri: &str) -> Self {
        self.0["application_type"] = "native".into();
        self.0["grant_types"] = json!(["authorization_code", "refresh_token"]);
        self.0["response_types"] = json!(["code"]);
        self.0["redirect_uris"] = json!([redirect_uri]);
        self
    }
}

/// The running server, which grants client credentials and codes. It demands PKCE, says in its answers who it is (RFC
/// 9207), and takes every refresh token once. It ends when dropped.
pub struct OidcProvider {
    /// Its identifier, which it takes as the audience of an assertion as well as the token endpoint
    pub issuer: String,
    /// Where a person signs in, under whatever name
    pub authorization_endpoint: String,
    /// Where tokens are asked for
    pub token_endpoint: String,
    /// Where tokens are revoked
    pub revocation_endpoint: String,
    /// Where a client asks about its own tokens
    pub introspection_endpoint: String,
    /// Where a token with the scope `openid` says whom it acts for
    pub userinfo_endpoint: String,
    _program: NodeProgram,
}

impl OidcProvider {
    /// Starts the server on a free port, with its token endpoint at `token_path`, and returns when it answers.
    ///
    /// # Panics
    /// When it cannot be started or refuses one of the clients.
    pub fn start(clients: &[Client], token_path: &str) -> Self {
        let clients: Value = clients.iter().map(|client| client.0.clone()).collect();
        let settings = json!({ "clients": clients, "tokenPath": token_path });
        let (program, ready) = NodeProgram::start("oidc/server.mjs", &settings.to_string());
        let ready: Value = serde_json::from_str(&ready).expect("the ready line is JSON");
        let text = |name: &str| ready[name].as_str().expect("the ready line is complete").to_owned();
        Self {
            issuer: text("issuer"),
            authorization_endpoint: text("authorizationEndpoint"),
            token_endpoint: text("tokenEndpoint"),
            revocation_endpoint: text("revocationEndpoint"),
            introspection_endpoint: text("introspectionEndpoint"),
            userinfo_endpoint: text("userinfoEndpoint"),
            _program: program,
        }
    }
}
