//! What was recognised in pasted texts, until it is filled in or put away, the connection is deleted, or the vault is
//! locked. It is held in memory only, since it may hold secrets that nobody has decided to keep.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use dialkey_core::{
    domain::{connection::ConnectionId, recognised::RecognisedView},
    recognising::Offer,
};

/// At most one offer for each connection.
#[derive(Default)]
pub(crate) struct Offers(Mutex<HashMap<ConnectionId, Offer>>);

impl Offers {
    /// Keeps an offer in place of the one before.
    pub(crate) fn keep(&self, id: &ConnectionId, offer: Offer) {
        self.lock().insert(id.clone(), offer);
    }

    /// The offer without its secrets.
    pub(crate) fn view(&self, id: &ConnectionId) -> Option<RecognisedView> {
        self.lock().get(id).map(Offer::to_view)
    }

    /// The offer, which is forgotten here.
    pub(crate) fn take(&self, id: &ConnectionId) -> Option<Offer> {
        self.lock().remove(id)
    }

    /// Forgets the offer of a field that something else is entered into.
    pub(crate) fn drop_of(&self, id: &ConnectionId, field: &str) {
        let mut offers = self.lock();
        if offers.get(id).is_some_and(|offer| offer.field == field) {
            offers.remove(id);
        }
    }

    /// Forgets all offers.
    pub(crate) fn forget(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ConnectionId, Offer>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
