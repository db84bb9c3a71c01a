//! A browser with cookies, in which a person signs in and decides.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use dialkey_adapters::sign_in::ShowPage;
use dialkey_core::ports::capture::NotShown;
use dialkey_tests::web_page::form_of;
use reqwest::{
    Client, Response,
    header::{COOKIE, LOCATION, SET_COOKIE},
    redirect,
};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use url::Url;

/// A browser gives up sooner or later.
const MOST_STEPS: usize = 12;
/// Longer than a page waits for the end of a run.
const PATIENCE: Duration = Duration::from_secs(40);

/// What the person does where access can be allowed or denied.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Decision {
    Allow,
    Deny,
}

/// Where the browser came to rest.
#[derive(Debug)]
pub(crate) struct Arrival {
    pub(crate) address: Url,
    pub(crate) page: String,
}

/// The browser.
pub(crate) struct Visitor {
    decision: Decision,
    opened: Arc<Mutex<Vec<Url>>>,
    arrival: UnboundedSender<Arrival>,
}

/// What a test sees of the browser.
pub(crate) struct Seen {
    opened: Arc<Mutex<Vec<Url>>>,
    arrivals: UnboundedReceiver<Arrival>,
}

impl Seen {
    /// The page that was opened last.
    pub(crate) fn opened(&self) -> Url {
        self.opened.lock().unwrap().last().expect("a page was opened").clone()
    }

    /// Where the browser came to rest next.
    pub(crate) async fn arrival(&mut self) -> Arrival {
        self.arrivals.recv().await.expect("the browser is there as long as the desk")
    }
}

impl Visitor {
    pub(crate) fn who(decision: Decision) -> (Self, Seen) {
        let (arrival, arrivals) = mpsc::unbounded_channel();
        let opened = Arc::default();
        (Self { decision, opened: Arc::clone(&opened), arrival }, Seen { opened, arrivals })
    }
}

impl ShowPage for Visitor {
    fn show(&self, page: &Url) -> Result<(), NotShown> {
        self.opened.lock().unwrap().push(page.clone());
        let (visit, arrival) = (Visit::of(self.decision), self.arrival.clone());
        let page = page.clone();
        tokio::spawn(async move {
            // Not every test looks where it ended.
            let _ = arrival.send(visit.go(page).await);
        });
        Ok(())
    }
}

/// One way through the pages.
struct Visit {
    decision: Decision,
    client: Client,
    cookies: BTreeMap<String, String>,
}

impl Visit {
    fn of(decision: Decision) -> Self {
        let client = Client::builder().redirect(redirect::Policy::none()).no_proxy().timeout(PATIENCE);
        Self { decision, client: client.build().unwrap(), cookies: BTreeMap::new() }
    }

    async fn go(mut self, start: Url) -> Arrival {
        let mut address = start;
        let mut form = None;
        for _ in 0..MOST_STEPS {
            let answer = self.send(&address, form.take()).await;
            if let Some(location) = answer.headers().get(LOCATION) {
                address = address.join(location.to_str().unwrap()).unwrap();
                continue;
            }
            let page = answer.text().await.unwrap();
            form = self.filled_in(&page);
            if form.is_none() {
                return Arrival { address, page };
            }
        }
        panic!("the browser was sent round in circles");
    }

    async fn send(&mut self, address: &Url, form: Option<String>) -> Response {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = match form {
            None => self.client.get(address.clone()),
            Some(form) => {
                let kind = "application/x-www-form-urlencoded";
                self.client.post(address.clone()).header("Content-Type", kind).body(form)
            }
        };
        let answer = request.header(COOKIE, cookies.join("; ")).send().await.unwrap();
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        answer
    }

    /// The form of a page as the person submits it; none where there is nothing to decide.
    fn filled_in(&self, page: &str) -> Option<String> {
        let form = form_of(page)?;
        if form.asks_person {
            return Some(format!(
                "decision={}",
                if matches!(self.decision, Decision::Allow) { "allow" } else { "deny" }
            ));
        }
        form.fields.iter().any(|(name, _)| name == "user").then(|| "user=ann".to_owned())
    }
}
