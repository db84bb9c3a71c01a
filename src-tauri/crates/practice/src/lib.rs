//! The practice system: stands in for every phone system on loopback, so that the whole job can be done, tested and
//! learnt with nothing else installed.
//!
//! Each phone system is one TOML file in `systems/`, written from the vendor's document, and gets a listener of its
//! own so that paths of two vendors never clash. This crate never reads a recipe and knows none of the app's code: it
//! checks what it is sent by its own reading of the documents. It follows no instruction of a request beyond
//! answering it, and every client, user and key in it is made up.

mod acting;
mod assertion;
mod authorization_endpoint;
mod calls;
mod clock;
mod delivery;
mod demo;
mod description;
mod error;
mod failing;
mod fault;
mod form;
mod issued;
mod keys;
mod metadata;
mod pem;
mod pkce;
mod place;
mod practice;
mod random;
mod received;
mod reply;
mod request_rules;
mod serving;
mod system;
mod tls;
mod token_endpoint;
mod tokens;
mod userinfo;

pub use acting::Acting;
pub use demo::{Demo, DemoValue, PracticeSystem};
pub use description::AuthenticationMethod;
pub use error::PracticeError;
pub use fault::{Fault, PracticeFault, PracticeFaults};
pub use practice::{Practice, PracticeBuilder};
pub use received::Received;
