//! Drives the real window, as a person would: `cargo xtask test end-to-end` builds the app and runs these.
//! Each test is a world of its own, so they may run side by side.

mod desktop;
mod first_screen;
mod page;
mod processes;
mod web_driver;
mod world;
