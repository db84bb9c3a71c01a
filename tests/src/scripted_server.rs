//! An authorization server that answers what a test says: where it sends the browser back to, and what its token
//! endpoint says.

use std::sync::Arc;

use url::Url;

use crate::{
    raw_server::{RawServer, Reply},
    request::{Pairs, Request, value},
};

/// The authorization request, as the server got it.
pub struct Asked {
    /// Its parameters.
    pub parameters: Pairs,
}

impl Asked {
    /// A parameter; empty where it is missing.
    pub fn get(&self, name: &str) -> &str {
        value(&self.parameters, name).unwrap_or_default()
    }

    /// The redirect address with these parameters in its query.
    pub fn back_with(&self, parameters: &[(&str, &str)]) -> String {
        let redirect_uri = self.get("redirect_uri");
        // A query of its own stays (RFC 6749 3.1.2).
        let separator = if redirect_uri.contains('?') { '&' } else { '?' };
        format!("{redirect_uri}{separator}{}", encoded(parameters))
    }

    /// The redirect address with these parameters behind a #.
    pub fn back_behind_hash(&self, parameters: &[(&str, &str)]) -> String {
        format!("{}#{}", self.get("redirect_uri"), encoded(parameters))
    }
}

fn encoded(parameters: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish()
}

/// The server, listening until it is dropped.
pub struct ScriptedServer(RawServer);

impl ScriptedServer {
    /// `way_back` says where the browser is sent to, `token` what the token endpoint answers to a request.
    pub async fn start(
        way_back: impl Fn(&Asked) -> String + Send + Sync + 'static,
        token: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let way_back = Arc::new(way_back);
        let server = RawServer::start(move |bytes| {
            let request = Request::parse(bytes);
            match request.path() {
                "/authorize" => {
                    let target = way_back(&Asked { parameters: request.query() });
                    Reply::answer(303, &[("Location", &target)], "")
                }
                "/token" => token(&request),
                _ => Reply::answer(404, &[], ""),
            }
        });
        Self(server.await)
    }

    /// Hands out a code, and for it a token.
    pub async fn that_grants() -> Self {
        let way_back = |asked: &Asked| asked.back_with(&[("code", "code-1"), ("state", asked.get("state"))]);
        Self::start(way_back, |_| grant()).await
    }

    /// Address of the sign-in page.
    pub fn authorization_address(&self) -> String {
        self.0.url("/authorize")
    }

    /// Address of the token endpoint.
    pub fn token_address(&self) -> String {
        self.0.url("/token")
    }

    /// What the server would call itself.
    pub fn issuer(&self) -> String {
        self.0.url("")
    }

    /// The requests to a path, in the order they came.
    pub fn requests_to(&self, path: &str) -> Vec<Request> {
        let all = self.0.requests();
        all.iter().map(|bytes| Request::parse(bytes)).filter(|request| request.path() == path).collect()
    }
}

/// A token without anything odd.
pub fn grant() -> Reply {
    Reply::json(200, r#"{"access_token":"at-1","token_type":"Bearer","expires_in":60}"#)
}

/// The value of a parameter in an address' query; none where it is missing.
pub fn query_value(address: &Url, name: &str) -> Option<String> {
    address.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}
