//! A sign-in as a flow begins it, and a browser that only notes what it was shown.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use dialkey_adapters::{
    clock::Uptime,
    sign_in::{ShowPage, SignIn},
};
use dialkey_core::{
    capturing::{AuthorizationAnswer, ExpectedAnswer, RedirectUri},
    domain::sign_in::Capture,
    ports::{
        AnswerCapture,
        capture::{CaptureError, CapturePlan, Ending, NotShown, ReadyCapture},
    },
};
use secrecy::ExposeSecret;
use tokio::task::JoinHandle;
use url::Url;

use crate::{
    IN_TIME,
    wire::{self, Answer},
};

/// The `state` of every sign-in here.
pub(crate) const STATE: &str = "kVnX2sQ7-state-of-this-run";

/// Notes the pages it is asked to show.
#[derive(Default)]
pub(crate) struct NotingBrowser(Mutex<Vec<Url>>);

impl NotingBrowser {
    pub(crate) fn shown(&self) -> Vec<Url> {
        self.0.lock().unwrap().clone()
    }
}

impl ShowPage for NotingBrowser {
    fn show(&self, page: &Url) -> Result<(), NotShown> {
        self.0.lock().unwrap().push(page.clone());
        Ok(())
    }
}

/// An uptime that a test moves.
#[derive(Default)]
pub(crate) struct MovedUptime(AtomicU64);

impl MovedUptime {
    pub(crate) fn pass(&self, time: Duration) {
        self.0.fetch_add(time.as_secs(), Ordering::SeqCst);
    }
}

impl Uptime for MovedUptime {
    fn uptime(&self) -> Duration {
        Duration::from_secs(self.0.load(Ordering::SeqCst))
    }
}

pub(crate) fn plan(redirect_uri: &str, capture: Capture) -> CapturePlan {
    let redirect_uri = RedirectUri::parse(redirect_uri).unwrap();
    CapturePlan { capture, redirect_uri, time_allowed: Duration::from_mins(10) }
}

pub(crate) fn expected(redirect_uri: &RedirectUri) -> ExpectedAnswer {
    ExpectedAnswer {
        redirect_uri: redirect_uri.clone(),
        state: STATE.into(),
        issuer: None,
        must_name_issuer: false,
        expects_token: false,
        has_pkce: true,
    }
}

pub(crate) fn page() -> Url {
    Url::parse("https://pbx.test/authorize?response_type=code").unwrap()
}

/// A sign-in whose page was shown, and which is waited for.
pub(crate) struct Flow {
    pub(crate) sign_in: Arc<SignIn>,
    pub(crate) redirect_uri: RedirectUri,
    waiting: JoinHandle<(Box<dyn ReadyCapture>, Result<AuthorizationAnswer, CaptureError>)>,
}

impl Flow {
    /// By a listener at a free port.
    pub(crate) async fn start() -> Self {
        Self::start_at("http://127.0.0.1/cb/a", Capture::Loopback).await
    }

    /// With a registered address.
    pub(crate) async fn start_at(redirect_uri: &str, capture: Capture) -> Self {
        Self::start_with(redirect_uri, capture, |expected| expected).await
    }

    /// With other expectations.
    pub(crate) async fn start_with(
        redirect_uri: &str,
        capture: Capture,
        adapt: impl FnOnce(ExpectedAnswer) -> ExpectedAnswer,
    ) -> Self {
        let sign_in = Arc::new(SignIn::new(Arc::new(NotingBrowser::default()), None));
        let mut ready = sign_in.get_ready(plan(redirect_uri, capture)).await.unwrap();
        let redirect_uri = ready.redirect_uri().clone();
        ready.show(&page(), adapt(expected(&redirect_uri))).await.unwrap();
        let waiting = tokio::spawn(async move {
            let answer = ready.answer().await;
            (ready, answer)
        });
        Self { sign_in, redirect_uri, waiting }
    }

    pub(crate) fn port(&self) -> u16 {
        self.redirect_uri.url().port().unwrap()
    }

    fn authority(&self) -> &str {
        self.redirect_uri.url().authority()
    }

    /// A request line and its `Host`; more headers and the empty line are to follow.
    pub(crate) fn beginning(&self, method: &str, target: &str) -> String {
        format!("{method} {target} HTTP/1.1\r\nHost: {}\r\n", self.authority())
    }

    pub(crate) async fn request(&self, method: &str, target: &str, headers: &str) -> Answer {
        let request = format!("{}{headers}\r\n", self.beginning(method, target));
        wire::send(self.port(), request.as_bytes()).await
    }

    pub(crate) async fn get(&self, target: &str) -> Answer {
        self.request("GET", target, "").await
    }

    /// The redirect address with a query.
    pub(crate) async fn arrive(&self, query: &str) -> Answer {
        self.get(&format!("{}?{query}", self.redirect_uri.url().path())).await
    }

    pub(crate) async fn post(&self, form: &str) -> Answer {
        self.post_as("application/x-www-form-urlencoded", form).await
    }

    pub(crate) async fn post_as(&self, media_type: &str, body: &str) -> Answer {
        let beginning = self.beginning("POST", self.redirect_uri.url().path());
        let length = body.len();
        let request = format!("{beginning}Content-Type: {media_type}\r\nContent-Length: {length}\r\n\r\n{body}");
        wire::send(self.port(), request.as_bytes()).await
    }

    /// What is waited for did not come yet.
    pub(crate) fn assert_waits(&self, why: &str) {
        assert!(!self.waiting.is_finished() && self.sign_in.pending().is_some(), "{why}");
    }

    /// The right answer arrives, and the flow gets its code.
    pub(crate) async fn complete(self) -> Answered {
        let redirected = self.arrive(&format!("code=SplxlOBe%2FZQ&state={STATE}")).await;
        assert_eq!(redirected.status, 303, "{redirected:?}");
        let last_page = redirected.header("Location").unwrap().to_owned();
        let answered = self.answered().await;
        assert_eq!(answered.code(), "SplxlOBe/ZQ");
        Answered { last_page, ..answered }
    }

    /// Waits for the end of the waiting.
    pub(crate) async fn answered(self) -> Answered {
        let (ready, answer) = tokio::time::timeout(IN_TIME, self.waiting).await.expect("it ends in time").unwrap();
        Answered { redirect_uri: self.redirect_uri, ready, answer, last_page: String::new() }
    }

    /// Cancels it, as the program does: by dropping what waits.
    pub(crate) async fn cancel(self) {
        self.waiting.abort();
        assert!(self.waiting.await.is_err_and(|error| error.is_cancelled()));
    }
}

/// A sign-in that has its answer and is not over yet.
pub(crate) struct Answered {
    pub(crate) redirect_uri: RedirectUri,
    pub(crate) ready: Box<dyn ReadyCapture>,
    pub(crate) answer: Result<AuthorizationAnswer, CaptureError>,
    /// Where the browser was sent.
    pub(crate) last_page: String,
}

impl Answered {
    pub(crate) fn code(&self) -> &str {
        match &self.answer {
            Ok(AuthorizationAnswer::Code(code)) => code.expose_secret(),
            other => panic!("a code was expected, not {other:?}"),
        }
    }

    pub(crate) async fn get(&self, target: &str) -> Answer {
        self.asking(target.to_owned()).await.unwrap()
    }

    /// Begins to ask and does not wait for the answer.
    pub(crate) fn asking(&self, target: String) -> JoinHandle<Answer> {
        let (port, authority) =
            (self.redirect_uri.url().port().unwrap(), self.redirect_uri.url().authority().to_owned());
        tokio::spawn(async move {
            wire::send(port, format!("GET {target} HTTP/1.1\r\nHost: {authority}\r\n\r\n").as_bytes()).await
        })
    }

    pub(crate) async fn finish(self, ending: Ending) {
        tokio::time::timeout(IN_TIME, self.ready.finish(ending)).await.expect("it is over in time");
    }
}
