//! The encrypted address of a phone system, which is there for faults of encryption.

mod certificates;
mod handshake;
mod listener;

pub(crate) use certificates::Certificates;
pub(crate) use listener::listen;
