//! Whose turn it is: phone systems are small, and some block whoever asks too much at once.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

/// Requests at once to one host and port.
const AT_ONCE: usize = 4;

/// The turns at each host and port.
#[derive(Debug)]
pub(super) struct Turns(Mutex<BTreeMap<String, Arc<Semaphore>>>);

/// A turn, which ends when it is dropped.
pub(super) struct Turn(#[expect(dead_code, reason = "it is held, never read")] Option<OwnedSemaphorePermit>);

impl Turns {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    /// Waits for a turn at the host of `url`. They come in the order they were asked for.
    pub(super) async fn wait_for(&self, url: &Url) -> Turn {
        let turns =
            self.at(format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or(0)));
        // Nobody ever closes it.
        Turn(turns.acquire_owned().await.ok())
    }

    fn at(&self, place: String) -> Arc<Semaphore> {
        // A panic elsewhere leaves a whole map.
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(places.entry(place).or_insert_with(|| Arc::new(Semaphore::new(AT_ONCE))))
    }
}
