//! Web pages where a token was expected: sign-in pages, captive portals, the start page of the phone system.

use super::quoting::{ERROR_LIMIT, quote};

/// How far the beginning of a page may be from the beginning of an answer.
const BEGINNING: usize = 1024;

/// Whether `text`, which begins with something visible, is HTML or XML.
pub(super) fn is_web_page(text: &str) -> bool {
    let beginning = text.chars().take(BEGINNING).collect::<String>().to_ascii_lowercase();
    text.starts_with('<')
        || !text.starts_with(['{', '[']) && (beginning.contains("<html") || beginning.contains("<!doctype html"))
}

/// The title of a page, if it has one.
pub(super) fn title(page: &str) -> Option<String> {
    let lower = page.to_ascii_lowercase();
    let tag = lower.find("<title")?;
    let start = tag + lower[tag..].find('>')? + 1;
    let end = start + lower[start..].find("</title")?;
    quote(&unescape(&page[start..end]), ERROR_LIMIT)
}

fn unescape(text: &str) -> String {
    // The ampersand comes last, so that nothing is unescaped twice.
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&")]
        .into_iter()
        .fold(text.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_recognised() {
        for text in [
            "<!DOCTYPE html><title>x</title>",
            "<HTML>",
            "<!-- portal --><html>",
            "<?xml version=\"1.0\"?><fault/>",
            "Warning: something\n<html><body>",
        ] {
            assert!(is_web_page(text), "{text}");
        }
        for text in ["{\"a\":\"<html>\"}", "[\"<html>\"]", "OK", "access_token=a"] {
            assert!(!is_web_page(text), "{text}");
        }
    }

    #[test]
    fn the_title_is_read() {
        for (page, expected) in [
            ("<html><head><title>Sign in</title>", Some("Sign in")),
            ("<TITLE lang=\"en\">\n Wi-Fi &amp; more\n</TITLE>", Some("Wi-Fi & more")),
            ("<title>&amp;lt;b&gt;</title>", Some("&lt;b>")),
            ("<title></title>", None),
            ("<title>unfinished", None),
            ("<html>", None),
        ] {
            assert_eq!(title(page).as_deref(), expected, "{page}");
        }
    }
}
