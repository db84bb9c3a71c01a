//! Which of our crates depend on which, and on what core must not.

use std::process::Command;

use serde_json::Value;

use crate::source::repository;

/// Every member of the workspace with the crates it depends on, for building and for testing.
fn dependencies() -> Vec<(String, Vec<String>)> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(repository())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value["name"].as_str().unwrap().to_owned();
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| (text(package), package["dependencies"].as_array().unwrap().iter().map(text).collect()))
        .collect()
}

fn dependencies_of(name: &str) -> Vec<String> {
    let all = dependencies();
    all.into_iter().find(|(package, _)| package == name).unwrap_or_else(|| panic!("there is no {name}")).1
}

#[test]
fn crates_depend_only_in_the_direction_of_the_design() {
    let may = |name: &str| match name {
        "dialkey-core" | "dialkey-practice" => vec![],
        "dialkey-adapters" => vec!["dialkey-core"],
        _ => vec!["dialkey-core", "dialkey-adapters", "dialkey-practice"],
    };
    for (name, dependencies) in dependencies() {
        for ours in dependencies.iter().filter(|dependency| dependency.starts_with("dialkey")) {
            assert!(may(&name).contains(&ours.as_str()), "{name} must not depend on {ours}");
        }
    }
}

#[test]
fn nobody_depends_on_the_shell() {
    for (name, dependencies) in dependencies() {
        assert!(!dependencies.contains(&"dialkey".to_owned()), "{name} must not depend on the shell");
    }
}

#[test]
fn core_has_no_client_socket_file_or_randomness_among_its_packages() {
    let dependencies = dependencies_of("dialkey-core");
    for banned in ["reqwest", "hyper", "tauri", "axum", "rusqlite", "getrandom", "rand", "open", "tempfile"] {
        assert!(!dependencies.contains(&banned.to_owned()), "core must not depend on {banned}");
    }
}

#[test]
fn only_the_shell_knows_the_window() {
    for (name, dependencies) in dependencies() {
        let knows = dependencies.iter().any(|dependency| dependency.starts_with("tauri"));
        // The empty window is what the start of the real one is measured against.
        assert_eq!(knows, ["dialkey", "dialkey-empty-window"].contains(&name.as_str()), "{name}");
    }
}
