//! A desk in front of which somebody signs in, a connection of it, and the server.

use std::sync::Arc;

use dialkey_adapters::sign_in::SignIn;
use dialkey_core::domain::connection::ConnectionId;
use dialkey_tests::{
    desk::TestDesk,
    oidc_provider::{Client, OidcProvider, SCOPE},
};

use crate::{
    ID, TOKEN_PATH,
    visitor::{Decision, Seen, Visitor},
};

pub(crate) struct Place {
    pub(crate) desk: TestDesk,
    pub(crate) id: ConnectionId,
    pub(crate) server: OidcProvider,
    pub(crate) seen: Seen,
}

impl Place {
    /// A client that proves itself by `method` with this value of a field. `client` is how the server knows it.
    pub(crate) fn of_client(client: Client, method: &str, proof: (&str, &str)) -> Self {
        let place = Self::deciding(Decision::Allow, client);
        place.desk.prove_by(&place.id, method);
        place.desk.enter(&place.id, proof.0, proof.1);
        place
    }

    /// A client without a proof.
    pub(crate) fn of_public_client(decision: Decision) -> Self {
        Self::deciding(decision, Client::public(ID))
    }

    fn deciding(decision: Decision, client: Client) -> Self {
        let (visitor, seen) = Visitor::who(decision);
        let desk = TestDesk::default().signing_in(SignIn::new(Arc::new(visitor), None));
        let id = desk.create("oauth2", "authorization_code");
        desk.prove_by(&id, "none");
        desk.enter(&id, "client_id", ID);
        desk.enter(&id, "scope", SCOPE);
        let registered = redirect_uri(&desk, &id);
        let server = OidcProvider::start(&[client.signing_in(&registered)], TOKEN_PATH);
        enter_endpoints(&desk, &id, &server);
        Self { desk, id, server, seen }
    }

    /// The redirect address as it has to be registered.
    pub(crate) fn redirect_uri(&self) -> String {
        redirect_uri(&self.desk, &self.id)
    }

    /// The same connection at another server.
    pub(crate) fn at(self, clients: &[Client]) -> Self {
        let server = OidcProvider::start(clients, TOKEN_PATH);
        enter_endpoints(&self.desk, &self.id, &server);
        Self { server, ..self }
    }
}

fn redirect_uri(desk: &TestDesk, id: &ConnectionId) -> String {
    desk.view(id).sign_in.expect("a person signs in").redirect_uri
}

fn enter_endpoints(desk: &TestDesk, id: &ConnectionId, server: &OidcProvider) {
    desk.enter(id, "authorization_address", &server.authorization_endpoint);
    desk.enter(id, "token_address", &server.token_endpoint);
    desk.enter(id, "revocation_address", &server.revocation_endpoint);
    desk.enter(id, "introspection_address", &server.introspection_endpoint);
    desk.enter(id, "userinfo_address", &server.userinfo_endpoint);
}
