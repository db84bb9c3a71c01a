//! Further parameters and headers of a token request, one a line.

use secrecy::SecretString;

use super::{blanks, characters::is_blank};

/// Headers that are written by whoever sends the request, or that would carry a second proof (RFC 6749 2.3).
const RESERVED_HEADERS: &[&str] =
    &["authorization", "host", "content-length", "content-type", "transfer-encoding", "cookie"];
/// Parameters that belong to the grant, or that are secrets and have fields of their own.
const RESERVED_PARAMETERS: &[&str] =
    &["grant_type", "client_assertion", "client_assertion_type", "client_secret", "password"];

/// A line that cannot be used. Values are never quoted: they may be secrets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {kind}")]
pub struct PairProblem {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub kind: PairProblemKind,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PairProblemKind {
    /// A parameter without `=`.
    #[error("there is no equals sign")]
    NoEqualsSign,
    /// A header without `:`.
    #[error("there is no colon")]
    NoColon,
    /// No name, or one with characters that names must not have.
    #[error("the name cannot be used")]
    BadName,
    /// Nothing behind the name.
    #[error("there is no value")]
    NoValue,
    /// Control characters, or for a header anything outside ASCII (RFC 9110 5.5).
    #[error("the value cannot be used")]
    BadValue,
    /// A name that is not for the person to set.
    #[error("{name} is reserved")]
    Reserved {
        /// The name.
        name: String,
    },
    /// A name that an earlier line has.
    #[error("{name} is there twice")]
    Twice {
        /// The name.
        name: String,
    },
}

impl PairProblem {
    /// The problem, and what to do about it, in words for the person who typed the lines.
    pub fn sentence(&self) -> String {
        let line = self.line;
        match &self.kind {
            PairProblemKind::NoEqualsSign => format!("Line {line} has no =. Write each line as name=value."),
            PairProblemKind::NoColon => format!("Line {line} has no colon. Write each line as Name: value."),
            PairProblemKind::BadName => format!("Line {line} has a name that cannot be used."),
            PairProblemKind::NoValue => format!("Line {line} has no value."),
            PairProblemKind::BadValue => format!("Line {line} has characters in its value that cannot be sent."),
            PairProblemKind::Reserved { name } => format!("Line {line}: Dialkey sets {name} itself. Remove the line."),
            PairProblemKind::Twice { name } => format!("Line {line} has {name} for the second time."),
        }
    }
}

/// Reads lines of `name=value`; empty lines do not count.
///
/// # Errors
/// [`PairProblem`] names the first line that cannot be used.
pub fn read_parameters(text: &str) -> Result<Vec<(String, String)>, PairProblem> {
    let pairs = split(text, '=', &PairProblemKind::NoEqualsSign)?;
    for (index, pair) in pairs.iter().enumerate() {
        let is_name = !pair.name.contains(|c: char| c.is_control() || is_blank(c));
        let is_value = !pair.value.contains(char::is_control);
        let earlier = pairs[..index].iter().any(|other| other.name == pair.name);
        pair.check(is_name, is_value, RESERVED_PARAMETERS, earlier)?;
    }
    Ok(pairs.into_iter().map(|pair| (pair.name.to_owned(), pair.value.to_owned())).collect())
}

/// Reads lines of `Name: value`; empty lines do not count.
///
/// # Errors
/// [`PairProblem`] names the first line that cannot be used.
pub fn read_headers(text: &str) -> Result<Vec<(String, SecretString)>, PairProblem> {
    let pairs = split(text, ':', &PairProblemKind::NoColon)?;
    for (index, pair) in pairs.iter().enumerate() {
        let is_name = pair.name.bytes().all(is_token_byte);
        let is_value = pair.value.bytes().all(|byte| matches!(byte, b'\t' | b' '..=b'~'));
        let earlier = pairs[..index].iter().any(|other| other.name.eq_ignore_ascii_case(pair.name));
        pair.check(is_name, is_value, RESERVED_HEADERS, earlier)?;
    }
    Ok(pairs.into_iter().map(|pair| (pair.name.to_owned(), SecretString::from(pair.value))).collect())
}

struct Pair<'a> {
    line: usize,
    name: &'a str,
    value: &'a str,
}

impl Pair<'_> {
    fn check(&self, is_name: bool, is_value: bool, reserved: &[&str], earlier: bool) -> Result<(), PairProblem> {
        let name = || self.name.to_owned();
        let kind = if self.name.is_empty() || !is_name {
            PairProblemKind::BadName
        } else if reserved.iter().any(|word| word.eq_ignore_ascii_case(self.name)) {
            PairProblemKind::Reserved { name: name() }
        } else if earlier {
            PairProblemKind::Twice { name: name() }
        } else if self.value.is_empty() {
            PairProblemKind::NoValue
        } else if is_value {
            return Ok(());
        } else {
            PairProblemKind::BadValue
        };
        Err(PairProblem { line: self.line, kind })
    }
}

fn split<'a>(text: &'a str, separator: char, missing: &PairProblemKind) -> Result<Vec<Pair<'a>>, PairProblem> {
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, blanks::trim(line).text))
        .filter(|(_, content)| !content.is_empty())
        .map(|(line, content)| match content.split_once(separator) {
            Some((name, value)) => Ok(Pair { line, name: blanks::trim(name).text, value: blanks::trim(value).text }),
            None => Err(PairProblem { line, kind: missing.clone() }),
        })
        .collect()
}

/// `tchar` of RFC 9110 5.6.2.
const fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~'
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    use super::*;

    fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    #[test]
    fn parameters_are_read_in_order() {
        let read = read_parameters("tenant=acme\r\n\n audience = https://a.example/?x=1 \n").expect("they are fine");
        assert_eq!(read, owned(&[("tenant", "acme"), ("audience", "https://a.example/?x=1")]));
        assert_eq!(read_parameters(" \n"), Ok(Vec::new()));
    }

    #[test]
    fn headers_are_read_in_order() {
        let read = read_headers("X-Tenant: acme\nappkey:a:b\n").expect("they are fine");
        // Exposed to compare.
        let shown: Vec<_> = read.iter().map(|(name, value)| (name.as_str(), value.expose_secret())).collect();
        assert_eq!(shown, [("X-Tenant", "acme"), ("appkey", "a:b")]);
    }

    #[test]
    fn a_bad_parameter_line_is_named() {
        for (text, line, kind) in [
            ("a=1\nb", 2, PairProblemKind::NoEqualsSign),
            ("=1", 1, PairProblemKind::BadName),
            ("a b=1", 1, PairProblemKind::BadName),
            ("\n\na=", 3, PairProblemKind::NoValue),
            ("a=x\u{7}y", 1, PairProblemKind::BadValue),
            ("a=1\na=2", 2, PairProblemKind::Twice { name: "a".into() }),
            ("grant_type=password", 1, PairProblemKind::Reserved { name: "grant_type".into() }),
            ("client_assertion=x", 1, PairProblemKind::Reserved { name: "client_assertion".into() }),
            ("client_assertion_type=x", 1, PairProblemKind::Reserved { name: "client_assertion_type".into() }),
            ("client_secret=x", 1, PairProblemKind::Reserved { name: "client_secret".into() }),
            ("password=x", 1, PairProblemKind::Reserved { name: "password".into() }),
        ] {
            assert_eq!(read_parameters(text), Err(PairProblem { line, kind }), "{text}");
        }
    }

    #[test]
    fn a_bad_header_line_is_named() {
        for (text, line, kind) in [
            ("X-A: 1\nsecret-without-colon", 2, PairProblemKind::NoColon),
            (": 1", 1, PairProblemKind::BadName),
            ("X A: 1", 1, PairProblemKind::BadName),
            ("Ключ: 1", 1, PairProblemKind::BadName),
            ("X-A:", 1, PairProblemKind::NoValue),
            ("X-A: é", 1, PairProblemKind::BadValue),
            ("X-A: 1\nx-a: 2", 2, PairProblemKind::Twice { name: "x-a".into() }),
        ] {
            assert_eq!(read_headers(text).expect_err("it is refused"), PairProblem { line, kind }, "{text}");
        }
    }

    #[test]
    fn headers_of_the_sender_are_reserved() {
        for name in ["Authorization", "host", "Content-Length", "CONTENT-TYPE", "Transfer-Encoding", "Cookie"] {
            let problem = read_headers(&format!("{name}: x")).expect_err("it is refused");
            assert_eq!(problem.kind, PairProblemKind::Reserved { name: name.into() });
        }
    }

    #[test]
    fn a_problem_never_repeats_the_line() {
        for text in ["hunter2", "hun ter2: x", "X-A: hunter2\u{1}"] {
            let problem = read_headers(text).expect_err("it is refused");
            assert!(!format!("{problem:?} {problem} {}", problem.sentence()).contains("ter2"), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = read_parameters(&text);
            let _ = read_headers(&text);
        }
    }
}
