//! Every recipe against the practice system, over real HTTP: what a person does, from the values to the token.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod demos;
mod failures;
mod inquiring;
mod one_renewal;
mod renewing;
mod reporting;
mod runs;
mod turns;

use dialkey_practice::{Practice, PracticeSystem};

async fn practice(system: &str) -> (Practice, PracticeSystem) {
    let practice = Practice::start_only(&[system]).await.unwrap();
    let system = practice.system(system).unwrap().clone();
    (practice, system)
}
