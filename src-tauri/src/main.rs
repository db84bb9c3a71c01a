//! The window.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod app;
mod clipboard;
mod commands;
mod deleted;
mod display;
mod error;
mod events;
mod fresh;
mod locking;
mod main_window;
mod offers;
mod practice;
mod preferences;
mod runs;
mod sign_in_window;
mod tray;
mod tray_host;
mod watch;

use std::process::ExitCode;

use dialkey_adapters::{faults::say_faults_without_values, folders::only_window};
use tauri::{AppHandle, Manager as _, RunEvent};

use crate::app::App;

include!("command_list.rs");

macro_rules! handler {
    ($($name:ident),*) => { tauri::generate_handler![$(commands::$name),*] };
}

#[allow(clippy::exit, reason = "the context that Tauri generates ends the program where a thread cannot be started")]
fn main() -> ExitCode {
    say_faults_without_values();
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_target(false).compact().init();
    if let Err(missing) = display::check() {
        tracing::error!("{missing}");
        return ExitCode::FAILURE;
    }
    let windows = sign_in_window::SignInWindows::default();
    let app = match App::with_real_world(windows.clone()) {
        Ok(app) => app,
        Err(error) => {
            tracing::error!("a recipe that comes with the program cannot be used: {error}");
            return ExitCode::FAILURE;
        }
    };
    let built = tauri::Builder::default()
        // Has to be first, so that a second start does nothing else.
        .plugin(tauri_plugin_single_instance::init(|handle, _, _| main_window::show(handle)))
        .plugin(tauri_plugin_clipboard_manager::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_store::Builder::new().build())
        .manage(app)
        .invoke_handler(with_commands!(handler))
        .setup(move |running| {
            let handle = running.handle();
            // Where there is a session bus, the plugin above has brought the first window to the front instead.
            match only_window() {
                Ok(held) => running.manage(held),
                Err(already_open) => {
                    tracing::error!("{already_open}");
                    handle.exit(1);
                    return Ok(());
                }
            };
            windows.belong_to(handle.clone());
            main_window::open(running)?;
            let told = handle.clone();
            running.state::<App>().storage.tell(move |view| events::tell_storage(&told, &view));
            tauri::async_runtime::spawn(tray::show(handle.clone()));
            tauri::async_runtime::spawn(watch::watch(handle.clone()));
            tauri::async_runtime::spawn(fresh::keep_fresh(handle.clone()));
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(running) => ExitCode::from(u8::try_from(running.run_return(before_exit)).unwrap_or(1)),
        Err(error) => {
            tracing::error!("the window could not be opened: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The last thing to do: a secret that was copied goes, and what is being written is written.
fn before_exit(handle: &AppHandle, event: RunEvent) {
    match event {
        // Closing the window asks before; this is quitting from the tray.
        RunEvent::ExitRequested { code: Some(0), api, .. } if !handle.state::<App>().may_end() => {
            api.prevent_exit();
            main_window::show(handle);
        }
        RunEvent::Exit => {
            clipboard::clear(handle, None);
            handle.state::<App>().storage.finish();
        }
        _ => {}
    }
}
