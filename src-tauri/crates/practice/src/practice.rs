//! Starting and stopping the practice system.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use indexmap::IndexMap;
use tokio::{net::TcpListener, runtime::Handle, sync::watch};

use crate::{
    Acting, Demo, DemoValue, Fault, PracticeError, PracticeFaults, PracticeSystem, Received,
    clock::Clock,
    description::{AuthenticationMethod, DemoDescription, DemoField, Description, Facts, Placeholder},
    keys::{KeyRegistration, Keys},
    serving,
    system::System,
    tls::{self, Certificates},
};

/// How long a slow answer takes: long enough to look at, shorter than programs wait.
const SLOWNESS: Duration = Duration::from_secs(8);

/// The practice system, running until it is dropped.
pub struct Practice {
    views: Vec<PracticeSystem>,
    systems: Vec<Arc<System>>,
    /// Made when the first fault of encryption is chosen.
    certificates: Mutex<Option<Arc<Certificates>>>,
    runtime: Handle,
    end: watch::Receiver<()>,
    /// Dropped with the rest, which ends the servers.
    _ending: watch::Sender<()>,
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

    /// For tests that bring keys or a clock of their own, and for faults from the start.
    pub fn builder() -> PracticeBuilder {
        PracticeBuilder {
            only: None,
            keys: Vec::new(),
            clock: Clock::new(SystemTime::now),
            acting: Acting::ByPerson,
            fault: None,
            slowness: SLOWNESS,
        }
    }

    /// The phone systems that run, in the order of their ids, as they are reached while nothing is wrong.
    pub fn systems(&self) -> &[PracticeSystem] {
        &self.views
    }

    /// One phone system; none when it does not run.
    pub fn system(&self, id: &str) -> Option<&PracticeSystem> {
        self.views.iter().find(|view| view.id == id)
    }

    /// The phone systems as they are to be reached now: those with a fault of encryption at their https address.
    pub fn systems_now(&self) -> Vec<PracticeSystem> {
        self.systems.iter().map(|system| to_view(system, system.address_now())).collect()
    }

    /// The requests that arrived at a phone system, the oldest first; the last thousand are kept. Empty when it does
    /// not run.
    pub fn received(&self, id: &str) -> Vec<Received> {
        let system = self.systems.iter().find(|system| system.description.id == id);
        system.map(|system| system.received()).unwrap_or_default()
    }

    /// Lets one phone system, or every one that runs, do this wrong from now on; with none everything is well again.
    ///
    /// For a fault of encryption the phone system listens with TLS at one more loopback port, which stays open, and
    /// sends whoever comes without TLS there. Fails when the phone system does not run, or when the port or a
    /// certificate is not to be had.
    pub fn fail(&self, system: Option<&str>, fault: Option<Fault>) -> Result<(), PracticeError> {
        let is_meant = |each: &&Arc<System>| system.is_none_or(|id| each.description.id == id);
        let meant: Vec<_> = self.systems.iter().filter(is_meant).collect();
        if let Some(id) = system.filter(|_| meant.is_empty()) {
            return Err(PracticeError::UnknownSystem(id.to_owned()));
        }
        for system in meant {
            if fault.is_some_and(Fault::is_about_encryption) {
                self.listen_encrypted(system)?;
            }
            system.choose_fault(fault);
        }
        Ok(())
    }

    /// Every fault, with the one that is on at the first phone system that has one.
    pub fn faults(&self) -> PracticeFaults {
        let on = self.systems.iter().find_map(|system| system.fault());
        let certificates = self.certificates.lock().unwrap_or_else(PoisonError::into_inner);
        let values = on.zip(certificates.as_ref()).map(|(fault, certificates)| certificates.to_try(fault));
        PracticeFaults::with(on, values.unwrap_or_default())
    }

    fn listen_encrypted(&self, system: &System) -> Result<(), PracticeError> {
        let mut made = self.certificates.lock().unwrap_or_else(PoisonError::into_inner);
        if system.encrypted_address().is_some() {
            return Ok(());
        }
        let certificates = match &*made {
            Some(certificates) => Arc::clone(certificates),
            None => Arc::clone(made.insert(Arc::new(Certificates::make()?))),
        };
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
        listener.set_nonblocking(true)?;
        let address = format!("https://{}", listener.local_addr()?);
        let system = Arc::new(system.encrypted_at(address));
        let _inside = self.runtime.enter();
        let listener = TcpListener::from_std(listener)?;
        let encrypted = tls::listen(listener, Arc::clone(&system), certificates, self.end.clone())?;
        serving::spawn(encrypted, system, self.end.clone());
        Ok(())
    }
}

/// What is to be started.
pub struct PracticeBuilder {
    only: Option<Vec<String>>,
    keys: Vec<KeyRegistration>,
    clock: Clock,
    acting: Acting,
    fault: Option<Fault>,
    slowness: Duration,
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

    /// Lets every phone system do this wrong from the start.
    #[must_use]
    pub fn failing(mut self, fault: Fault) -> Self {
        self.fault = Some(fault);
        self
    }

    /// How long answers take with [`Fault::Slow`], in place of 8 seconds.
    #[must_use]
    pub fn slowness(mut self, slowness: Duration) -> Self {
        self.slowness = slowness;
        self
    }

    /// Reads the descriptions, makes the demo keys, opens the ports and serves. Needs a tokio runtime.
    ///
    /// Fails when a description is wrong, a named system or client does not exist, a registered key cannot be read, no
    /// port can be opened or a fault cannot be had.
    pub async fn start(self) -> Result<Practice, PracticeError> {
        let descriptions = self.chosen(Description::embedded()?)?;
        let (ending, end) = watch::channel(());
        let mut systems = Vec::new();
        for description in descriptions {
            let keys = Keys::prepare(&description, &self.keys)?;
            let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
            let address = format!("http://{}", listener.local_addr()?);
            let mut system = System::new(description, address, keys, self.clock.clone());
            system.acting = self.acting;
            system.slowness = self.slowness;
            let system = Arc::new(system);
            serving::spawn(listener, Arc::clone(&system), end.clone());
            systems.push(system);
        }
        let views = systems.iter().map(|system| to_view(system, &system.address)).collect();
        let (certificates, runtime) = (Mutex::default(), Handle::current());
        let practice = Practice { views, systems, certificates, runtime, end, _ending: ending };
        practice.fail(None, self.fault)?;
        Ok(practice)
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

fn to_view(system: &System, address: &str) -> PracticeSystem {
    let description = &system.description;
    PracticeSystem {
        id: description.id.clone(),
        name: description.name.clone(),
        address: address.to_owned(),
        demo: description.demo.iter().map(|demo| to_demo(system, address, demo)).collect(),
    }
}

fn to_demo(system: &System, address: &str, demo: &DemoDescription) -> Demo {
    let client = demo.client.as_deref().and_then(|id| system.description.client(id));
    let mut facts = Facts::default().with(Placeholder::Address, address);
    if let Some(endpoint) = &system.description.token {
        facts = facts.with(Placeholder::TokenUrl, format!("{address}{}", endpoint.path));
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
