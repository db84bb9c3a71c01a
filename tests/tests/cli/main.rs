//! The real program `dialkey-cli`, run as a person or a script runs it, against the practice system.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod bad_input;
mod checking;
mod getting;
mod listing;
mod opening;
mod pasting;
mod practising;
mod program;
mod refusals;
mod saved;
mod secrets;
mod servers;
mod shapes;
mod signing_in;
mod stopping;
mod terminal;
mod waiting;
