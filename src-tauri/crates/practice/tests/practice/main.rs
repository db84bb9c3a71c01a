//! The practice system over real HTTP: every refusal, every answer, every way to prove a client.

#![allow(clippy::unwrap_used, reason = "this crate is nothing but tests, its helpers included")]

mod api_calls;
mod assertions;
mod client_authentication;
mod signing;
mod starting;
mod token_requests;
mod wire;
