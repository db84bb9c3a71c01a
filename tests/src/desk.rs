//! A desk as the window has it, over the real adapters, with every step it tells kept.

use std::{sync::Mutex, time::Duration};

use async_trait::async_trait;
use dialkey_adapters::{
    clock::SystemClock, http::ReqwestHttp, memory_vault::MemoryVault, probe::NetworkProbe, random::OsRandom,
    recipes::read_recipes,
};
use dialkey_core::{
    desk::Desk,
    domain::{
        client_authentication::ClientAuthenticationMethod,
        connection::{ConnectionId, ConnectionView},
        diagnosis::Diagnosis,
        recipes::Recipes,
        sign_in::Capture,
        step::Step,
    },
    ports::{
        AnswerCapture, Clock, Outside, Progress, Vault,
        capture::{CaptureError, CapturePlan, ReadyCapture},
        vault::Record,
    },
};
use dialkey_practice::Demo;
use secrecy::SecretString;
use url::Url;

/// Longer than any answer on this computer takes, shorter than a person waits.
const CALL_TIMEOUT: Duration = Duration::from_secs(10);

/// The desk, what it stands on and what it told.
pub struct TestDesk {
    recipes: Recipes,
    vault: MemoryVault,
    http: ReqwestHttp,
    clock: Box<dyn Clock>,
    capture: Box<dyn AnswerCapture>,
    told: Told,
}

/// For desks whose ways need no sign-in.
struct NobodySignsIn;

#[async_trait]
impl AnswerCapture for NobodySignsIn {
    async fn get_ready(&self, _: CapturePlan) -> Result<Box<dyn ReadyCapture>, CaptureError> {
        Err(CaptureError::NoWindow)
    }
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
        Self {
            recipes,
            vault: MemoryVault::default(),
            http,
            clock: Box::new(clock),
            capture: Box::new(NobodySignsIn),
            told: Told::default(),
        }
    }

    /// The same desk, in front of which somebody signs in.
    #[must_use]
    pub fn signing_in(self, capture: impl AnswerCapture + 'static) -> Self {
        Self { capture: Box::new(capture), ..self }
    }

    /// The desk itself.
    pub fn desk(&self) -> Desk<'_> {
        Desk { recipes: &self.recipes, vault: &self.vault, clock: &*self.clock }
    }

    /// The desk at another time.
    pub fn desk_at<'a>(&'a self, clock: &'a dyn Clock) -> Desk<'a> {
        Desk { clock, ..self.desk() }
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

    /// Makes it known that the phone system names itself in its answers (RFC 9207 3), as its metadata would.
    pub fn advertise_issuer(&self, id: &ConnectionId) {
        let advertise = &mut |record: &mut Record| record.connection.names_issuer = true;
        self.vault.change(id, advertise).expect("the connection is there");
    }

    /// Runs the grant once and answers with what is kept then.
    pub async fn get_token(&self, id: &ConnectionId) -> Record {
        self.desk().get_token(id, self.outside()).await.expect("the run can be carried out");
        self.record(id)
    }

    /// Renews the token once and answers with what is kept then.
    pub async fn renew_token(&self, id: &ConnectionId) -> Record {
        self.desk().renew_token(id, self.outside()).await.expect("there is a token");
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
        Outside {
            http: &self.http,
            probe: &NetworkProbe,
            clock: &*self.clock,
            capture: &*self.capture,
            random: &OsRandom,
            progress: &self.told,
        }
    }
}

/// Lets a redirect address of this computer have whatever port is free: tests that run at once must not want the same.
#[expect(clippy::missing_panics_doc, reason = "a panic is how a test fails")]
pub fn any_port(desk: &TestDesk, id: &ConnectionId) {
    let view = desk.view(id);
    let Some(sign_in) = view.sign_in else { return };
    let mut redirect = Url::parse(&sign_in.redirect_uri).expect("the redirect address is one");
    if redirect.host_str() == Some("127.0.0.1") && sign_in.capture == Capture::Loopback {
        redirect.set_port(None).expect("a web address can be without a port");
        desk.enter(id, "redirect_uri", redirect.as_str());
    }
}

fn method_named(demo: &Demo) -> String {
    let name = serde_json::to_value(demo.client_authentication).expect("a name is JSON");
    name.as_str().expect("a name is text").to_owned()
}
