//! The system's browser is opened with the address of the page, and with nothing else.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Command};

use dialkey_tests::{browser::Person, traces::traces_of};
use tempfile::TempDir;

use crate::{program::Get, servers::Servers, waiting::Waiting};

/// A folder with an `xdg-open` of its own, which writes what it was called with into a pipe.
struct FakeBrowser(TempDir);

impl FakeBrowser {
    fn new() -> Self {
        let folder = TempDir::with_prefix("dialkey-cli-").unwrap();
        let pipe = folder.path().join("arguments");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let program = folder.path().join("xdg-open");
        let script = format!("#!/bin/sh\nfor argument; do echo \"$argument\"; done > '{}'\n", pipe.display());
        fs::write(&program, script).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        Self(folder)
    }

    fn folder(&self) -> &Path {
        self.0.path()
    }

    /// Waits until it is called.
    fn arguments(&self) -> String {
        fs::read_to_string(self.folder().join("arguments")).unwrap()
    }
}

fn get(servers: &Servers, path: &Path) -> Get {
    Get::with_demo_of(servers.system("wildix-oauth2"), "code")
        .option("--redirect", "http://127.0.0.1/cb/test")
        .environment("PATH", path)
}

#[test]
fn the_browser_is_called_with_the_address_alone_and_no_secret() {
    let servers = Servers::start();
    let browser = FakeBrowser::new();
    let get = get(&servers, browser.folder());
    let mut waiting = Waiting::of(&get);
    let arguments = browser.arguments();
    let page = arguments.strip_suffix('\n').unwrap().parse().expect("there is one argument, an address");
    for (key, secret) in get.secrets() {
        let told = traces_of(secret).into_iter().any(|trace| arguments.contains(&trace));
        assert!(!told, "{key} was given to another program");
    }
    let host = servers.system("wildix-oauth2").address.trim_start_matches("http://");
    assert_eq!(waiting.line(), format!("Your browser opens {host}. Sign in there."));
    servers.visit(Person::Allows, &page);
    let run = waiting.end();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(!run.stderr.contains("code_challenge"), "the address is not needed twice: {}", run.stderr);
}

#[test]
fn f26_where_no_browser_can_be_opened_the_address_is_printed() {
    let servers = Servers::start();
    let nothing = TempDir::with_prefix("dialkey-cli-").unwrap();
    let get = get(&servers, nothing.path());
    let mut waiting = Waiting::of(&get);
    assert_eq!(waiting.line(), "Open this address in a browser and sign in:");
    let page = waiting.address();
    servers.visit(Person::Allows, &page);
    assert_eq!(waiting.end().code, Some(0));
}
