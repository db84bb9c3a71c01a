//! A desk as the window has it, over the real adapters, with every step it tells kept.

use std::{sync::Mutex, time::Duration};

use dialkey_adapters::{
    clock::SystemClock, http::ReqwestHttp, memory_vault::MemoryVault, random::OsRandom, recipes::read_recipes,
};
use dialkey_core::{
    desk::Desk,
    domain::{
        client_authentication::ClientAuthenticationMethod,
        connection::{ConnectionId, ConnectionView},
        diagnosis::Diagnosis,
        recipes::Recipes,
        step::Step,
    },
    ports::{Clock, Outside, Progress, Vault, vault::Record},
};
use dialkey_practice::Demo;
use secrecy::SecretString;

/// Longer than any answer on this computer takes, shorter than a person waits.
const CALL_TIMEOUT: Duration = Duration::from_secs(10);

/// The desk, what it stands on and what it told.
pub struct TestDesk {
    recipes: Recipes,
    vault: MemoryVault,
    http: ReqwestHttp,
    clock: Box<dyn Clock>,
    told: Told,
}

/// Every list of steps that was told.
#[derive(Default)]
struct Told(Mutex<Vec<Vec<Step>>>);

impl Progress for Told {
    fn steps_changed(&self, steps: &[Step]) {
        self.0.lock().expect("no test panics while it holds the lock").push(steps.to_vec());
    }
}

impl Default for TestDesk {
    fn default() -> Self {
        Self::with(ReqwestHttp::with_call_timeout(CALL_TIMEOUT), SystemClock)
    }
}

/// What cannot go wrong in a test ends it where it does.
#[expect(clippy::missing_panics_doc, reason = "a panic is how a test fails")]
impl TestDesk {
    /// A desk with another transport or another clock.
    pub fn with(http: ReqwestHttp, clock: impl Clock + 'static) -> Self {
        let recipes = read_recipes().expect("the recipes that come along can be read");
        Self { recipes, vault: MemoryVault::default(), http, clock: Box::new(clock), told: Told::default() }
    }

    /// The desk itself.
    pub fn desk(&self) -> Desk<'_> {
        Desk { recipes: &self.recipes, vault: &self.vault }
    }

    /// The recipes that come along.
    pub const fn recipes(&self) -> &Recipes {
        &self.recipes
    }

    /// A new connection.
    pub fn create(&self, system: &str, way: &str) -> ConnectionId {
        self.desk().create(system, way, false, &OsRandom).expect("the recipe has this way")
    }

    /// A new connection, filled with demo values and their client authentication.
    pub fn create_from(&self, system: &str, demo: &Demo) -> ConnectionId {
        let id = self.create(system, &demo.way);
        self.prove_by(&id, &method_named(demo));
        for (field, value) in &demo.values {
            self.enter(&id, field, &value.value);
        }
        id
    }

    /// Types into a field.
    pub fn enter(&self, id: &ConnectionId, field: &str, text: &str) {
        let rejected = self.desk().enter(id, field, &SecretString::from(text)).expect("the way has this field");
        assert_eq!(rejected, None, "the value of {field} has to be kept");
    }

    /// Chooses a client authentication by its name in the OAuth registry.
    pub fn prove_by(&self, id: &ConnectionId, method: &str) {
        let method: ClientAuthenticationMethod = serde_json::from_value(method.into()).expect("there is such a method");
        self.desk().choose_client_authentication(id, method).expect("the connection is there");
    }

    /// Runs the grant once and answers with what is kept then.
    pub async fn get_token(&self, id: &ConnectionId) -> Record {
        self.desk().get_token(id, self.outside()).await.expect("the run can be carried out");
        self.record(id)
    }

    /// Runs the grant and expects it to fail.
    pub async fn diagnosis(&self, id: &ConnectionId) -> Diagnosis {
        let record = self.get_token(id).await;
        assert!(record.token.is_none(), "this run must not yield a token");
        record.diagnosis.expect("a run without a token has a diagnosis")
    }

    /// Tries the token on the first test call.
    pub async fn try_token(&self, id: &ConnectionId) -> Record {
        self.desk().try_token(id, 0, self.outside()).await.expect("there is a token and a call");
        self.record(id)
    }

    /// What is kept of a connection.
    pub fn record(&self, id: &ConnectionId) -> Record {
        self.vault.load(id).expect("the connection is there")
    }

    /// The connection as the window gets it.
    pub fn view(&self, id: &ConnectionId) -> ConnectionView {
        self.desk().view(id, false, None).expect("the connection is there")
    }

    /// Every list of steps that was told, in order.
    pub fn told(&self) -> Vec<Vec<Step>> {
        self.told.0.lock().expect("no test panics while it holds the lock").clone()
    }

    /// The ports that runs use.
    pub fn outside(&self) -> Outside<'_> {
        Outside { http: &self.http, clock: &*self.clock, random: &OsRandom, progress: &self.told }
    }
}

fn method_named(demo: &Demo) -> String {
    let name = serde_json::to_value(demo.client_authentication).expect("a name is JSON");
    name.as_str().expect("a name is text").to_owned()
}
