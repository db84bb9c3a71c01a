//! A window with nothing in it, built with the settings of Dialkey's. It says "ready" at its first animation frame, so
//! `cargo xtask bench` can tell how much of Dialkey's start and memory is the web view's own.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::io::Write;

/// The window has shown its first frame.
#[tauri::command(async)]
fn ui_ready() {
    // Where nobody listens nothing is measured.
    let _ = writeln!(std::io::stderr(), "ready");
}

#[allow(clippy::exit, reason = "the context that Tauri generates ends the program when it cannot be made")]
fn main() -> tauri::Result<()> {
    tauri::Builder::default().invoke_handler(tauri::generate_handler![ui_ready]).run(tauri::generate_context!())
}
