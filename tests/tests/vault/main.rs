//! The vault on disk: opened, damaged, killed, filled up, locked and carried over.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod backups;
mod crashed;
mod damage;
mod fixture;
#[cfg(target_os = "linux")]
mod full_disk;
#[cfg(unix)]
mod killed;
mod locked;
mod opening;
#[cfg(unix)]
mod permissions;
mod place;
mod planted;
mod program;
mod programs;
#[cfg(target_os = "linux")]
mod secret_service;
mod step;
mod storage;
