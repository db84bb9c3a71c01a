//! What the window may ask the shell for: one list of commands, and nothing besides.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::source::{files, read};

fn json(path: &str) -> Value {
    serde_json::from_str(&read(path)).unwrap()
}

/// The names in the macro that handler and permissions are made from.
fn commands_of_the_shell() -> BTreeSet<String> {
    let list = read("src-tauri/src/command_list.rs");
    let names = list.split_once("$then! {").unwrap().1.split_once('}').unwrap().0;
    names.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

fn commands_of_the_capability() -> BTreeSet<String> {
    let capability = json("src-tauri/capabilities/main.json");
    let permissions = capability["permissions"].as_array().unwrap().iter().map(|name| name.as_str().unwrap());
    let ours = permissions.filter_map(|name| name.strip_prefix("allow-"));
    ours.map(|name| name.replace('-', "_")).collect()
}

fn commands_of_the_window() -> BTreeSet<String> {
    let table = read("ui/src/backend/commands.ts");
    let body = table.split_once("export interface Commands {").unwrap().1.split_once("\n}").unwrap().0;
    let name = |line: &str| Some(line.trim().split_once(": {")?.0.to_owned());
    body.lines().filter_map(name).collect()
}

#[test]
fn the_three_lists_of_commands_are_one() {
    let shell = commands_of_the_shell();
    assert!(shell.contains("flow_start") && shell.len() > 10, "{shell:?}");
    assert_eq!(commands_of_the_capability(), shell, "src-tauri/capabilities/main.json");
    assert_eq!(commands_of_the_window(), shell, "ui/src/backend/commands.ts");
}

#[test]
fn the_capability_allows_our_commands_and_listening_to_events_only() {
    let capability = json("src-tauri/capabilities/main.json");
    assert_eq!(capability["windows"], serde_json::json!(["main"]));
    assert!(capability.get("remote").is_none(), "no address of the web may ask for anything");
    let others: BTreeSet<_> = capability["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().expect("a permission is a name, without scopes"))
        .filter(|name| !name.starts_with("allow-"))
        .collect();
    assert_eq!(others, BTreeSet::from(["core:event:allow-listen", "core:event:allow-unlisten"]));
    let folder = crate::source::repository().join("src-tauri/capabilities");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 1, "there is one capability");
}

#[test]
fn the_window_is_locked_down() {
    let configuration = json("src-tauri/tauri.conf.json");
    let app = &configuration["app"];
    assert_eq!(app["withGlobalTauri"], false);
    let security = &app["security"];
    assert_eq!(security["freezePrototype"], true);
    assert_eq!(security["capabilities"], serde_json::json!(["main"]));
    assert_eq!(security["assetProtocol"]["enable"], false);
    assert!(security.get("dangerousDisableAssetCspModification").is_none());
    assert!(security.get("devCsp").is_none(), "the development window has the same policy");
}

#[test]
fn the_content_policy_lets_in_nothing_from_outside() {
    let policy = json("src-tauri/tauri.conf.json")["app"]["security"]["csp"].as_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self'"), "{policy}");
    for banned in ["unsafe-", "https:", "*", "http://localhost", "blob:", "strict-dynamic"] {
        assert!(!policy.contains(banned), "{banned} in {policy}");
    }
    for directive in policy.split(';').map(str::trim).filter(|directive| directive.contains("data:")) {
        assert!(directive.starts_with("img-src "), "data: is for pictures: {directive}");
    }
}

#[test]
fn the_window_library_is_built_without_what_would_open_it() {
    for path in ["Cargo.toml", "src-tauri/Cargo.toml"] {
        let manifest: toml::Table = read(path).parse().unwrap();
        let text = manifest.to_string();
        for banned in ["dynamic-acl", "devtools"] {
            assert!(!text.contains(banned), "{path} asks for {banned}");
        }
    }
    let workspace: toml::Table = read("Cargo.toml").parse().unwrap();
    let tauri = &workspace["workspace"]["dependencies"]["tauri"];
    assert_eq!(tauri["default-features"].as_bool(), Some(false), "the default features hold dynamic-acl");
}

#[test]
fn only_the_backend_folder_knows_the_shell() {
    let mut knowing = 0;
    for file in files("ui/src", &[".ts", ".svelte"]) {
        if file.text.contains("@tauri-apps/") {
            assert!(file.path.starts_with("ui/src/backend/"), "{} imports @tauri-apps", file.path);
            knowing += 1;
        }
    }
    assert!(knowing > 0, "the one that does is looked at");
}
