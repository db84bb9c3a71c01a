//! Bodies for people: JSON indented, other text as it is.

use serde_json::Value;

use super::{body_text::BodyText, quoting::clean_lines};

/// Characters that are shown at the most.
const LIMIT: usize = 200_000;

/// The body of an answer to be read by a person, and whether it is JSON.
///
/// JSON is indented by two spaces; its order, numbers and doubled members stay. Control characters and changes of
/// direction are replaced. What is longer than 200 000 characters is cut, and a last line says so.
pub fn body_for_people(body: &[u8], content_type: Option<&str>) -> (String, bool) {
    let text = BodyText::of(body, content_type).text;
    let text = text.trim();
    // Only asked whether it is JSON, and not nested too deeply; what is shown is the text itself.
    let is_json = text.starts_with(['{', '[']) && serde_json::from_str::<Value>(text).is_ok();
    let (kept, is_cut) = if is_json { indent(text) } else { cut(text) };
    let shown = clean_lines(&kept);
    if is_cut {
        let bytes = body.len();
        (format!("{shown}\n… The rest is left out. The whole answer has {bytes} bytes."), is_json)
    } else {
        (shown, is_json)
    }
}

fn cut(text: &str) -> (String, bool) {
    match text.char_indices().nth(LIMIT) {
        Some((end, _)) => (text[..end].to_owned(), true),
        None => (text.to_owned(), false),
    }
}

/// Indents valid JSON without reading its values; says whether it ran into the limit.
fn indent(json: &str) -> (String, bool) {
    let mut page = Page { text: String::with_capacity(json.len() * 2), length: 0, depth: 0 };
    let mut in_string = false;
    let mut escaped = false;
    let mut rest = json.chars().peekable();
    while let Some(c) = rest.next() {
        if page.length >= LIMIT {
            return (cut(&page.text).0, true);
        }
        if in_string {
            in_string = escaped || c != '"';
            escaped = c == '\\' && !escaped;
            page.write(c);
            continue;
        }
        match c {
            ' ' | '\t' | '\r' | '\n' => {}
            '{' | '[' => {
                page.write(c);
                while rest.next_if(|c| matches!(c, ' ' | '\t' | '\r' | '\n')).is_some() {}
                if let Some(close) = rest.next_if(|c| matches!(c, '}' | ']')) {
                    page.write(close);
                } else {
                    page.depth += 1;
                    page.break_line();
                }
            }
            '}' | ']' => {
                page.depth -= 1;
                page.break_line();
                page.write(c);
            }
            ',' => {
                page.write(c);
                page.break_line();
            }
            ':' => {
                page.write(c);
                page.write(' ');
            }
            other => {
                in_string = other == '"';
                page.write(other);
            }
        }
    }
    let is_cut = page.length > LIMIT;
    (cut(&page.text).0, is_cut)
}

struct Page {
    text: String,
    length: usize,
    depth: usize,
}

impl Page {
    fn write(&mut self, c: char) {
        self.text.push(c);
        self.length += 1;
    }

    fn break_line(&mut self) {
        self.write('\n');
        for _ in 0..self.depth * 2 {
            self.write(' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn json_is_indented_and_otherwise_kept() {
        let body = br#"{"z":1,"a":[{"b":"x,{y}\"","c":[]},{ }],"n":12345678901234567890123.10,"z":2}"#;
        let expected = r#"{
  "z": 1,
  "a": [
    {
      "b": "x,{y}\"",
      "c": []
    },
    {}
  ],
  "n": 12345678901234567890123.10,
  "z": 2
}"#;
        assert_eq!(body_for_people(body, Some("text/html")), (expected.to_owned(), true));
    }

    #[test]
    fn other_text_stays_as_it_is() {
        for (body, shown) in [
            (b"OK".as_slice(), "OK"),
            (b"<html>\r\n <b>x</b>", "<html>\n <b>x</b>"),
            (b"{\"a\":1,}", "{\"a\":1,}"),
            (b"a\x07b", "a\u{FFFD}b"),
            (b"", ""),
        ] {
            assert_eq!(body_for_people(body, None), (shown.to_owned(), false));
        }
    }

    #[test]
    fn long_bodies_are_cut_and_say_so() {
        for (body, is_json) in [
            ("x".repeat(300_000), false),
            (format!("[{}1]", "1,".repeat(100_000)), true),
            (format!("[\"{}\"]", "x".repeat(300_000)), true),
            (format!("{}{}{}", "[".repeat(100), "1,".repeat(5_000) + "1", "]".repeat(100)), true),
        ] {
            let (shown, was_json) = body_for_people(body.as_bytes(), None);
            let (kept, last) = shown.rsplit_once('\n').expect("there is a last line");
            assert_eq!(was_json, is_json);
            assert_eq!(kept.chars().count(), LIMIT);
            assert_eq!(last, format!("… The rest is left out. The whole answer has {} bytes.", body.len()));
        }
    }

    #[test]
    fn deep_nesting_is_shown_as_text() {
        let (shown, is_json) = body_for_people("[".repeat(100_000).as_bytes(), Some("application/json"));
        assert_eq!((shown.len(), is_json), (100_000, false));
    }

    #[test]
    fn directions_are_not_changed_by_an_answer() {
        let (shown, is_json) = body_for_people("{\"a\":\"\u{202E}x\"}".as_bytes(), None);
        assert_eq!((shown.as_str(), is_json), ("{\n  \"a\": \"\u{FFFD}x\"\n}", true));
    }

    proptest! {
        #[test]
        fn no_body_panics(body in any::<Vec<u8>>()) {
            let _ = body_for_people(&body, None);
        }
    }
}
