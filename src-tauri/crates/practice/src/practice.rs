//! Starting and stopping the practice system.

use std::{sync::Arc, time::SystemTime};

use indexmap::IndexMap;
use tokio::{net::TcpListener, sync::watch};

use crate::{
    Acting, Demo, DemoValue, PracticeError, PracticeSystem, Received,
    clock::Clock,
    description::{AuthenticationMethod, DemoDescription, DemoField, Description, Facts, Placeholder},
    keys::{KeyRegistration, Keys},
    serving,
    system::System,
};

/// The practice system, running until it is dropped.
pub struct Practice {
    views: Vec<PracticeSystem>,
    systems: Vec<Arc<System>>,
    /// Dropped with the rest, which ends the servers.
    _end: watch::Sender<()>,
}

impl Practice {
    /// Starts every phone system there is, each on a loopback port of its own. Needs a tokio runtime.
    pub async fn start() -> Result<Self, PracticeError> {
        Self::builder().start().await
    }

    /// Starts only the phone systems named; fails when one does not exist.
    pub async fn start_only(ids: &[&str]) -> Result<Self, PracticeError> {
        Self::builder().only(ids).start().await
    }

    /// For tests that bring keys or a clock of their own.
    pub fn builder() -> PracticeBuilder {
        PracticeBuilder { only: None, keys: Vec::new(), clock: Clock::new(SystemTime::now), acting: Acting::ByPerson }
    }

    /// The phone systems that run, in the order of their ids.
    pub fn systems(&self) -> &[PracticeSystem] {
        &self.views
    }

    /// One phone system; none when it does not run.
    pub fn system(&self, id: &str) -> Option<&PracticeSystem> {
        self.views.iter().find(|view| view.id == id)
    }

    /// The requests that arrived at a phone system, the oldest first; the last thousand are kept. Empty when it does
    /// not run.
    pub fn received(&self, id: &str) -> Vec<Received> {
        let system = self.systems.iter().find(|system| system.description.id == id);
        system.map(|system| system.received()).unwrap_or_default()
    }
}

/// What is to be started.
pub struct PracticeBuilder {
    only: Option<Vec<String>>,
    keys: Vec<KeyRegistration>,
    clock: Clock,
    acting: Acting,
}

impl PracticeBuilder {
    /// Leaves out every phone system that is not named.
    #[must_use]
    pub fn only(mut self, ids: &[&str]) -> Self {
        self.only = Some(ids.iter().map(|&id| id.to_owned()).collect());
        self
    }

    /// Registers a public key (PEM, `SubjectPublicKeyInfo`) in place of the demo key of a client that signs. From then
    /// on it may sign with this algorithm alone, named as in RFC 7518: `RS256`, `EdDSA`.
    #[must_use]
    pub fn register_key(mut self, system: &str, client_id: &str, algorithm: &str, public_key_pem: &str) -> Self {
        self.keys.push(KeyRegistration {
            system: system.to_owned(),
            client_id: client_id.to_owned(),
            algorithm: algorithm.to_owned(),
            public_key_pem: public_key_pem.to_owned(),
        });
        self
    }

    /// Lets the practice system believe another time: in the `Date` of answers, in assertions and for expiry.
    #[must_use]
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Clock::new(now);
        self
    }

    /// Lets every authorization page act without a person.
    #[must_use]
    pub fn act_by_itself(mut self, acting: Acting) -> Self {
        self.acting = acting;
        self
    }

    /// Reads the descriptions, makes the demo keys, opens the ports and serves. Needs a tokio runtime.
    ///
    /// Fails when a description is wrong, a named system or client does not exist, a registered key cannot be read or
    /// no port can be opened.
    pub async fn start(self) -> Result<Practice, PracticeError> {
        let descriptions = self.chosen(Description::embedded()?)?;
        let (sender, end) = watch::channel(());
        let mut views = Vec::new();
        let mut systems = Vec::new();
        for description in descriptions {
            let keys = Keys::prepare(&description, &self.keys)?;
            let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
            let address = format!("http://{}", listener.local_addr()?);
            let system = Arc::new(System::new(description, address, keys, self.clock.clone(), self.acting));
            serving::spawn(listener, Arc::clone(&system), end.clone());
            views.push(to_view(&system));
            systems.push(system);
        }
        Ok(Practice { views, systems, _end: sender })
    }

    fn chosen(&self, all: Vec<Description>) -> Result<Vec<Description>, PracticeError> {
        let named = self.only.iter().flatten().chain(self.keys.iter().map(|key| &key.system));
        if let Some(unknown) = named.into_iter().find(|&id| !all.iter().any(|description| description.id == *id)) {
            return Err(PracticeError::UnknownSystem(unknown.clone()));
        }
        let is_wanted = |description: &Description| self.only.as_ref().is_none_or(|ids| ids.contains(&description.id));
        Ok(all.into_iter().filter(is_wanted).collect())
    }
}

fn to_view(system: &System) -> PracticeSystem {
    let description = &system.description;
    PracticeSystem {
        id: description.id.clone(),
        name: description.name.clone(),
        address: system.address.clone(),
        demo: description.demo.iter().map(|demo| to_demo(system, demo)).collect(),
    }
}

fn to_demo(system: &System, demo: &DemoDescription) -> Demo {
    let client = demo.client.as_deref().and_then(|id| system.description.client(id));
    let mut facts = system.facts();
    if let Some(endpoint) = &system.description.token {
        facts = facts.with(Placeholder::TokenUrl, format!("{}{}", system.address, endpoint.path));
    }
    if let Some(key) = client.and_then(|client| system.keys.private_pem(&client.id)) {
        facts = facts.with(Placeholder::PrivateKey, key);
    }
    Demo {
        way: demo.way.clone(),
        title: demo.title.clone(),
        note: demo.note.clone(),
        client_authentication: client.map_or(AuthenticationMethod::None, |client| client.method),
        values: fill_values(demo, &facts),
    }
}

fn fill_values(demo: &DemoDescription, facts: &Facts) -> IndexMap<String, DemoValue> {
    let fill = |(key, field): (&String, &DemoField)| {
        (key.clone(), DemoValue { label: field.label.clone(), value: field.value.fill(facts) })
    };
    demo.values.iter().map(fill).collect()
}
