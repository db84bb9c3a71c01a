use super::{super::sample_keys::*, *};

/// PKCS#8, SEC1 and PKCS#1 as PEM, with the key they hold.
fn pems() -> Vec<(&'static SampleKey, String)> {
    all()
        .into_iter()
        .flat_map(|sample| [Some(sample.pem()), sample.older_pem()].map(|text| (sample, text)))
        .filter_map(|(sample, text)| Some((sample, text?)))
        .collect()
}

#[track_caller]
fn assert_repaired(damage: impl Fn(&str) -> String, expected: &[KeyRepair]) {
    for (sample, text) in pems() {
        assert_eq!(repairs(&damage(&text), sample), expected, "of {}", damage(&text));
    }
}

#[test]
fn f73_a_key_on_one_line_gets_its_line_breaks_back() {
    assert_repaired(|text| text.replace('\n', " "), &[KeyRepair::LineBreaks]);
    assert_repaired(|text| text.replace('\n', ""), &[KeyRepair::LineBreaks]);
    assert_repaired(|text| format!("  {}  ", text.trim().replace('\n', "  ")), &[KeyRepair::LineBreaks]);
}

#[test]
fn bare_base64_on_one_line_is_natural_but_blanks_in_it_are_not() {
    let bare = EC_P256.texts().remove(2);
    assert_eq!(repairs(&bare, &EC_P256), []);
    let (front, back) = bare.split_at(64);
    assert_eq!(repairs(&format!("{front} {back}"), &EC_P256), [KeyRepair::LineBreaks]);
    assert_eq!(repairs(&format!("{front}\n{back}"), &EC_P256), []);
    assert_eq!(repairs(&format!("{front}\n  {back}"), &EC_P256), [KeyRepair::Indentation]);
}

#[test]
fn f73_literal_newlines_become_line_breaks() {
    assert_repaired(|text| text.replace('\n', "\\n"), &[KeyRepair::LiteralNewlines]);
    assert_repaired(|text| text.replace('\n', "\\r\\n"), &[KeyRepair::LiteralNewlines]);
    assert_repaired(|text| text.replace('\n', "\\\\n"), &[KeyRepair::LiteralNewlines]);
    assert_repaired(|text| text.replace('\n', "\\n\n"), &[KeyRepair::LiteralNewlines]);
}

#[test]
fn a_jwk_with_literal_newlines_and_escaped_quotation_marks_is_read() {
    for sample in all() {
        let pretty = serde_json::to_string_pretty(&sample.jwk).unwrap();
        assert_eq!(repairs(&pretty.replace('\n', "\\n"), sample), [KeyRepair::LiteralNewlines]);
        let as_string = serde_json::to_string(&pretty).unwrap();
        let expected = [KeyRepair::LiteralNewlines, KeyRepair::Backslashes, KeyRepair::Quotes];
        assert_eq!(repairs(&as_string, sample), expected);
    }
}

#[test]
fn escapes_of_settings_files_are_undone() {
    assert_repaired(|text| text.replace('\n', " \\\n"), &[KeyRepair::Backslashes]);
    assert_repaired(|text| text.replace('E', "\\u0045"), &[KeyRepair::Backslashes]);
    let slashes = |text: &str| text.replacen('M', "\\M", 1).replace('/', "\\/").replace('+', "\\u002B");
    assert_repaired(slashes, &[KeyRepair::Backslashes]);
}

#[test]
fn f73_indented_lines_are_moved_back() {
    assert_repaired(|text| format!("    {}", text.replace('\n', "\n    ")), &[KeyRepair::Indentation]);
    assert_repaired(|text| text.replace('\n', "\n\t"), &[KeyRepair::Indentation]);
}

#[test]
fn f73_line_ends_of_every_system_are_natural() {
    assert_repaired(|text| text.replace('\n', "\r\n"), &[]);
    assert_repaired(|text| text.replace('\n', "\r"), &[]);
    assert_repaired(|text| text.replace('\n', "\n\n"), &[]);
    assert_repaired(|text| text.trim_end().to_owned(), &[]);
}

#[test]
fn f73_unusual_blanks_are_removed() {
    for blank in ['\u{a0}', '\u{2003}', '\u{2009}', '\u{202f}', '\u{3000}'] {
        let both = [KeyRepair::Indentation, KeyRepair::UnusualBlanks];
        assert_repaired(|text| text.replace('\n', &format!("\n{blank}")), &both);
        let on_one_line = [KeyRepair::LineBreaks, KeyRepair::UnusualBlanks];
        assert_repaired(|text| text.replace(['\n', ' '], &blank.to_string()), &on_one_line);
    }
    for sample in all() {
        let pretty = serde_json::to_string_pretty(&sample.jwk).unwrap();
        assert_eq!(repairs(&pretty.replace(' ', "\u{a0}"), sample), [KeyRepair::UnusualBlanks]);
    }
}

#[test]
fn f73_invisible_characters_are_removed() {
    for invisible in ['\u{feff}', '\u{200b}', '\u{200e}', '\u{2060}', '\u{ad}'] {
        assert_repaired(|text| format!("{invisible}{text}"), &[KeyRepair::InvisibleCharacters]);
        let inside = |text: &str| text.replace("PRIVATE", &format!("PRI{invisible}VATE{invisible}"));
        assert_repaired(inside, &[KeyRepair::InvisibleCharacters]);
        for sample in all() {
            let jwk = sample.jwk.to_string().replace("kty", &format!("k{invisible}ty"));
            assert_eq!(repairs(&jwk, sample), [KeyRepair::InvisibleCharacters]);
        }
    }
}

#[test]
fn f73_dashes_become_five_hyphens() {
    for dashes in ["—–", "—", "—----", "‐‐‐‐‐", "−−−−−", "─────", "----", "-"] {
        assert_repaired(|text| text.replace("-----", dashes), &[KeyRepair::Dashes]);
    }
    assert_repaired(|text| text.replace("-----END", "—-END"), &[KeyRepair::Dashes]);
}

#[test]
fn quotation_marks_are_taken_off() {
    for (open, close) in [("\"", "\""), ("'", "'"), ("“", "”"), ("„", "“"), ("«", "»"), ("`", "`"), ("\"", "\",")]
    {
        assert_repaired(|text| format!("{open}{text}{close}"), &[KeyRepair::Quotes]);
        for sample in all() {
            for text in [sample.jwk.to_string(), sample.texts().remove(2)] {
                assert_eq!(repairs(&format!("{open}{text}{close}"), sample), [KeyRepair::Quotes]);
            }
        }
    }
}

#[test]
fn typographic_quotation_marks_inside_of_a_jwk_are_made_plain() {
    for sample in all() {
        let text = sample.jwk.to_string().replace("\":", "”:").replace(":\"", ":“");
        assert_eq!(repairs(&text, sample), [KeyRepair::Quotes]);
    }
}

#[test]
fn a_missing_last_line_is_added_when_the_key_is_whole() {
    let without_end = |text: &str| text.split("-----END").next().unwrap().to_owned();
    assert_repaired(without_end, &[KeyRepair::EndLine]);
}

#[test]
fn several_repairs_are_reported_once_each_and_in_order() {
    let damage = |text: &str| format!("\u{feff}\"{}\"", text.replace("-----", "—").replace('\n', "\\n\u{a0}"));
    let expected = [
        KeyRepair::LiteralNewlines,
        KeyRepair::UnusualBlanks,
        KeyRepair::InvisibleCharacters,
        KeyRepair::Dashes,
        KeyRepair::Quotes,
    ];
    assert_repaired(damage, &expected);
}

#[test]
fn repairs_are_told_in_whole_sentences_and_say_that_the_key_is_the_same() {
    let all = [
        KeyRepair::LineBreaks,
        KeyRepair::LiteralNewlines,
        KeyRepair::Backslashes,
        KeyRepair::Indentation,
        KeyRepair::UnusualBlanks,
        KeyRepair::InvisibleCharacters,
        KeyRepair::Dashes,
        KeyRepair::Quotes,
        KeyRepair::EndLine,
    ];
    for repair in all {
        let sentence = repair.sentence();
        assert!(sentence.starts_with("It") || sentence.starts_with("The"), "{sentence}");
        assert!(sentence.ends_with("unchanged.") || sentence.ends_with("complete."), "{sentence}");
    }
}
