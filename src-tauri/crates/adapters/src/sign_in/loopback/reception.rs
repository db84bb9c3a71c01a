//! Judges what arrives at the listener. Only an answer that belongs to this sign-in ends the waiting; everything else
//! gets a page of its own and changes nothing.

use std::{
    collections::VecDeque,
    mem,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use dialkey_core::{
    capturing::{AuthorizationAnswer, NotTheAnswer, Parameters, RedirectUri},
    ports::{Random, capture::Ending},
};
use tiny_http::{Method, Request};
use tokio::sync::Notify;
use url::{Url, form_urlencoded};

use super::{
    arrived::{self, FormProblem},
    pages::Page,
    reply::Reply,
};
use crate::{random::OsRandom, sign_in::PendingSignIn};

/// How long the last page waits for the token: a call takes 30 s at most.
const LAST_PAGE_WAITS: Duration = Duration::from_secs(35);
/// How many pages can be open that hand over a fragment.
const OPEN_NONCES: usize = 16;

/// The listener's own side of a sign-in.
pub(super) struct Reception {
    redirect_uri: RedirectUri,
    /// Where the person is sent once the answer is there.
    last_page: String,
    progress: Mutex<Progress>,
    changed: Condvar,
    /// Told when the person has seen the last page, or nobody will.
    pub(super) seen: Notify,
}

#[derive(Default)]
struct Progress {
    pending: Option<PendingSignIn>,
    nonces: VecDeque<String>,
    answered: bool,
    ending: Option<Ending>,
    closed: bool,
}

impl Reception {
    /// For one redirect address, as it is sent.
    pub(super) fn new(redirect_uri: RedirectUri) -> Self {
        Self {
            redirect_uri,
            last_page: format!("/done/{}", make_nonce()),
            progress: Mutex::default(),
            changed: Condvar::new(),
            seen: Notify::new(),
        }
    }

    pub(super) const fn redirect_uri(&self) -> &RedirectUri {
        &self.redirect_uri
    }

    /// Expects the answer from now on.
    pub(super) fn expect(&self, pending: PendingSignIn) {
        self.progress().pending = Some(pending);
    }

    /// Lets the last page tell how it ended; says whether anybody is on the way there.
    pub(super) fn end(&self, ending: Ending) -> bool {
        let mut progress = self.progress();
        progress.ending = Some(ending);
        self.changed.notify_all();
        progress.answered
    }

    /// Lets nobody wait any more.
    pub(super) fn close(&self) {
        self.progress().closed = true;
        self.changed.notify_all();
        self.seen.notify_one();
    }

    /// Answers one request; blocks while the last page waits or the body drips.
    pub(super) fn receive(&self, mut request: Request) {
        if arrived::is_dangerous(&request) {
            return mem::forget(request);
        }
        let reply = self.reply_to(&mut request);
        let is_last = arrived::path(&request) == self.last_page;
        // Nobody is there to be told that a browser went away.
        let _ = reply.send(request);
        if is_last {
            self.seen.notify_one();
        }
    }

    fn reply_to(&self, request: &mut Request) -> Reply {
        let path = arrived::path(request);
        // Another name for this computer is how a web page elsewhere would reach it (DNS rebinding).
        if !arrived::host(request).is_some_and(|host| self.is_our_host(host)) {
            return Reply::page(404, Page::nothing_here());
        }
        if path == self.last_page {
            return if *request.method() == Method::Get {
                self.tell_ending()
            } else {
                Reply::method_not_allowed("GET")
            };
        }
        if path != self.redirect_uri.url().path() || arrived::is_prefetch(request) {
            return Reply::page(404, Page::nothing_here());
        }
        if !matches!(request.method(), Method::Get | Method::Post) {
            return Reply::method_not_allowed("GET, POST");
        }
        let Some(pending) = self.progress().pending.clone() else {
            return Reply::page(400, Page::other_sign_in());
        };
        let authority = self.redirect_uri.url().authority();
        let Ok(address) = Url::parse(&format!("http://{authority}{}", request.url())) else {
            return Reply::page(404, Page::nothing_here());
        };
        if pending.is_over() {
            return Reply::page(410, Page::over());
        }
        match request.method() {
            Method::Post => self.judge_form(&pending, &address, request),
            _ => self.judge_query(&pending, &address),
        }
    }

    fn judge_query(&self, pending: &PendingSignIn, address: &Url) -> Reply {
        match pending.judge_address(address) {
            // It may stand behind the #, which only the page itself can see.
            Err(NotTheAnswer::Nothing) => Reply::page(200, Page::fragment(&self.open_nonce())),
            judged => self.decide(pending, judged),
        }
    }

    /// A form comes from the phone system, with its parameters, or from our own page, with the fragment and a nonce.
    fn judge_form(&self, pending: &PendingSignIn, address: &Url, request: &mut Request) -> Reply {
        if !self.redirect_uri.is_reached_by(address) {
            return Reply::page(404, Page::nothing_here());
        }
        let form = match arrived::read_form(request) {
            Ok(form) => form,
            Err(FormProblem::TooLarge) => return Reply::page(413, Page::unusable()),
            Err(FormProblem::NotAForm) => return Reply::page(415, Page::unusable()),
            Err(FormProblem::Broken) => return Reply::page(400, Page::unusable()),
        };
        let value =
            |name| form_urlencoded::parse(form.as_bytes()).find(|(known, _)| known == name).map(|(_, value)| value);
        let parameters = match value("fragment") {
            Some(fragment) => {
                if !value("nonce").is_some_and(|nonce| self.take_nonce(&nonce)) {
                    return Reply::page(400, Page::unusable());
                }
                Parameters::parse(&fragment)
            }
            None => Parameters::parse(&form),
        };
        self.decide(pending, pending.judge_posted(parameters))
    }

    fn decide(&self, pending: &PendingSignIn, judged: Result<AuthorizationAnswer, NotTheAnswer>) -> Reply {
        match judged {
            Ok(answer) => {
                let mut progress = self.progress();
                if !pending.accept(answer) {
                    return Reply::page(410, Page::over());
                }
                progress.answered = true;
                Reply::see_other(self.last_page.clone())
            }
            Err(NotTheAnswer::OtherAddress) => Reply::page(404, Page::nothing_here()),
            Err(NotTheAnswer::StateMissing | NotTheAnswer::StateWrong) => Reply::page(400, Page::other_sign_in()),
            Err(NotTheAnswer::Nothing | NotTheAnswer::Contradictory) => Reply::page(400, Page::unusable()),
        }
    }

    /// Waits for the token, so that the page never says more than is true.
    fn tell_ending(&self) -> Reply {
        let waiting = |progress: &mut Progress| progress.ending.is_none() && !progress.closed;
        let waited = self.changed.wait_timeout_while(self.progress(), LAST_PAGE_WAITS, waiting);
        let (progress, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let page = match progress.ending {
            Some(Ending::Granted) => Page::granted(),
            Some(Ending::Denied) => Page::denied(),
            Some(Ending::Failed) => Page::failed(),
            None if progress.closed => Page::over(),
            None => Page::still_working(),
        };
        Reply::page(200, page)
    }

    /// As registered, with the port; browsers leave port 80 out.
    fn is_our_host(&self, host: &str) -> bool {
        let url = self.redirect_uri.url();
        let name = url.host_str().unwrap_or_default();
        let with_port = format!("{name}:{}", url.port_or_known_default().unwrap_or_default());
        host.eq_ignore_ascii_case(&with_port) || (url.port().is_none() && host.eq_ignore_ascii_case(name))
    }

    fn open_nonce(&self) -> String {
        let nonce = make_nonce();
        let mut progress = self.progress();
        progress.nonces.push_back(nonce.clone());
        if progress.nonces.len() > OPEN_NONCES {
            progress.nonces.pop_front();
        }
        nonce
    }

    /// Each serves once.
    fn take_nonce(&self, nonce: &str) -> bool {
        let mut progress = self.progress();
        let place = progress.nonces.iter().position(|open| open == nonce);
        place.and_then(|place| progress.nonces.remove(place)).is_some()
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// 128 bits that nobody guesses.
fn make_nonce() -> String {
    let mut bytes = [0; 16];
    OsRandom.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}
