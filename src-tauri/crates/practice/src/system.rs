//! One phone system at work: from a request to an answer, without a socket.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{
    clock::Clock,
    description::{AcceptEncoding, Answer, ApiEndpoint, Description, Facts, Placeholder},
    issued::{Issued, IssuedToken},
    keys::Keys,
    received::Received,
    reply::Reply,
    token_endpoint,
};

/// How many requests are remembered; the oldest are forgotten first.
const REMEMBERED_REQUESTS: usize = 1000;

pub(crate) struct System {
    pub(crate) description: Description,
    pub(crate) address: String,
    pub(crate) keys: Keys,
    pub(crate) clock: Clock,
    issued: Mutex<Issued>,
    received: Mutex<VecDeque<Received>>,
}

impl System {
    pub(crate) fn new(description: Description, address: String, keys: Keys, clock: Clock) -> Self {
        Self { description, address, keys, clock, issued: Mutex::default(), received: Mutex::default() }
    }

    /// Tokens and assertions so far.
    pub(crate) fn issued(&self) -> MutexGuard<'_, Issued> {
        self.issued.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Requests so far, the oldest first.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.remembered().iter().cloned().collect()
    }

    fn remembered(&self) -> MutexGuard<'_, VecDeque<Received>> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What every answer may name.
    pub(crate) fn facts(&self) -> Facts {
        Facts::default().with(Placeholder::Address, &self.address)
    }

    /// Remembers a request and answers it.
    pub(crate) fn handle(&self, request: Received) -> Reply {
        let reply = self.answer(&request);
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

    fn answer(&self, request: &Received) -> Reply {
        let description = &self.description;
        if let Some(demand) = &description.accept_encoding
            && !accepts(request, demand)
        {
            return self.reply(&demand.refusal);
        }
        if request.path() == description.token.path {
            return token_endpoint::answer(self, request);
        }
        if let Some(endpoint) = self.api_endpoint(request.path()) {
            return self.answer_api_call(endpoint, request);
        }
        let page = description.page.iter().find(|page| page.path == request.path());
        self.reply(page.map_or(&description.refusals.not_found, |page| &page.answer))
    }

    fn api_endpoint(&self, path: &str) -> Option<&ApiEndpoint> {
        self.description.api.iter().find(|endpoint| {
            let mut paths = self
                .description
                .client
                .iter()
                .map(|client| endpoint.path.fill(&Facts::default().with(Placeholder::ClientId, &client.id)));
            paths.any(|known| known == path)
        })
    }

    /// Wants a token in the `Authorization` header (RFC 6750 2.1) and nowhere else.
    fn answer_api_call(&self, endpoint: &ApiEndpoint, request: &Received) -> Reply {
        let refusals = &self.description.refusals;
        if request.method != "GET" {
            return self.reply(&refusals.method).with_header("Allow", "GET");
        }
        let Some(access_token) = request.authorization("Bearer") else { return self.reply(&refusals.token_missing) };
        let Some(token) = self.issued().token(access_token).cloned() else { return self.reply(&refusals.token_wrong) };
        if token.expires_at <= self.clock.seconds() {
            return self.reply(&refusals.token_expired);
        }
        let facts = self.facts_of(&token);
        // A path that names another client than the token's shows nothing.
        if endpoint.path.fill(&facts) != request.path() {
            return self.reply(&refusals.not_found);
        }
        Reply::from_answer(&endpoint.answer, &facts)
    }

    fn facts_of(&self, token: &IssuedToken) -> Facts {
        self.facts()
            .with(Placeholder::ClientId, &token.client_id)
            .with(Placeholder::Username, token.username.as_deref().unwrap_or_default())
            .with(Placeholder::Scope, &token.scope)
    }

    fn reply(&self, answer: &Answer) -> Reply {
        Reply::from_answer(answer, &self.facts())
    }
}

fn accepts(request: &Received, demand: &AcceptEncoding) -> bool {
    let codings = request.header("accept-encoding").unwrap_or_default();
    codings.split(',').any(|coding| {
        let name = coding.split(';').next().unwrap_or_default();
        name.trim().eq_ignore_ascii_case(&demand.coding)
    })
}
