//! What was seen in one handshake.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use super::judge::Verdict;

/// Sees one handshake.
#[derive(Debug, Default)]
pub(crate) struct Witness {
    verdict: Mutex<Option<Verdict>>,
    was_asked: AtomicBool,
    has_shown: AtomicBool,
}

impl Witness {
    /// What the certificate of the other side is worth; none where it showed none.
    pub(crate) fn verdict(&self) -> Option<Verdict> {
        // A panic elsewhere leaves a whole verdict.
        self.verdict.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether the other side asked for a client certificate.
    pub(crate) fn was_asked(&self) -> bool {
        self.was_asked.load(Ordering::Relaxed)
    }

    /// Whether it asked for a client certificate and was shown none.
    pub(crate) fn was_asked_in_vain(&self) -> bool {
        self.was_asked() && !self.has_shown.load(Ordering::Relaxed)
    }

    pub(super) fn saw(&self, verdict: Verdict) {
        *self.verdict.lock().unwrap_or_else(PoisonError::into_inner) = Some(verdict);
    }

    pub(super) fn asked(&self, is_shown: bool) {
        self.has_shown.store(is_shown, Ordering::Relaxed);
        self.was_asked.store(true, Ordering::Relaxed);
    }
}
