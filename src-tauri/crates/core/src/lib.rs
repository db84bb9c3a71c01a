//! What a token flow is.
//!
//! This crate knows recipes, connections, grants, answers and diagnoses. It opens no socket and no file, reads no
//! clock and no environment, and has no randomness of its own: all of that is asked for through [`ports`].

pub mod authenticating;
pub mod capturing;
pub mod checking;
pub mod desk;
pub mod diagnosing;
pub mod domain;
pub mod editing;
pub mod filling;
pub mod flows;
pub mod inspecting;
pub mod ports;
pub mod reading;
pub mod redacting;
pub mod renewing;
pub mod reporting;
