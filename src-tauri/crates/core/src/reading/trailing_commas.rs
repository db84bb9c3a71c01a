//! A comma before a closing bracket, as a vendor's own document shows it. No other deviation from JSON is tolerated.

/// `text` without commas that stand between a value and a closing bracket; none when there are no such commas.
/// Strings are left alone.
pub(super) fn without_trailing_commas(text: &str) -> Option<String> {
    let mut kept = String::with_capacity(text.len());
    let mut kept_until = 0;
    for comma in trailing_commas(text) {
        kept.push_str(&text[kept_until..comma]);
        kept_until = comma + 1;
    }
    kept.push_str(&text[kept_until..]);
    (kept_until > 0).then_some(kept)
}

fn trailing_commas(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut in_string = false;
    let mut escaped = false;
    let mut open_comma = None;
    let mut previous = b'[';
    for (index, byte) in text.bytes().enumerate() {
        if in_string {
            in_string = escaped || byte != b'"';
            escaped = byte == b'\\' && !escaped;
            continue;
        }
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => continue,
            // Only behind a value: "[,]" and ",," stay wrong.
            b',' => open_comma = (!matches!(previous, b'[' | b'{' | b',' | b':')).then_some(index),
            b']' | b'}' => found.extend(open_comma.take()),
            other => {
                in_string = other == b'"';
                open_comma = None;
            }
        }
        previous = byte;
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    #[test]
    fn commas_before_closing_brackets_go() {
        for (text, kept) in [
            (r#"{"a":1,}"#, r#"{"a":1}"#),
            ("{\"a\":[1,2, ] ,\r\n}", "{\"a\":[1,2 ] \r\n}"),
            (r#"{"a":",}",}"#, r#"{"a":",}"}"#),
            (r#"{"a":"\",}",}"#, r#"{"a":"\",}"}"#),
            (r#"{"a":"\\",}"#, r#"{"a":"\\"}"#),
        ] {
            assert_eq!(without_trailing_commas(text).as_deref(), Some(kept));
        }
    }

    #[test]
    fn other_commas_stay() {
        for text in [r#"{"a":1,"b":2}"#, "[,]", "{,}", "[1,,]", r#"{"a":,}"#, r#""a,]""#, "1,", ",", ""] {
            assert_eq!(without_trailing_commas(text), None, "{text}");
        }
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[,\\]}\"\\\\ a-z]{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::vec(("[,}\"a-c]{0,4}", inner), 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn valid_json_is_never_changed(value in json(), pretty in any::<bool>()) {
            let text = if pretty { format!("{value:#}") } else { value.to_string() };
            prop_assert_eq!(without_trailing_commas(&text), None);
        }

        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = without_trailing_commas(&text);
        }
    }
}
