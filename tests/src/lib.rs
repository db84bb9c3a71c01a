//! What the tests stand on: the desk over the real adapters, and programs that are started and ended with a test.

pub mod desk;
pub mod node;
pub mod oidc_provider;
pub mod raw_server;
pub mod ready_line;
pub mod shifted_clock;
pub mod signing_key;
pub mod traces;
