//! One phone system at work: from a request to an answer, without a socket.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{
    acting::Acting,
    authorization_endpoint, calls,
    clock::Clock,
    description::{AcceptEncoding, Answer, ApiEndpoint, Description, Facts, Placeholder},
    issued::{Issued, IssuedToken},
    keys::Keys,
    metadata,
    received::Received,
    reply::Reply,
    token_endpoint::{self, Asked},
    userinfo,
};

/// How many requests are remembered; the oldest are forgotten first.
const REMEMBERED_REQUESTS: usize = 1000;

pub(crate) struct System {
    pub(crate) description: Description,
    pub(crate) address: String,
    pub(crate) keys: Keys,
    pub(crate) clock: Clock,
    pub(crate) acting: Acting,
    issued: Mutex<Issued>,
    received: Mutex<VecDeque<Received>>,
}

impl System {
    pub(crate) fn new(description: Description, address: String, keys: Keys, clock: Clock, acting: Acting) -> Self {
        let issued = Mutex::new(Issued::with_known(&description.known_token));
        Self { description, address, keys, clock, acting, issued, received: Mutex::default() }
    }

    /// Tokens, codes and assertions so far.
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
        let description = &self.description;
        if let Some(demand) = &description.accept_encoding
            && !accepts(request, demand)
        {
            return self.reply(&demand.refusal);
        }
        let path = request.path();
        if let Some((asked, endpoint)) = Asked::at(path, description).zip(description.token.as_ref()) {
            return token_endpoint::answer(self, endpoint, &asked, request).await;
        }
        if let Some(userinfo) = description.userinfo.as_ref().filter(|userinfo| userinfo.path == path) {
            return userinfo::answer(self, userinfo, request);
        }
        if let Some(endpoint) = description.authorization.as_ref().filter(|endpoint| endpoint.path == path) {
            return authorization_endpoint::answer(self, endpoint, request);
        }
        if description.metadata.iter().any(|known| known == path) {
            return metadata::answer(self, request);
        }
        if let Some(call) = description.call.iter().find(|call| call.path == path) {
            return calls::answer_call(self, call, request);
        }
        if let Some(endpoint) = self.api_endpoint(path) {
            return calls::answer_api_call(self, endpoint, request);
        }
        let page = description.page.iter().find(|page| page.path == path);
        self.reply(page.map_or(&description.refusals.not_found, |page| &page.answer))
    }

    fn api_endpoint(&self, path: &str) -> Option<&ApiEndpoint> {
        self.description.api.iter().find(|endpoint| {
            let is_plain = endpoint.path.fill(&Facts::default()) == path;
            let of_client = |id: &str| endpoint.path.fill(&Facts::default().with(Placeholder::ClientId, id)) == path;
            is_plain || self.description.client.iter().any(|client| of_client(&client.id))
        })
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
        let clock = Clock::new(std::time::SystemTime::now);
        Self::new(description, "http://127.0.0.1:9".to_owned(), keys, clock, Acting::ByPerson)
    }
}

fn accepts(request: &Received, demand: &AcceptEncoding) -> bool {
    let codings = request.header("accept-encoding").unwrap_or_default();
    codings.split(',').any(|coding| {
        let name = coding.split(';').next().unwrap_or_default();
        name.trim().eq_ignore_ascii_case(&demand.coding)
    })
}
