//! A token request that is turned down.

use crate::{
    description::{Answer, Facts},
    received::Received,
    reply::Reply,
};

/// Which answer of the description it gets, and whether the client is the reason.
#[derive(Debug, Clone, Copy)]
pub(super) struct Refusal<'a> {
    answer: &'a Answer,
    concerns_client: bool,
}

impl<'a> Refusal<'a> {
    /// The client's proof is not accepted.
    pub(super) const fn of_client(answer: &'a Answer) -> Self {
        Self { answer, concerns_client: true }
    }

    /// Anything else.
    pub(super) const fn of_request(answer: &'a Answer) -> Self {
        Self { answer, concerns_client: false }
    }

    /// The answer. A client that tried the `Authorization` header gets 401 and a challenge whatever the description
    /// says (RFC 6749 5.2).
    pub(super) fn reply(self, request: &Received, realm: &str, facts: &Facts) -> Reply {
        let reply = Reply::from_answer(self.answer, facts);
        if self.concerns_client && request.header("authorization").is_some() {
            return Reply { status: 401, ..reply }.with_header("WWW-Authenticate", format!("Basic realm=\"{realm}\""));
        }
        reply
    }
}
