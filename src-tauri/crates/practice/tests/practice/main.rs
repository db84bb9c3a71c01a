//! The practice system over real HTTP: every refusal, every answer, every way to prove a client.

#![allow(clippy::unwrap_used, reason = "this crate is nothing but tests, its helpers included")]

mod api_calls;
mod assertions;
mod authorization;
mod calls;
mod client_authentication;
mod code_exchange;
mod faults;
mod faults_of_encryption;
mod inquiries;
mod metadata;
mod one_token;
mod refreshing;
mod signing;
mod starting;
mod token_requests;
mod wire;
