//! Nothing but the person's own trust makes a certificate good.

use crate::source::{self, files};

/// Where certificates are judged, and nowhere else.
const JUDGING: &str = "src-tauri/crates/adapters/src/tls/";

#[test]
fn no_certificate_is_accepted_unseen() {
    for folder in ["src-tauri", "tests"] {
        for file in files(folder, &[".rs", ".toml"]) {
            for (number, line) in file.code() {
                let switches_off = ["danger_accept_", "accept_invalid_"].iter().any(|name| line.contains(name));
                assert!(!switches_off, "{}:{number} accepts what nobody looked at", file.path);
            }
        }
    }
}

#[test]
fn certificates_are_judged_in_one_place() {
    for file in files("src-tauri", &[".rs"]) {
        for (number, line) in file.code() {
            let judges = ["ServerCertVerified::assertion", "HandshakeSignatureValid::assertion", ".dangerous()"];
            let is_judging = judges.iter().any(|name| line.contains(name));
            assert!(!is_judging || file.path.starts_with(JUDGING), "{}:{number} judges a certificate", file.path);
        }
    }
}

#[test]
fn requests_never_accept_what_a_look_does() {
    let files = files(JUDGING, &[".rs"]);
    let asserting = files.iter().filter(|file| file.text.contains("HandshakeSignatureValid::assertion"));
    let asserting: Vec<_> = asserting.map(|file| file.path.as_str()).collect();
    assert_eq!(asserting, [format!("{JUDGING}looking.rs")]);
    let users = source::files("src-tauri", &[".rs"]);
    for file in users.iter().filter(|file| file.text.contains("for_look(")) {
        let may = file.path.starts_with(JUDGING) || file.path.starts_with("src-tauri/crates/adapters/src/probe/");
        assert!(may, "{} looks", file.path);
    }
}
