//! Answers that nobody should give, over real connections: each ends in the right diagnosis, after exactly one request,
//! in time, with everything that was typed still there.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod broken;
mod client_refusals;
mod echoes;
mod inquiries;
mod odd_answers;
mod odd_lifetimes;
mod pauses;
mod redirects;
mod refusals;
mod sign_in;
mod sizes;
mod tls;
mod unreachable;

use std::time::Duration;

use dialkey_adapters::{clock::SystemClock, http::ReqwestHttp};
use dialkey_core::{
    domain::{connection::ConnectionId, diagnosis::Diagnosis, token::Token},
    ports::vault::Record,
};
use dialkey_tests::{
    desk::TestDesk,
    forbidden::Forbidden,
    raw_server::{RawServer, Reply},
};

/// A secret with characters that every encoding treats differently.
const SECRET: &str = "Zq7%k@V!x#M2+w:R&9~p'L";

/// Longer than any answer here takes, shorter than a person would wait.
const IN_TIME: Duration = Duration::from_secs(20);

/// How long a call may take where the server does not come to an end.
const IMPATIENCE: Duration = Duration::from_millis(400);

/// A connection of the generic recipe to one server, and what came of its one run.
struct Run {
    desk: TestDesk,
    id: ConnectionId,
    record: Record,
}

impl Run {
    /// Fills in the form for `token_address` and clicks once.
    async fn against(token_address: &str, method: &str, http: ReqwestHttp) -> Self {
        let desk = TestDesk::with(http, SystemClock);
        let id = desk.create("oauth2", "client_credentials");
        desk.prove_by(&id, method);
        for (field, value) in [
            ("token_address", token_address),
            ("client_id", "north-wind"),
            ("client_secret", SECRET),
            ("scope", "read"),
        ] {
            desk.enter(&id, field, value);
        }
        let typed = desk.view(&id).fields;
        let record = tokio::time::timeout(IN_TIME, desk.get_token(&id)).await.expect("a run ends in time");
        assert_eq!(desk.view(&id).fields, typed, "what was typed survives");
        let run = Self { desk, id, record };
        Forbidden::of(&[("client secret", SECRET)]).assert_not_in(&run.shown(), "what the window gets");
        run
    }

    /// What the person reads: the sentence of what happened, and part of the one below it.
    #[track_caller]
    fn assert_reads(&self, title: &str, says: &str) {
        let diagnosis = self.diagnosis();
        assert_eq!(diagnosis.title, title);
        let text = diagnosis.text.as_deref().unwrap_or_default();
        assert!(text.contains(says), "“{text}” should say “{says}”");
        assert!(!diagnosis.causes.is_empty(), "there is something to do about it");
    }

    /// The causes that the person reads, in order.
    fn causes(&self) -> Vec<&str> {
        self.diagnosis().causes.iter().map(|cause| cause.title.as_str()).collect()
    }

    fn diagnosis(&self) -> &Diagnosis {
        assert!(self.record.token.is_none(), "there must be no token");
        self.record.diagnosis.as_ref().expect("a run without a token has a diagnosis")
    }

    fn token(&self) -> &Token {
        self.record.token.as_ref().unwrap_or_else(|| panic!("there must be a token: {:?}", self.record.diagnosis))
    }

    /// Everything that the window gets to know of the run, as it gets it.
    fn shown(&self) -> String {
        let view = serde_json::to_string(&self.desk.view(&self.id)).unwrap();
        let told = serde_json::to_string(&self.desk.told()).unwrap();
        view + &told
    }
}

/// One run against a server that gives this one reply; the server has seen one request.
async fn run(reply: impl Fn() -> Reply + Send + Sync + 'static) -> Run {
    run_with(ReqwestHttp::with_call_timeout(IN_TIME / 2), reply).await
}

/// The same with less patience.
async fn impatient_run(reply: impl Fn() -> Reply + Send + Sync + 'static) -> Run {
    run_with(ReqwestHttp::with_call_timeout(IMPATIENCE), reply).await
}

async fn run_with(http: ReqwestHttp, reply: impl Fn() -> Reply + Send + Sync + 'static) -> Run {
    let server = RawServer::start(move |_| reply()).await;
    let run = Run::against(&server.url("/token"), "client_secret_post", http).await;
    assert_eq!((server.connections(), server.requests().len()), (1, 1), "one click, one request");
    run
}
