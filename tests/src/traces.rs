//! What a secret may look like once somebody has written it down.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The unreserved characters of RFC 3986 2.3.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// What JavaScript's `encodeURIComponent` leaves alone.
const OF_JAVASCRIPT: &AsciiSet = &UNRESERVED.remove(b'!').remove(b'*').remove(b'\'').remove(b'(').remove(b')');

/// Every form in which `secret` must not be found: as it is, percent- and form-encoded, Base64 of it and of any text that
/// holds it, as a JSON string, as HTML.
pub fn traces_of(secret: &str) -> Vec<String> {
    let form_encoded: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let percent_encoded = utf8_percent_encode(secret, UNRESERVED).to_string();
    let json = serde_json::Value::from(secret).to_string();
    let mut traces = vec![
        secret.to_owned(),
        with_lower_case_escapes(&form_encoded),
        form_encoded,
        with_lower_case_escapes(&percent_encoded),
        percent_encoded,
        utf8_percent_encode(secret, OF_JAVASCRIPT).to_string(),
        json.trim_matches('"').to_owned(),
        in_html(secret),
    ];
    traces.extend((0..3).flat_map(|bytes_before| in_base64(secret, bytes_before)));
    traces.sort_unstable();
    traces.dedup();
    traces
}

fn with_lower_case_escapes(encoded: &str) -> String {
    let mut parts = encoded.split('%');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let (escape, rest) = part.split_at(2);
        format!("{text}%{}{rest}", escape.to_ascii_lowercase())
    })
}

/// Both alphabets, behind so many bytes of something else: only the characters that hold nothing but `secret`, since the
/// others depend on what stands around it. The padding is one of them (RFC 4648 4).
fn in_base64(secret: &str, bytes_before: usize) -> [String; 2] {
    let text = [&[0; 2][..bytes_before], secret.as_bytes()].concat();
    let whole = (bytes_before * 8).div_ceil(6)..text.len() * 8 / 6;
    [STANDARD_NO_PAD.encode(&text), URL_SAFE_NO_PAD.encode(&text)].map(|encoded| encoded[whole.clone()].to_owned())
}

fn in_html(text: &str) -> String {
    [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&#39;")]
        .into_iter()
        .fold(text.to_owned(), |text, (plain, escaped)| text.replace(plain, escaped))
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};

    use super::*;

    #[test]
    fn a_secret_within_any_base64_is_found() {
        let secret = "rt~N5c!0Lw&bY2/q=9?>";
        let traces = traces_of(secret);
        for before in ["", "a", "ab", "abc", "Basic user:"] {
            for behind in ["", "\n", "&b", "???"] {
                let text = format!("{before}{secret}{behind}");
                for encoded in [STANDARD.encode(&text), URL_SAFE.encode(&text)] {
                    assert!(traces.iter().any(|trace| encoded.contains(trace)), "{text:?} as {encoded}");
                }
            }
        }
    }

    #[test]
    fn what_is_not_the_secret_is_not_found() {
        let traces = traces_of("correct horse");
        for text in ["correct house", "orrect horse", &STANDARD.encode("correct house"), ""] {
            assert!(!traces.iter().any(|trace| text.contains(trace)), "{text}");
        }
    }
}
