//! One phone system at work: from a request to an answer, without a socket.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use tokio::sync::watch;

use crate::{
    acting::Acting,
    authorization_endpoint, calls,
    clock::Clock,
    description::{AcceptEncoding, Answer, Description, Facts, Placeholder},
    failing,
    fault::Fault,
    issued::{Issued, IssuedToken},
    keys::Keys,
    metadata,
    place::Place,
    received::Received,
    reply::Reply,
    token_endpoint, userinfo,
};

/// How many requests are remembered; the oldest are forgotten first.
const REMEMBERED_REQUESTS: usize = 1000;

/// A phone system at one of its addresses. Clones are the same phone system.
#[derive(Clone)]
pub(crate) struct System {
    pub(crate) description: Arc<Description>,
    pub(crate) address: String,
    pub(crate) keys: Arc<Keys>,
    pub(crate) acting: Acting,
    /// How long a slow answer takes.
    pub(crate) slowness: Duration,
    clock: Clock,
    state: Arc<State>,
}

/// What is the same at every address.
struct State {
    issued: Mutex<Issued>,
    received: Mutex<VecDeque<Received>>,
    fault: watch::Sender<Option<Fault>>,
    encrypted_address: OnceLock<String>,
}

impl System {
    pub(crate) fn new(description: Description, address: String, keys: Keys, clock: Clock) -> Self {
        let state = State {
            issued: Mutex::new(Issued::with_known(&description.known_token)),
            received: Mutex::default(),
            fault: watch::Sender::new(None),
            encrypted_address: OnceLock::new(),
        };
        Self {
            description: Arc::new(description),
            address,
            keys: Arc::new(keys),
            acting: Acting::ByPerson,
            slowness: Duration::ZERO,
            clock,
            state: Arc::new(state),
        }
    }

    /// The same phone system at an encrypted address, which is the only one it gets.
    pub(crate) fn encrypted_at(&self, address: String) -> Self {
        let address = self.state.encrypted_address.get_or_init(|| address).clone();
        Self { address, ..self.clone() }
    }

    /// Where it is reached encrypted, once it is.
    pub(crate) fn encrypted_address(&self) -> Option<&str> {
        self.state.encrypted_address.get().map(String::as_str)
    }

    /// Where it is to be reached while its fault is on.
    pub(crate) fn address_now(&self) -> &str {
        let is_encrypted = self.fault().is_some_and(Fault::is_about_encryption);
        self.encrypted_address().filter(|_| is_encrypted).unwrap_or(&self.address)
    }

    /// How its address begins.
    pub(crate) fn scheme(&self) -> &str {
        self.address.split_once("://").map_or("http", |(scheme, _)| scheme)
    }

    /// What it does wrong.
    pub(crate) fn fault(&self) -> Option<Fault> {
        *self.state.fault.borrow()
    }

    /// Whether it does this wrong.
    pub(crate) fn fails(&self, fault: Fault) -> bool {
        self.fault() == Some(fault)
    }

    /// Lets it do this wrong from now on, or nothing.
    pub(crate) fn choose_fault(&self, fault: Option<Fault>) {
        self.state.fault.send_replace(fault);
    }

    /// Waits until it answers again.
    pub(crate) async fn until_it_answers(&self) {
        let mut fault = self.state.fault.subscribe();
        // The sending side is in here and outlives this.
        let _ = fault.wait_for(|&fault| fault != Some(Fault::NeverAnswers)).await;
    }

    /// What time it believes it is.
    pub(crate) fn now(&self) -> SystemTime {
        let ahead = self.fault().map_or(0, Fault::clock_ahead);
        let distance = Duration::from_secs(ahead.unsigned_abs());
        let now = self.clock.now();
        let moved = if ahead < 0 { now.checked_sub(distance) } else { now.checked_add(distance) };
        moved.unwrap_or(now)
    }

    /// The same in whole seconds since 1970, as claims have them.
    pub(crate) fn seconds(&self) -> i64 {
        let elapsed = self.now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
    }

    /// Tokens, codes and assertions so far.
    pub(crate) fn issued(&self) -> MutexGuard<'_, Issued> {
        self.state.issued.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Requests so far, the oldest first.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.remembered().iter().cloned().collect()
    }

    fn remembered(&self) -> MutexGuard<'_, VecDeque<Received>> {
        self.state.received.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What every answer may name.
    pub(crate) fn facts(&self) -> Facts {
        Facts::default().with(Placeholder::Address, &self.address)
    }

    /// Remembers a request and answers it.
    pub(crate) async fn handle(&self, request: Received) -> Reply {
        let reply = self.answer(&request).await;
        tracing::debug!(
            system = self.description.id,
            path = request.path(),
            status = reply.status,
            "practice answered"
        );
        let mut remembered = self.remembered();
        if remembered.len() == REMEMBERED_REQUESTS {
            remembered.pop_front();
        }
        remembered.push_back(request);
        reply
    }

    async fn answer(&self, request: &Received) -> Reply {
        let place = Place::at(request.path(), &self.description);
        let Some(fault) = self.fault() else { return self.answer_at(&place, request).await };
        if let Some(reply) = failing::instead(self, fault, &place, request) {
            return reply;
        }
        failing::afterwards(self, fault, &place, self.answer_at(&place, request).await)
    }

    async fn answer_at(&self, place: &Place<'_>, request: &Received) -> Reply {
        if let Some(demand) = &self.description.accept_encoding
            && !accepts(request, demand)
        {
            return self.reply(&demand.refusal);
        }
        match place {
            Place::Token(asked, endpoint) => token_endpoint::answer(self, endpoint, asked, request).await,
            Place::UserInfo(userinfo) => userinfo::answer(self, userinfo, request),
            Place::Authorization(endpoint) => authorization_endpoint::answer(self, endpoint, request),
            Place::Metadata => metadata::answer(self, request),
            Place::Call(call) => calls::answer_call(self, call, request),
            Place::Api(endpoint) => calls::answer_api_call(self, endpoint, request),
            Place::Page(answer) => self.reply(answer),
            Place::Nowhere => self.reply(&self.description.refusals.not_found),
        }
    }

    /// What an answer to the holder of a token may name.
    pub(crate) fn facts_of(&self, token: &IssuedToken) -> Facts {
        self.facts()
            .with(Placeholder::ClientId, &token.client_id)
            .with(Placeholder::Username, token.username.as_deref().unwrap_or_default())
            .with(Placeholder::Scope, &token.scope)
    }

    pub(crate) fn reply(&self, answer: &Answer) -> Reply {
        Reply::from_answer(answer, &self.facts())
    }

    /// The refusal of a method, with the ones that are right.
    pub(crate) fn refuse_method(&self, allowed: &str) -> Reply {
        self.reply(&self.description.refusals.method).with_header("Allow", allowed)
    }
}

#[cfg(test)]
impl System {
    /// A phone system without a listener.
    pub(crate) fn of_description(file: &str, text: &str) -> Self {
        let description = Description::parse(file, text).unwrap();
        let keys = Keys::prepare(&description, &[]).unwrap();
        Self::new(description, "http://127.0.0.1:9".to_owned(), keys, Clock::new(SystemTime::now))
    }
}

fn accepts(request: &Received, demand: &AcceptEncoding) -> bool {
    let codings = request.header("accept-encoding").unwrap_or_default();
    codings.split(',').any(|coding| {
        let name = coding.split(';').next().unwrap_or_default();
        name.trim().eq_ignore_ascii_case(&demand.coding)
    })
}
