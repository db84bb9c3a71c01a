//! A certified authorization server that was written by others: what it takes and refuses does not come from our own
//! reading of the RFCs.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod client_credentials;
mod discovering;
mod inquiring;
mod keeping_fresh;
mod keys;
mod place;
mod refusals;
mod renewing;
mod signing_in;
mod visitor;

const ID: &str = "north-wind";
/// Characters that the two Basic methods treat differently.
const SECRET: &str = "s%4@k!#3+g:h&i ~22characters-or-more";
const TOKEN_PATH: &str = "/token";
