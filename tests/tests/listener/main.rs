//! Catching the answer of a sign-in, over real sockets: what belongs to this sign-in ends the waiting, and nothing else
//! that arrives does.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod answers;
mod endings;
mod fragments;
mod hostile;
mod ports;
mod reaching;
mod strangers;
mod wire;
mod world;

use std::time::Duration;

/// Longer than anything here takes.
const IN_TIME: Duration = Duration::from_secs(25);
