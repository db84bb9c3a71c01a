//! What the tests stand on: the desk over the real adapters, a person with a browser, and programs that are started and
//! ended with a test.

pub mod browser;
pub mod desk;
pub mod forbidden;
pub mod no_keychain;
pub mod node;
pub mod oidc_provider;
pub mod raw_server;
pub mod ready_line;
pub mod request;
pub mod scripted_server;
pub mod shifted_clock;
pub mod sign_in_windows;
pub mod signer;
pub mod signing_key;
pub mod traces;
pub mod web_page;
