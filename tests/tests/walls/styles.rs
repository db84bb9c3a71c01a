//! Colours and sizes are named in one file, and each colour has a light and a dark side.

use crate::source::{files, read};

const TOKENS: &str = "ui/src/styles/tokens.css";

#[test]
fn colours_stand_in_the_token_file_only() {
    for file in files("ui/src", &[".css", ".svelte"]).iter().filter(|file| file.path != TOKENS) {
        for (index, line) in file.text.lines().enumerate() {
            let value = line.split_once(':').map_or("", |(_, value)| value);
            let has_hex = value.match_indices('#').any(|(at, _)| {
                let digits = value[at + 1..].chars().take_while(char::is_ascii_hexdigit).count();
                matches!(digits, 3 | 4 | 6 | 8) && value.trim_end().ends_with(';')
            });
            let has_function =
                ["rgb(", "rgba(", "hsl(", "oklch(", "light-dark("].iter().any(|name| value.contains(name));
            assert!(!has_hex && !has_function, "{}:{}: {line}", file.path, index + 1);
        }
    }
}

#[test]
fn every_colour_has_a_light_and_a_dark_side() {
    let tokens = read(TOKENS);
    // The same on both grounds by intention.
    let same_in_both = ["--on-accent"];
    let colours = tokens
        .lines()
        .filter_map(|line| line.trim().split_once(": "))
        .filter(|(name, value)| name.starts_with("--") && (value.contains('#') || value.contains("rgb(")));
    let mut count = 0;
    for (name, value) in colours {
        assert!(value.contains("light-dark(") || same_in_both.contains(&name), "{name} has one side only");
        count += 1;
    }
    assert!(count > 20, "the colours are looked at");
}
