//! What can be chosen and what each choice asks for.

use std::{io, process::Stdio};

use serde_json::Value;

use crate::program::{Run, dialkey_cli};

const SYSTEMS: [&str; 10] = [
    "3cx",
    "bright-pattern",
    "freepbx",
    "netsapiens",
    "oauth2",
    "pexip-infinity",
    "ringme",
    "wildix-oauth2",
    "wildix-service-token",
    "yeastar-p-series",
];

#[test]
fn the_list_names_every_phone_system_its_ways_and_how_each_field_is_given() {
    let run = Run::from(dialkey_cli().arg("systems").output().unwrap());
    let list = run.result();
    for system in SYSTEMS {
        assert!(list.lines().any(|line| line.starts_with(&format!("{system}  "))), "{system} in {list}");
    }
    for line in [
        "--way password_credentials",
        "--way trusted",
        "--way public",
        "--way code",
        "--way implicit",
        "--way chain",
        "--way company_key",
        "--way authorization_code",
        "--way refresh_token",
        "--set client_id=",
        "--secret private_key=",
        "--secret api_key=",
        "--secret refresh_token=",
        "--set redirect_uri=  Redirect URI, otherwise http://127.0.0.1:8765/cb/cli-wildix-oauth2\n",
    ] {
        assert!(list.contains(line), "{line} in {list}");
    }
    for note in ["    Note: Wildix has archived this flow", "    Note: 3CX keeps one token at a time."] {
        assert!(list.contains(note), "{note} in {list}");
    }
    assert!(!list.contains("--set password="), "a secret is never to be given as a plain value: {list}");
}

#[test]
fn the_list_as_json_is_what_the_window_gets() {
    let run = Run::from(dialkey_cli().args(["systems", "--json"]).output().unwrap());
    let list: Value = serde_json::from_str(run.result()).unwrap();
    let ids: Vec<_> = list.as_array().unwrap().iter().filter_map(|system| system["id"].as_str()).collect();
    assert!(SYSTEMS.iter().all(|system| ids.contains(system)), "{ids:?}");
    for way in list.as_array().unwrap().iter().flat_map(|system| system["ways"].as_array().unwrap()) {
        let is_complete = |field: &Value| field["key"].is_string() && field["label"].is_string();
        assert!(way["fields"].as_array().unwrap().iter().all(is_complete), "{way}");
    }
}

#[test]
fn a_reader_who_has_seen_enough_ends_the_list_without_a_word() {
    let (reader, nobody_reads) = io::pipe().unwrap();
    drop(reader);
    let child = dialkey_cli().args(["systems", "--json"]).stdout(nobody_reads).spawn().unwrap();
    let run = Run::of(child);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
}

#[test]
fn a_closed_standard_error_takes_away_the_words_but_not_the_exit_code() {
    let (reader, nobody_reads) = io::pipe().unwrap();
    drop(reader);
    let mut command = dialkey_cli();
    command.args(["get", "--system", "nobody"]).stdout(Stdio::null()).stderr(nobody_reads);
    assert_eq!(command.status().unwrap().code(), Some(2));
}
