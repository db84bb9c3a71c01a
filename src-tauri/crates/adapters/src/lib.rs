//! The real world behind core's ports.

pub mod browser;
pub mod clock;
pub mod faults;
pub mod folders;
pub mod http;
pub mod memory_vault;
pub mod probe;
pub mod random;
pub mod recipes;
pub mod reports;
pub mod sign_in;
pub mod storage;
mod tls;
pub mod vault;
mod way;
