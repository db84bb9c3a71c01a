//! Signing in, rule by rule, over real HTTP: what reaches the phone system, what comes back, and what is made of it. The
//! names in the comments are those of the list of rules that clients have to keep.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod answers;
mod cancelling;
mod chain;
mod discovery;
mod exchange;
mod hosts;
mod implicit;
mod issuer;
mod key;
mod pasting;
mod phone_systems;
mod request;
mod time_allowed;
mod window;

use std::time::Duration;

use dialkey_core::{
    domain::{connection::ConnectionId, diagnosis::Diagnosis, sign_in::SignInSettings},
    ports::vault::Record,
};
use dialkey_practice::{Acting, Practice, PracticeSystem};
use dialkey_tests::{
    browser::Person,
    desk::{TestDesk, any_port},
    request::Request,
    scripted_server::ScriptedServer,
    signer::Signer,
};

/// Longer than any sign-in here takes.
const IN_TIME: Duration = Duration::from_secs(20);
/// Time enough for what happens on this computer, and no more.
const A_MOMENT: Duration = Duration::from_millis(1500);
const CLIENT_SECRET: &str = "Zq7%k@V!x#M2+w:R&9~p'L";

/// A connection, and somebody who signs in.
struct Scene {
    desk: TestDesk,
    id: ConnectionId,
    signer: Signer,
}

impl Scene {
    /// A connection of the generic recipe to a scripted server.
    fn at(server: &ScriptedServer, way: &str) -> Self {
        Self::with(server, way, Signer::who(Person::Allows))
    }

    fn with(server: &ScriptedServer, way: &str, signer: Signer) -> Self {
        let desk = TestDesk::default().signing_in(signer.clone());
        let id = desk.create("oauth2", way);
        desk.enter(&id, "authorization_address", &server.authorization_address());
        desk.enter(&id, "client_id", "north-wind");
        desk.enter(&id, "scope", "read");
        if way == "authorization_code" {
            desk.enter(&id, "token_address", &server.token_address());
            desk.enter(&id, "client_secret", CLIENT_SECRET);
        }
        Self { desk, id, signer }
    }

    /// A connection to a practice system, with the demo of this title.
    fn practising(system: &PracticeSystem, way: &str, title: &str, signer: Signer) -> Self {
        let demo = system.demo.iter().find(|demo| demo.way == way && demo.title.contains(title));
        let desk = TestDesk::default().signing_in(signer.clone());
        let id = desk.create_from(&system.id, demo.unwrap_or_else(|| panic!("there is no demo “{title}”")));
        any_port(&desk, &id);
        Self { desk, id, signer }
    }

    async fn run(&self) -> Record {
        tokio::time::timeout(IN_TIME, self.desk.get_token(&self.id)).await.expect("a run ends in time")
    }

    async fn diagnosis(&self) -> Diagnosis {
        let record = self.run().await;
        assert!(record.token.is_none(), "this run must not yield a token");
        record.diagnosis.expect("a run without a token has a diagnosis")
    }

    fn change_sign_in(&self, settings: SignInSettings) {
        self.desk.desk().change_sign_in(&self.id, settings).unwrap();
    }

    fn enter(&self, field: &str, text: &str) {
        self.desk.enter(&self.id, field, text);
    }

    /// What stands in a field.
    fn text(&self, field: &str) -> String {
        let view = self.desk.view(&self.id);
        view.fields.iter().find(|known| known.key == field).unwrap().text.clone()
    }
}

/// The practice system for any OAuth 2.0, acting by itself.
async fn practice(acting: Acting) -> (Practice, PracticeSystem) {
    let practice = Practice::builder().only(&["oauth2"]).act_by_itself(acting).start().await.unwrap();
    let system = practice.system("oauth2").unwrap().clone();
    (practice, system)
}

/// The requests that arrived at a path of the practice system.
fn arrived(practice: &Practice, path: &str) -> Vec<Request> {
    let received = practice.received("oauth2");
    received.iter().map(Request::from).filter(|request| request.path() == path).collect()
}
