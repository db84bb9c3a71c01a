//! Faults of the program itself: the text of a panic holds nothing of what was typed.

use std::{env, panic, process::Command, str::FromStr, thread};

use dialkey_adapters::faults::say_faults_without_values;
use dialkey_tests::forbidden::Forbidden;

use super::PASSWORD;

/// Tells the second test that the first one started it, and whether it is to panic as the programs do.
const ASKED: &str = "DIALKEY_TEST_PANICS";

/// Something that cannot be read, and whose error quotes what was to be.
struct Unreadable(String);

impl FromStr for Unreadable {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Err(format!("{text} is unreadable"))
    }
}

/// What a program of its own says that panics in every way.
fn said_by_panics(asked: &str) -> String {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["panicking::panics_in_every_way", "--exact", "--ignored", "--nocapture"]);
    let output = command.env(ASKED, asked).env("RUST_BACKTRACE", "full").output().unwrap();
    assert!(output.status.success(), "{output:?}");
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn f95_a_panic_says_its_place_and_no_value() {
    let said = said_by_panics("as the programs do");
    Forbidden::of(&[("password", PASSWORD)]).assert_not_in(&said, "the text of the panics");
    assert_eq!(said.matches("Dialkey has a fault at").count(), 5, "{said}");
    assert!(said.contains("panicking.rs") && said.contains(": words of the program"), "{said}");
    let usual = said_by_panics("as usual");
    assert!(Forbidden::of(&[("password", PASSWORD)]).found_in(&usual).is_some(), "else nothing is shown here");
}

#[test]
fn f95_both_programs_say_their_faults_like_that_from_the_beginning() {
    for program in
        [include_str!("../../../src-tauri/src/main.rs"), include_str!("../../../src-tauri/crates/cli/src/main.rs")]
    {
        let (_, main) = program.split_once("fn main() -> ExitCode {").unwrap();
        assert!(main.trim_start().starts_with("say_faults_without_values();"), "{main}");
    }
}

#[test]
#[ignore = "started by the test above, as a program of its own"]
fn panics_in_every_way() {
    let Ok(asked) = env::var(ASKED) else { return };
    if asked == "as the programs do" {
        say_faults_without_values();
    }
    let ways: [fn() -> String; 4] = [
        || PASSWORD[PASSWORD.find('ä').unwrap() + 1..].to_owned(),
        || PASSWORD.parse::<Unreadable>().expect("it can be read").0,
        || panic!("{PASSWORD} was typed"),
        || panic!("words of the program"),
    ];
    for way in ways {
        thread::spawn(way).join().unwrap_err();
    }
    thread::spawn(|| panic::panic_any(PASSWORD.to_owned())).join().unwrap_err();
}
