//! Every answer says what time it is at the phone system, whatever it was asked for.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;

use crate::{
    domain::route::Route,
    filling::Filled,
    ports::{
        Clock, Http, Outside,
        http::{HttpAnswer, HttpRequest, TransportError},
        vault::Record,
    },
    reading::server_ahead,
};

/// Sends requests and remembers how far the clock of whoever answered last is ahead.
pub(super) struct WatchedHttp<'a> {
    http: &'a dyn Http,
    clock: &'a dyn Clock,
    /// The host whose time counts; every one where none is known.
    host: Option<String>,
    ahead: Mutex<Option<i64>>,
}

impl<'a> WatchedHttp<'a> {
    /// The host that hands out the token of `filled` is the one whose time counts.
    pub(super) fn new(outside: Outside<'a>, filled: &Filled<'_>) -> Self {
        let main = filled.main_address().and_then(|address| filled.address(address).ok());
        let host = main.and_then(|url| url.host_str().map(str::to_owned));
        Self { http: outside.http, clock: outside.clock, host, ahead: Mutex::new(None) }
    }

    /// The same outside, watched.
    pub(super) fn watch<'b>(&'b self, outside: Outside<'b>) -> Outside<'b> {
        Outside { http: self, ..outside }
    }

    /// Seconds that the phone system's clock was ahead at its last answer; none where it did not say.
    pub(super) fn ahead(&self) -> Option<i64> {
        *self.ahead.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Http for WatchedHttp<'_> {
    async fn send(&self, route: &Route, request: &HttpRequest) -> Result<HttpAnswer, TransportError> {
        let answer = self.http.send(route, request).await?;
        let counts = self.host.as_deref().is_none_or(|host| request.url.host_str() == Some(host));
        if let Some(ahead) = server_ahead(&answer, self.clock.now()).filter(|_| counts) {
            *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) = Some(ahead);
        }
        Ok(answer)
    }
}

/// Takes note of the phone system's time; what is signed by it follows.
pub(super) fn keep_ahead(record: &mut Record, ahead: Option<i64>) {
    let Some(ahead) = ahead else { return };
    record.server_ahead = Some(ahead);
    record.connection.signs_ahead = record.connection.signs_ahead.map(|_| ahead);
}
