//! What is said about the hosts of a connection before anything is sent.

use dialkey_core::domain::note::{Note, Tone};
use dialkey_tests::desk::TestDesk;

/// The remarks about values taken together.
fn notes(authorization: &str, token: &str, redirect: &str) -> Vec<Note> {
    let desk = TestDesk::default();
    let id = desk.create("oauth2", "authorization_code");
    desk.enter(&id, "authorization_address", authorization);
    desk.enter(&id, "token_address", token);
    desk.enter(&id, "redirect_uri", redirect);
    desk.view(&id).notes
}

const AUTHORIZATION: &str = "https://login.north-wind.test/authorize";
const TOKEN: &str = "https://login.north-wind.test/token";
const LOOPBACK: &str = "http://127.0.0.1/cb";

/// RFC 9700 4.4: whoever made the values could have the code sent to a server of his own.
#[test]
fn a_token_host_other_than_the_sign_in_host_is_said_with_both_names() {
    let notes = notes(AUTHORIZATION, "https://tokens.attacker.test/token", LOOPBACK);
    let [note] = notes.as_slice() else { panic!("one remark is expected: {notes:?}") };
    assert_eq!(note.tone, Tone::Warn);
    let evidence = note.evidence.as_deref().unwrap();
    assert!(evidence.contains("login.north-wind.test") && evidence.contains("tokens.attacker.test"), "{evidence}");
}

/// Two spellings of one host.
#[test]
fn f17_a_redirect_host_other_than_the_sign_in_host_is_said() {
    let notes = notes(AUTHORIZATION, TOKEN, "https://login.northwind.test/api/v1/doc/");
    let [note] = notes.as_slice() else { panic!("one remark is expected: {notes:?}") };
    assert_eq!(note.tone, Tone::Warn);
    assert!(note.evidence.as_deref().unwrap().contains("login.northwind.test"), "{note:?}");
}

#[test]
fn hosts_that_belong_together_are_no_reason_for_a_remark() {
    for redirect in [LOOPBACK, "http://localhost:8765/cb", "http://[::1]/cb", "https://login.north-wind.test/done"] {
        assert_eq!(notes(AUTHORIZATION, TOKEN, redirect), [], "{redirect}");
    }
    assert_eq!(notes(AUTHORIZATION, "https://login.north-wind.test:8443/token", LOOPBACK), [], "a port is no host");
}

/// The same with the vendor's own two spellings.
#[test]
fn f17_the_two_spellings_of_one_vendor_s_hosts_are_told_apart() {
    let desk = TestDesk::default();
    let id = desk.create("wildix-oauth2", "code");
    desk.enter(&id, "host", "north-wind.wildixin.com");
    desk.enter(&id, "redirect_uri", "https://north-wind.wildix.com/api/v1/doc/");
    let notes = desk.view(&id).notes;
    assert!(notes.iter().any(|note| note.tone == Tone::Warn), "{notes:?}");
}
