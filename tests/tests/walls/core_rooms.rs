//! The rooms inside core, and what none of them does.

use crate::source::{SourceFile, files};

const CORE: &str = "src-tauri/crates/core/src/";

/// What each room may import; rooms that are not named may import all but the desk.
const WALLS: [(&str, &[&str]); 8] = [
    ("domain", &["domain"]),
    ("capturing", &["domain", "capturing"]),
    ("ports", &["domain", "ports", "capturing"]),
    ("inspecting", &["domain", "inspecting"]),
    ("filling", &["domain", "inspecting", "ports", "filling"]),
    ("recognising", &["domain", "inspecting", "filling", "recognising"]),
    ("redacting", &["domain", "inspecting", "ports", "reading", "redacting"]),
    ("reading", &["domain", "ports", "inspecting", "reading"]),
];

/// Core asks its ports instead.
const OUTSIDE: [&str; 20] = [
    "std::fs",
    "TcpListener",
    "TcpStream",
    "UdpSocket",
    "ToSocketAddrs",
    "std::env",
    "std::process",
    "std::thread",
    "std::io",
    "SystemTime",
    "Instant",
    "println!",
    "print!",
    "eprintln!",
    "eprint!",
    "dbg!",
    "tokio::",
    "reqwest::",
    "getrandom::",
    "tauri::",
];

/// The room a file lies in, and how deep its module is below the crate: 1 for `domain/mod.rs`.
fn place(file: &SourceFile) -> (&str, usize) {
    let path = file.path.strip_prefix(CORE).unwrap().strip_suffix(".rs").unwrap();
    let module = path.strip_suffix("/mod").unwrap_or(path);
    (module.split('/').next().unwrap(), module.split('/').count())
}

/// Every room of core that a file names, by `crate::…` or by climbing with `super::`.
fn rooms_named(file: &SourceFile) -> Vec<String> {
    let code = file.code().map(|(_, line)| line).collect::<Vec<_>>().join("\n");
    let to_root = "super::".repeat(place(file).1);
    let mut rooms = Vec::new();
    for root in ["crate::", &to_root] {
        for (at, _) in code.match_indices(root) {
            rooms.extend(first_names(&code[at + root.len()..]));
        }
    }
    rooms
}

/// `a` of `a::b`, `a` and `c` of `{a::b, c::{d, e}}`.
fn first_names(path: &str) -> Vec<String> {
    let name = |text: &str| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(group) = path.strip_prefix('{') else { return vec![name(path)] };
    let mut depth = 0;
    let mut names = vec![name(group)];
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(name(&group[at + 1..])),
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

#[test]
fn rooms_import_only_what_they_may() {
    for file in files(CORE, &[".rs"]) {
        let (room, _) = place(&file);
        let wall = WALLS.iter().find(|(walled, _)| *walled == room);
        for named in rooms_named(&file) {
            let may = match wall {
                Some((_, allowed)) => allowed.contains(&named.as_str()),
                None => named != "desk",
            };
            assert!(may, "{} must not import {named}", file.path);
        }
    }
}

#[test]
fn the_rooms_with_walls_are_there() {
    let files = files(CORE, &[".rs"]);
    for (room, _) in WALLS {
        assert!(files.iter().any(|file| place(file).0 == room), "{room} has another name");
    }
}

#[test]
fn groups_of_imports_are_taken_apart() {
    let names = first_names("{\n    domain::{note::Note, token},\n    ports,\n    reading::{self},\n};\nuse x::{y};");
    assert_eq!(names, ["domain", "ports", "reading"]);
    assert_eq!(first_names("domain::note::Note;"), ["domain"]);
}

#[test]
fn core_touches_nothing_outside() {
    for file in files(CORE, &[".rs"]) {
        for (number, line) in file.code() {
            for banned in OUTSIDE {
                let is_there = line.match_indices(banned).any(|(at, _)| !line[..at].ends_with(char::is_alphanumeric));
                assert!(!is_there, "{}:{number} uses {banned}", file.path);
            }
        }
    }
}
