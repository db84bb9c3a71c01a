//! Vendors are data: no name of one stands in code, not even in a comment, where it would be taken for a special case.

use dialkey_adapters::recipes::read_recipes;

use crate::source::{SourceFile, files};

/// Words of product names that are also words of everyday language.
const ORDINARY: [&str; 9] =
    ["bright", "pattern", "contact", "center", "infinity", "oauth", "service", "token", "series"];
/// Shorter names count only where they stand alone.
const SHORT: usize = 5;

/// Every word by which a vendor can be told, in lower case.
fn vendor_names() -> Vec<String> {
    let recipes = read_recipes().unwrap();
    let mut names = Vec::new();
    for recipe in recipes.all().iter().filter(|recipe| !recipe.generic) {
        let id = recipe.id.to_lowercase();
        names.extend([id.replace('-', ""), id.replace('-', "_"), id.replace('-', " "), id]);
        let words = recipe.name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
        names.extend(words.filter(|word| word.len() > 2 && !ORDINARY.contains(&word.as_str())));
    }
    names
}

fn stands_in(name: &str, line: &str) -> bool {
    let line = line.to_lowercase();
    line.match_indices(name).any(|(at, _)| {
        let is_within_a_word =
            line[..at].ends_with(char::is_alphabetic) || line[at + name.len()..].starts_with(char::is_alphabetic);
        name.len() >= SHORT || !is_within_a_word
    })
}

fn assert_none_in(files: &[SourceFile]) {
    let names = vendor_names();
    for file in files {
        for (index, line) in file.text.lines().enumerate() {
            let found = names.iter().find(|name| stands_in(name, line));
            assert_eq!(found, None, "{}:{}: {line}", file.path, index + 1);
        }
    }
}

#[test]
fn the_names_of_every_recipe_are_looked_for() {
    let names = vendor_names();
    for name in ["pexip", "ringme", "telphin", "ucom", "brightpattern", "bright pattern", "wildix", "3cx", "yeastar"] {
        assert!(names.contains(&name.to_owned()), "{name} is missing in {names:?}");
    }
    assert!(stands_in("pexip", "struct PexipClient") && stands_in("ucom", "// as UCom does"));
    assert!(!stands_in("ucom", "menuCommand"));
}

#[test]
fn no_rust_code_names_a_vendor() {
    assert_none_in(&files("src-tauri", &[".rs"]));
}

#[test]
fn no_code_of_the_window_names_a_vendor() {
    assert_none_in(&files("ui/src", &[".ts", ".svelte", ".css"]));
}
