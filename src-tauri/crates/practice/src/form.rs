//! Reading `application/x-www-form-urlencoded`, strictly.

use indexmap::IndexMap;

/// Parameters in the order they came, those without a value left out (RFC 6749 3.2).
pub(crate) type Parameters = IndexMap<String, String>;

/// Why a text is not a form we take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormError {
    /// Not the form encoding.
    Malformed,
    /// One name twice.
    Repeated,
}

/// Takes a body or query apart; an empty one has no parameters.
pub(crate) fn parse_form(body: &[u8]) -> Result<Parameters, FormError> {
    let text = std::str::from_utf8(body).ok().filter(|text| text.is_ascii()).ok_or(FormError::Malformed)?;
    let mut parameters = Parameters::new();
    for pair in text.split('&').filter(|_| !text.is_empty()) {
        let (name, value) = pair.split_once('=').ok_or(FormError::Malformed)?;
        let name = decode(name).ok_or(FormError::Malformed)?;
        let value = decode(value).ok_or(FormError::Malformed)?;
        if parameters.insert(name, value).is_some() {
            return Err(FormError::Repeated);
        }
    }
    parameters.retain(|_, value| !value.is_empty());
    Ok(parameters)
}

/// One name or value; none when a `%` is not followed by two hexadecimal digits, what they mean is not UTF-8, or a
/// character stands there that the encoding would have replaced.
pub(crate) fn decode(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let percents_fit = (0..bytes.len())
        .filter(|&index| bytes[index] == b'%')
        .all(|index| bytes.get(index + 1..index + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)));
    // A literal = in a value and other visible ASCII is sent by many clients and taken by most servers.
    if !percents_fit || !bytes.iter().all(u8::is_ascii_graphic) {
        return None;
    }
    // Percent-decoding is left to the library; a leading name keeps it from reading text as a name or as two pairs.
    let escaped = format!("x={}", text.replace('&', "%26"));
    let (_, decoded) = form_urlencoded::parse(escaped.as_bytes()).next()?;
    (!decoded.contains(char::REPLACEMENT_CHARACTER)).then(|| decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_characters_are_decoded() {
        let parameters = parse_form(b"client_secret=p%25%40%21%23%2B%3A%26&scope=is_admin+use_api&empty=").unwrap();
        assert_eq!(parameters["client_secret"], "p%@!#+:&");
        assert_eq!(parameters["scope"], "is_admin use_api");
        assert!(!parameters.contains_key("empty"), "a parameter without a value counts as absent");
    }

    #[test]
    fn a_name_that_comes_twice_is_told_apart_from_a_malformed_body() {
        assert_eq!(parse_form(b"scope=a&scope=b"), Err(FormError::Repeated));
        assert_eq!(parse_form(b"scope=&scope="), Err(FormError::Repeated));
        for malformed in [&b"a"[..], b"a=1&&b=2", b"a=%", b"a=%4", b"a=%zz", b"a=1 2", b"a=%FF", "a=\u{e9}".as_bytes()]
        {
            assert_eq!(parse_form(malformed), Err(FormError::Malformed), "{}", String::from_utf8_lossy(malformed));
        }
        assert_eq!(parse_form(b""), Ok(Parameters::new()));
    }
}
