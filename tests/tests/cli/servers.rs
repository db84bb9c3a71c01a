//! What a phone system's address can lead to.

use std::{net::TcpListener, sync::mpsc, time::Duration};

use dialkey_practice::{Practice, PracticeSystem};
use dialkey_tests::{
    browser::{Arrival, Browser, Person},
    raw_server::{RawServer, Reply},
};
use tokio::runtime::Runtime;
use url::Url;

/// How long a program may take to connect, on a busy machine.
const CONNECTED_WITHIN: Duration = Duration::from_mins(1);

/// The practice system and other servers, run by threads of their own while the test waits for programs.
pub(crate) struct Servers {
    pub(crate) practice: Practice,
    runtime: Runtime,
}

impl Servers {
    pub(crate) fn start() -> Self {
        let runtime = Runtime::new().unwrap();
        let practice = runtime.block_on(Practice::start()).unwrap();
        Self { practice, runtime }
    }

    /// One phone system of the practice system.
    pub(crate) fn system(&self, id: &str) -> &PracticeSystem {
        self.practice.system(id).unwrap()
    }

    /// Opens an address in a browser, in front of which this person sits, and answers with where that ended.
    pub(crate) fn visit(&self, person: Person, address: &Url) -> Arrival {
        let browser = Browser::of(person);
        self.runtime.block_on(browser.go(address.clone(), |_| true)).expect("the browser may go anywhere")
    }

    /// Opens a page of a phone system, and answers with where that sends the browser back to, without going there.
    pub(crate) fn sent_back_from(&self, person: Person, page: &Url) -> Url {
        let browser = Browser::of(person);
        self.runtime.block_on(browser.go(page.clone(), |address| address.port() == page.port()));
        browser.visited().pop().expect("the page was opened")
    }

    /// A server that always gives the same answer.
    pub(crate) fn answering(&self, status: u16, headers: &[(&str, &str)], body: &str) -> RawServer {
        let headers: Vec<_> = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let body = body.to_owned();
        self.runtime.block_on(RawServer::start(move |_| {
            let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            Reply::answer(status, &headers, &body)
        }))
    }

    /// A server that takes requests and never answers.
    pub(crate) fn silent(&self) -> SilentServer {
        let (sender, arrived) = mpsc::channel();
        let server = self.runtime.block_on(RawServer::start(move |_| {
            // Not every test waits for the request.
            let _ = sender.send(());
            Reply::Stall(Vec::new())
        }));
        SilentServer { server, arrived }
    }
}

/// A server that takes requests and never answers.
pub(crate) struct SilentServer {
    server: RawServer,
    arrived: mpsc::Receiver<()>,
}

impl SilentServer {
    pub(crate) fn address(&self) -> String {
        self.server.url("")
    }

    /// Waits until a request has arrived.
    pub(crate) fn wait_for_request(&self) {
        self.arrived.recv_timeout(CONNECTED_WITHIN).expect("the program sends a request");
    }
}

/// An address of this computer at which nothing listens.
pub(crate) fn closed_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}
