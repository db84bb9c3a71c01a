//! The certificates that this computer trusts by itself.

use std::sync::{Arc, OnceLock};

use rustls::crypto::CryptoProvider;
use rustls_platform_verifier::Verifier;

/// The same for every phone system, and what takes longest to make: on some systems files with hundreds of certificates
/// are read for it.
static PLATFORM: OnceLock<Verifier> = OnceLock::new();

/// Verifies as this computer does; none where it knows no authority at all.
pub(super) fn platform(provider: &Arc<CryptoProvider>) -> Option<&'static Verifier> {
    if PLATFORM.get().is_none() {
        let verifier = Verifier::new(Arc::clone(provider)).ok()?;
        // Whoever was faster has made the same.
        let _ = PLATFORM.set(verifier);
    }
    PLATFORM.get()
}
