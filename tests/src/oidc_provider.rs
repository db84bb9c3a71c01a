//! npm's `oidc-provider`, an OpenID-certified authorization server that knows nothing of Dialkey.

use serde_json::{Value, json};

use crate::node::NodeProgram;

/// Every client may ask for these.
pub const SCOPE: &str = "calls:read calls:write";

/// A client as the server knows it.
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

    /// The same client, which may ask for another scope instead.
    #[must_use]
    pub fn allowed(mut self, scope: &str) -> Self {
        self.0["scope"] = scope.into();
        self
    }
}

/// The running server, which grants client credentials. It ends when dropped.
pub struct OidcProvider {
    /// Its identifier, which it takes as the audience of an assertion as well as the token endpoint
    pub issuer: String,
    /// Where tokens are asked for
    pub token_endpoint: String,
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
        Self { issuer: text("issuer"), token_endpoint: text("tokenEndpoint"), _program: program }
    }
}
