//! What the compiler does not hold: who may import whom, what core never does, what the window may ask for.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod certificates;
mod core_rooms;
mod crates;
mod exposed_secrets;
mod faults;
mod source;
mod styles;
mod vendor_names;
mod window;
