//! A browser with a person in front of it: follows redirects as browsers do, fills in the form of the sign-in page, does
//! what the scripts of the pages do, and remembers every address.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use dialkey_adapters::sign_in::ShowPage;
use dialkey_core::ports::capture::NotShown;
use reqwest::{Client, Response, redirect};
use tokio::sync::{
    Mutex as AsyncMutex,
    mpsc::{self, UnboundedReceiver, UnboundedSender},
};
use url::Url;

use crate::web_page::form_of;

/// A browser gives up sooner or later.
const MOST_STEPS: usize = 12;
/// Longer than the page of a listener waits for the end of a run.
const PATIENCE: Duration = Duration::from_secs(40);

/// What the person does at the sign-in page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Person {
    /// Signs in and allows.
    Allows,
    /// Signs in and denies.
    Denies,
    /// Looks at the page and does nothing.
    Waits,
    /// Does not even look: the page is not requested.
    Away,
    /// Closes a sign-in window at once.
    ClosesWindow,
}

/// Where a browser came to rest.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// What stands in the address bar.
    pub address: Url,
    /// The page; none where nobody answered.
    pub page: Option<String>,
}

/// A browser. Clones are the same browser.
#[derive(Clone)]
pub struct Browser(Arc<Inner>);

struct Inner {
    person: Person,
    client: Client,
    visited: Mutex<Vec<Url>>,
    on_open: UnboundedSender<Url>,
    opened: AsyncMutex<UnboundedReceiver<Url>>,
    on_arrival: UnboundedSender<Arrival>,
    arrived: AsyncMutex<UnboundedReceiver<Arrival>>,
}

#[expect(clippy::missing_panics_doc, reason = "a panic is how a test fails")]
impl Browser {
    /// A browser in front of which this person sits.
    pub fn of(person: Person) -> Self {
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .timeout(PATIENCE)
            .build()
            .expect("a client can be built");
        let (on_open, opened) = mpsc::unbounded_channel();
        let (on_arrival, arrived) = mpsc::unbounded_channel();
        let (opened, arrived) = (AsyncMutex::new(opened), AsyncMutex::new(arrived));
        let visited = Mutex::default();
        Self(Arc::new(Inner { person, client, visited, on_open, opened, on_arrival, arrived }))
    }

    /// Who sits there.
    pub fn person(&self) -> Person {
        self.0.person
    }

    /// The next page that it was asked to open, exactly as it was asked.
    pub async fn opened(&self) -> Url {
        self.0.opened.lock().await.recv().await.expect("the browser outlives its channel")
    }

    /// Where it came to rest next.
    pub async fn arrival(&self) -> Arrival {
        self.0.arrived.lock().await.recv().await.expect("the browser outlives its channel")
    }

    /// Every address it went to, in order, whatever came back.
    pub fn visited(&self) -> Vec<Url> {
        self.visits().clone()
    }

    /// Requests one address without following anything.
    pub async fn request(&self, address: &str) -> Response {
        self.0.client.get(address).send().await.expect("somebody answers there")
    }

    /// Goes somewhere until a page is there to stay. `may_go` is asked before every address.
    pub async fn go(&self, start: Url, may_go: impl Fn(&Url) -> bool) -> Option<Arrival> {
        let mut address = start;
        let mut posted = None;
        for _ in 0..MOST_STEPS {
            self.visits().push(address.clone());
            if !may_go(&address) {
                return None;
            }
            let Ok(answer) = self.send(&address, posted.take()).await else {
                return Some(Arrival { address, page: None });
            };
            if let Some(target) = target_of(&address, &answer) {
                address = target;
                continue;
            }
            let page = answer.text().await.unwrap_or_default();
            let Some((next, body)) = self.act(&address, &page) else {
                return Some(Arrival { address, page: Some(page) });
            };
            (address, posted) = (next, Some(body));
        }
        panic!("the browser was sent round in circles");
    }

    /// Opens a page on its own time. The end of the way is an [`Browser::arrival`].
    pub(crate) fn open(&self, page: &Url, may_go: impl Fn(&Url) -> bool + Send + Sync + 'static) {
        // Nobody has to be interested.
        let _ = self.0.on_open.send(page.clone());
        if self.0.person == Person::Away {
            return;
        }
        let (browser, page) = (self.clone(), page.clone());
        tokio::spawn(async move {
            if let Some(arrival) = browser.go(page, may_go).await {
                let _ = browser.0.on_arrival.send(arrival);
            }
        });
    }

    async fn send(&self, address: &Url, posted: Option<String>) -> reqwest::Result<Response> {
        let request = match posted {
            None => self.0.client.get(address.clone()),
            Some(body) => {
                let kind = ("Content-Type", "application/x-www-form-urlencoded");
                self.0.client.post(address.clone()).header(kind.0, kind.1).body(body)
            }
        };
        request.send().await
    }

    /// What is submitted next, by the person or by a script of the page.
    fn act(&self, address: &Url, page: &str) -> Option<(Url, String)> {
        let mut form = form_of(page)?;
        let mut target = form.action.as_deref().map_or(Ok(address.clone()), |action| address.join(action)).ok()?;
        target.set_fragment(None);
        if form.asks_person {
            let decision = match self.0.person {
                Person::Allows => "allow",
                Person::Denies => "deny",
                Person::Waits | Person::Away | Person::ClosesWindow => return None,
            };
            form.fields.push(("decision".to_owned(), decision.to_owned()));
        } else if !page.contains("<script") {
            return None;
        } else if let Some((_, value)) = form.fields.iter_mut().find(|(name, _)| name == "fragment") {
            // The script of the listener's page hands over what stands behind the #, if that can be an answer.
            address.fragment().filter(|fragment| fragment.contains('='))?.clone_into(value);
        }
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form.fields).finish();
        Some((target, body))
    }

    fn visits(&self) -> MutexGuard<'_, Vec<Url>> {
        self.0.visited.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ShowPage for Browser {
    fn show(&self, page: &Url) -> Result<(), NotShown> {
        self.open(page, |_| true);
        Ok(())
    }
}

/// Where an answer sends the browser. A fragment is kept unless the target has one of its own (RFC 9110 10.2.2).
fn target_of(address: &Url, answer: &Response) -> Option<Url> {
    if !answer.status().is_redirection() {
        return None;
    }
    let location = answer.headers().get("location")?.to_str().ok()?;
    let mut target = address.join(location).ok()?;
    if target.fragment().is_none() {
        target.set_fragment(address.fragment());
    }
    Some(target)
}
