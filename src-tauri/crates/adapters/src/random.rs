//! The operating system's random generator.

use dialkey_core::ports::Random;

/// The operating system's random generator.
#[derive(Debug, Clone, Copy)]
pub struct OsRandom;

impl Random for OsRandom {
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("a system without randomness cannot run this program");
    }
}
