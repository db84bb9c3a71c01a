//! Drives the real window, as a person would: `cargo xtask test end-to-end` builds the app and runs these.
//! Each test is a world of its own, so they may run side by side.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod assistive;
mod browser;
mod chain;
mod desktop;
mod first_screen;
mod giving_up;
mod hostile_page;
mod keeping;
mod keyboard;
mod leaking;
mod main_job;
mod markup;
mod page;
mod pasting;
mod practice_faults;
mod processes;
mod reloading;
mod setting_up;
mod sign_in_window;
mod sign_in_with_browser;
mod token_life;
mod tray;
mod trusting;
mod waiting;
mod web_driver;
mod world;
