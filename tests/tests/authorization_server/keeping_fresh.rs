//! Many renewals in a row, each asked for twice at once: an authorization server that ends everything when a refresh token
//! comes twice (RFC 9700 4.14.2) never sees one twice.

use std::sync::{
    Arc, Barrier,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use dialkey_core::{
    domain::{route::Route, token::Token},
    ports::{
        Http, Outside,
        http::{HttpAnswer, HttpRequest, TransportError},
    },
    renewing::Renewal,
};
use secrecy::ExposeSecret;
use tokio::{runtime::Handle, sync::Notify, task::spawn_blocking};

use crate::{place::Place, visitor::Decision};

const ROUNDS: usize = 50;

/// Two triggers of one renewal. A request waits until the other trigger has ended or sends one too, so that neither can
/// be through before the other has begun, however the threads are scheduled.
struct Triggers {
    place: Arc<Place>,
    start: Barrier,
    sent: AtomicUsize,
    other: Notify,
}

#[async_trait]
impl Http for Triggers {
    async fn send(&self, route: &Route, request: &HttpRequest) -> Result<HttpAnswer, TransportError> {
        if self.sent.fetch_add(1, Ordering::SeqCst) == 0 {
            self.other.notified().await;
        } else {
            self.other.notify_one();
        }
        self.place.desk.outside().http.send(route, request).await
    }
}

impl Triggers {
    async fn renew(&self) -> Renewal {
        let desk = &self.place.desk;
        self.start.wait();
        let outside = Outside { http: self, ..desk.outside() };
        let ended = desk.desk().renew_token(&self.place.id, outside).await.unwrap();
        self.other.notify_one();
        ended
    }
}

/// Renews from two threads that begin together. Answers with how both ended and with the number of requests.
async fn renew_twice_at_once(place: &Arc<Place>) -> ([Renewal; 2], usize) {
    let triggers = Arc::new(Triggers {
        place: Arc::clone(place),
        start: Barrier::new(2),
        sent: AtomicUsize::new(0),
        other: Notify::new(),
    });
    let on_own_thread = || {
        let (triggers, runtime) = (Arc::clone(&triggers), Handle::current());
        spawn_blocking(move || runtime.block_on(triggers.renew()))
    };
    let (first, second) = tokio::join!(on_own_thread(), on_own_thread());
    ([first.unwrap(), second.unwrap()], triggers.sent.load(Ordering::SeqCst))
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_renewals_with_two_triggers_at_once_lose_no_token() {
    let place = Arc::new(Place::of_public_client(Decision::Allow));
    let mut last = place.desk.get_token(&place.id).await.token.unwrap();
    for round in 0..ROUNDS {
        let (ended, sent) = renew_twice_at_once(&place).await;
        assert!(ended.contains(&Renewal::Renewed) && ended.contains(&Renewal::UnderWay), "round {round}: {ended:?}");
        assert_eq!(sent, 1, "round {round}: the other one sends nothing");
        let record = place.desk.record(&place.id);
        assert_eq!(record.diagnosis, None, "round {round}");
        assert_eq!(record.renewal, None);
        let token = record.token.unwrap();
        let (before, after) = (secrets_of(&last), secrets_of(&token));
        assert!(before[0] != after[0] && before[1] != after[1], "round {round}");
        last = token;
    }
}

fn secrets_of(token: &Token) -> [&str; 2] {
    // Exposed to see that both are new.
    [&token.access_token, token.refresh_token.as_ref().unwrap()].map(ExposeSecret::expose_secret)
}
