//! From a click to what arrives.

use dialkey_core::{
    domain::{
        connection::ConnectionId,
        time::Timestamp,
        token::{Expiry, Token},
    },
    ports::vault::Record,
};
use dialkey_practice::{Practice, Received};
use dialkey_tests::desk::TestDesk;
use url::Url;

use crate::signing_in::{Opened, SignsInAtOnce};

/// A practice system that receives what a desk sends.
pub(crate) struct Wire {
    practice: Practice,
    system: &'static str,
    pub(crate) desk: TestDesk,
    opened: Opened,
}

impl Wire {
    pub(crate) async fn to(system: &'static str) -> Self {
        let opened = Opened::default();
        let desk = TestDesk::default().signing_in(SignsInAtOnce::new(&opened));
        Self { practice: Practice::start_only(&[system]).await.unwrap(), system, desk, opened }
    }

    pub(crate) fn address(&self) -> &str {
        &self.practice.system(self.system).unwrap().address
    }

    /// A connection with `values`.
    pub(crate) fn connect(&self, way: &str, method: Option<&str>, values: &[(&str, &str)]) -> ConnectionId {
        let id = self.desk.create(self.system, way);
        if let Some(method) = method {
            self.desk.prove_by(&id, method);
        }
        for (field, value) in values {
            self.desk.enter(&id, field, value);
        }
        id
    }

    /// Fills in `values`, clicks once and answers with the one request that arrived.
    pub(crate) async fn request(&self, way: &str, method: Option<&str>, values: &[(&str, &str)]) -> Received {
        let id = self.connect(way, method, values);
        self.request_of(&id).await
    }

    /// Clicks once and answers with the one request that arrived.
    pub(crate) async fn request_of(&self, id: &ConnectionId) -> Received {
        let before = self.arrived();
        let record = self.desk.get_token(id).await;
        self.only_one_since(before, &record)
    }

    /// The page that was opened to sign in.
    pub(crate) fn opened(&self) -> Url {
        self.opened.last()
    }

    /// Renews a token that came with this refresh token.
    pub(crate) async fn renewal(&self, id: &ConnectionId, refresh_token: &str) -> Received {
        self.plant(id, "the-token-before", Some(refresh_token));
        let before = self.arrived();
        self.desk.desk().renew_token(id, self.desk.outside()).await.unwrap();
        self.only_one_since(before, &self.desk.record(id))
    }

    /// Tries a token on the first test call.
    pub(crate) async fn test_call(&self, id: &ConnectionId, token: &str) -> Received {
        self.plant(id, token, None);
        let before = self.arrived();
        let record = self.desk.try_token(id).await;
        self.only_one_since(before, &record)
    }

    /// How many requests arrived so far.
    pub(crate) fn arrived(&self) -> usize {
        self.practice.received(self.system).len()
    }

    /// The one request that arrived since then.
    pub(crate) fn only_one_since(&self, before: usize, record: &Record) -> Received {
        let mut arrived = self.practice.received(self.system).split_off(before);
        assert_eq!(arrived.len(), 1, "one click, one request: {:?}", record.diagnosis);
        arrived.remove(0)
    }

    /// Puts a token there.
    pub(crate) fn plant(&self, id: &ConnectionId, access_token: &str, refresh_token: Option<&str>) {
        let token = Token {
            access_token: access_token.into(),
            token_type: "Bearer".to_owned(),
            refresh_token: refresh_token.map(Into::into),
            scope_asked: None,
            scope_granted: None,
            expiry: Expiry::Unknown,
            received_at: Timestamp(0),
            notes: Vec::new(),
        };
        self.desk.desk().vault.change(id, &mut |record| record.token = Some(token.clone())).unwrap();
    }
}
