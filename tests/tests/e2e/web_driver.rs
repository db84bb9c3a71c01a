//! The drivers: `WebKitWebDriver`, which starts the app and acts in its window, and those of browsers.

use std::{
    fs::{self, File, Permissions},
    net::{Ipv4Addr, TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use serde_json::json;
use thirtyfour::{Capabilities, WebDriver};

use crate::processes::Processes;

const ANSWERS_WITHIN: Duration = Duration::from_secs(30);

/// Starts the app under a driver of its own and returns when its page can be asked. What the app prints goes to
/// `app_output`.
pub(crate) async fn start_app(processes: &mut Processes, app: &Path, home: &Path, app_output: &Path) -> WebDriver {
    // The driver throws away what the app prints, so it starts a script that keeps it.
    let launcher = home.join("app");
    let script = format!("#!/bin/sh\nexec '{}' \"$@\" >>'{}' 2>&1\n", app.display(), app_output.display());
    fs::write(&launcher, script).expect("a file can be written");
    fs::set_permissions(&launcher, Permissions::from_mode(0o700)).expect("the file is ours");

    let mut driver = processes.command("WebKitWebDriver");
    driver.arg("--host=127.0.0.1").env("TAURI_WEBVIEW_AUTOMATION", "true");
    let port = start_driver(processes, driver, home);
    let mut capabilities = Capabilities::new();
    capabilities
        .set("webkitgtk:browserOptions", json!({ "binary": launcher, "args": [] }))
        .expect("the capability is an object");
    WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities).await.unwrap_or_else(|error| {
        let output = fs::read_to_string(app_output).unwrap_or_default();
        panic!("the app did not open its window: {error}\nIt printed:\n{output}")
    })
}

/// Starts a driver and returns its port when it answers there. What it prints goes into a file in `home`.
pub(crate) fn start_driver(processes: &mut Processes, mut driver: Command, home: &Path) -> u16 {
    let name = driver.get_program().to_string_lossy().into_owned();
    // The port is free again when the listener is dropped; the system hands out other ones first.
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .expect("a port is free")
        .port();
    let output = File::create(home.join(format!("{name}.txt"))).expect("a file can be written");
    driver.arg(format!("--port={port}"));
    driver.stdout(output.try_clone().expect("a file can be shared")).stderr(output);
    let driver = processes.spawn(&mut driver);

    let deadline = Instant::now() + ANSWERS_WITHIN;
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        assert!(driver.try_wait().is_ok_and(|ended| ended.is_none()), "{name} ended");
        assert!(Instant::now() < deadline, "{name} did not listen within {ANSWERS_WITHIN:?}");
        thread::sleep(Duration::from_millis(10));
    }
    port
}
