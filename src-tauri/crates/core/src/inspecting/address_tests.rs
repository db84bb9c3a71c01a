//! Addresses as people paste them, and what is said about each.

use super::base_url::{AddressProblem, read_base_url};
use crate::domain::note::Tone;

/// What is used, and what is said with its evidence.
#[track_caller]
fn read(typed: &str) -> (String, Vec<(Tone, String, String)>) {
    let address = read_base_url(typed).unwrap_or_else(|problem| panic!("{typed:?}: {problem}"));
    let notes = address.notes().iter();
    let notes = notes.map(|note| (note.tone, note.text.clone(), note.evidence.clone().unwrap_or_default()));
    (address.text().to_owned(), notes.collect())
}

#[track_caller]
fn assert_read(typed: &str, used: &str, said: &[(Tone, &str, &str)]) {
    let (text, notes) = read(typed);
    assert_eq!(text, used, "{typed:?}");
    let notes: Vec<_> = notes.iter().map(|(tone, text, evidence)| (*tone, text.as_str(), evidence.as_str())).collect();
    assert_eq!(notes, said, "{typed:?}");
}

#[test]
fn f2_a_non_breaking_space_around_an_address_is_removed_and_said() {
    let at_start = "We removed a non-breaking space at the start.";
    assert_read("\u{A0}https://pbx.example", "https://pbx.example", &[(Tone::Info, at_start, "")]);
    let at_end = "We removed a non-breaking space at the end.";
    assert_read("https://pbx.example/t\u{A0}", "https://pbx.example/t", &[(Tone::Info, at_end, "")]);
}

#[test]
fn f3_a_zero_width_space_in_a_host_is_removed_and_the_final_host_shown() {
    let said = "We removed characters inside the address that cannot be seen.";
    for unseen in ["\u{200B}", "\u{FEFF}", "\u{2060}", "\u{AD}"] {
        let typed = format!("https://a{unseen}b.example");
        assert_read(&typed, "https://ab.example", &[(Tone::Info, said, "https://ab.example")]);
    }
}

#[test]
fn f6_a_change_of_direction_in_an_address_is_refused_with_its_place() {
    let problem = read_base_url("https://pbx.\u{202E}elpmaxe").unwrap_err();
    assert_eq!(problem, AddressProblem::ControlCharacters { places: "position 13 (U+202E)".into() });
    assert_eq!(problem.note().evidence.as_deref(), Some("position 13 (U+202E)"));
}

#[test]
fn f7_a_host_of_two_alphabets_is_shown_in_both_spellings_with_a_warning() {
    let mixed = "The host mixes letters of two alphabets that look alike. Compare both spellings before you go on.";
    for typed in ["https://p\u{430}ypal.com", "https://xn--pypal-4ve.com"] {
        let both = "p\u{430}ypal.com = xn--pypal-4ve.com";
        assert_read(typed, "https://xn--pypal-4ve.com", &[(Tone::Warn, mixed, both)]);
    }
    // Every letter is Cyrillic, and every one has a Latin twin.
    let (_, notes) = read("https://\u{441}\u{43E}\u{440}\u{435}.example");
    assert_eq!(notes[0].0, Tone::Warn);
    assert_eq!(notes[0].1, "The host looks like a Latin one and is not. Compare both spellings before you go on.");
}

#[test]
fn f7_a_host_of_one_alphabet_is_shown_in_both_spellings_without_a_warning() {
    for typed in [
        "https://b\u{FC}cher.example",
        "https://\u{442}\u{435}\u{43B}\u{435}\u{444}\u{43E}\u{43D}.example",
        "https://電話.example",
    ] {
        let (used, notes) = read(typed);
        let [(tone, text, evidence)] = notes.as_slice() else { panic!("one note: {notes:?}") };
        assert_eq!(*tone, Tone::Info);
        assert_eq!(text, "The host has letters outside a to z. It is looked up by its second spelling.");
        assert!(evidence.contains(" = xn--") && used.contains("xn--"), "{evidence}");
    }
}

#[test]
fn f8_an_example_part_of_a_document_is_named_in_an_address() {
    for (typed, part) in [
        ("https://{PBX}/authorization/oauth2", "{PBX}"),
        ("https://<hostname>/oauth/token", "<hostname>"),
        ("http[s]://pbx.example/token", "http[s]://"),
        ("https://[PBX/NAME].phones.example/", "[PBX/NAME]"),
        ("mgmt.domain.com", "mgmt.domain.com"),
        ("https://example.com/oauth/token", "example.com"),
    ] {
        let note = read_base_url(typed).unwrap_err().note();
        assert_eq!(note.text, "Replace the example part with the address of your phone system.");
        assert_eq!(note.evidence.as_deref(), Some(part), "{typed}");
    }
}

#[test]
fn f9_an_address_without_a_scheme_gets_one_and_the_result_is_shown() {
    for (typed, used) in [
        ("pbx.example", "https://pbx.example"),
        ("mgmt.northwind.example:8443/oauth/token/", "https://mgmt.northwind.example:8443/oauth/token/"),
        ("//pbx.example", "https://pbx.example"),
    ] {
        assert_read(typed, used, &[(Tone::Info, "We put https:// in front.", used)]);
    }
}

#[test]
fn f12_a_fragment_is_refused() {
    let problem = read_base_url("https://pbx.example/oauth/token#top").unwrap_err();
    assert_eq!(problem, AddressProblem::Fragment);
    assert_eq!(problem.note().text, "Remove the # and what follows it; that part never reaches the phone system.");
}

#[test]
fn f14_line_breaks_and_backslashes_are_cleaned_and_the_result_shown() {
    let lines = "We removed line breaks or tabs inside the address.";
    let used = "https://pbx.example/oauth/token";
    assert_read("https://pbx.example/oa\r\nuth/to\tken", used, &[(Tone::Info, lines, used)]);
    let backslashes = "We turned backslashes into slashes.";
    assert_read("https:\\\\pbx.example\\oauth\\token", used, &[(Tone::Info, backslashes, used)]);
}

#[test]
fn f15_a_slash_at_the_end_is_kept_or_left_out_as_it_was_typed() {
    for typed in [
        "https://pbx.example",
        "https://pbx.example/",
        "https://pbx.example/oauth/token",
        "https://pbx.example/oauth/token/",
    ] {
        assert_read(typed, typed, &[]);
    }
}

#[test]
fn a_host_that_is_read_as_another_one_is_shown() {
    let said = "We read the host like this.";
    for (typed, used, host) in [
        ("https://3232235777/", "https://192.168.1.1/", "192.168.1.1"),
        ("https://0x7f.1", "https://127.0.0.1", "127.0.0.1"),
        ("https://ｐbx.example", "https://pbx.example", "pbx.example"),
        ("https://p%62x.example", "https://pbx.example", "pbx.example"),
    ] {
        assert_read(typed, used, &[(Tone::Info, said, host)]);
    }
    for typed in ["https://PBX.example:443/a", "https://[2001:DB8::1]:8443/", "https://192.168.1.1:8443"] {
        assert_eq!(read(typed).1, [], "{typed}");
    }
}
