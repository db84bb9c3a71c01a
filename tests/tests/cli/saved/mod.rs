//! Connections that the window saved, used by the program.

mod choosing;
mod forgetting;
mod getting;
mod interrupting;
mod keychain;
mod leaking;
mod listing;
mod not_saved;
mod passphrases;
mod renewing;
mod renewing_all;
mod reporting;
mod signing_in;
mod unlocking;
mod world;
