//! A command line taken apart into its words, by the rules of the shell it was written for.
//!
//! Nothing is run and no variable is filled in. A quotation mark that is never closed reaches to the end.

use zeroize::Zeroizing;

use crate::inspecting::characters::is_blank;

/// One word without its quotation marks; it may be a secret, so it is wiped when dropped.
pub(super) type Word = Zeroizing<String>;

/// The words of `text`, up to the first operator that stands alone.
pub(super) fn split(text: &str) -> Vec<Word> {
    let plain = with_plain_quotes(text);
    let words = if plain.contains("^\n") || plain.contains("^\r\n") || plain.contains("^\"") {
        split_quoted(&without_carets(&plain), Rules::Cmd)
    } else if plain.contains("`\n") || plain.contains("`\r\n") {
        split_quoted(&plain, Rules::PowerShell)
    } else {
        split_quoted(&plain, Rules::Posix)
    };
    let is_operator = |word: &Word| matches!(word.as_str(), "|" | "||" | "&" | "&&" | ";" | ">" | ">>" | "2>&1");
    words.into_iter().take_while(|word| !is_operator(word)).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Rules {
    Posix,
    Cmd,
    PowerShell,
}

/// Pages of documentation turn quotation marks; a command that has only such ones gets plain ones.
fn with_plain_quotes(text: &str) -> Word {
    if text.contains(['\'', '"']) {
        return Zeroizing::new(text.to_owned());
    }
    let plain = |c| match c {
        '‘' | '’' => '\'',
        '“' | '”' | '„' => '"',
        other => other,
    };
    Zeroizing::new(text.chars().map(plain).collect())
}

/// Undoes what the Windows command prompt escapes with `^`, outside of quotation marks that are not escaped themselves.
fn without_carets(text: &str) -> Word {
    let mut result = Zeroizing::new(String::with_capacity(text.len()));
    let mut is_quoted = false;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '^' if !is_quoted => match rest.next() {
                Some('\r') => {
                    let mut ahead = rest.clone();
                    if ahead.next() == Some('\n') {
                        rest = ahead;
                    }
                }
                Some('\n') | None => {}
                Some(escaped) => result.push(escaped),
            },
            '"' => {
                is_quoted = !is_quoted;
                result.push(c);
            }
            _ => result.push(c),
        }
    }
    result
}

fn split_quoted(text: &str, rules: Rules) -> Vec<Word> {
    let mut words = Vec::new();
    // No word is longer than the text, so the buffer never moves and leaves no copy behind.
    let mut word = Zeroizing::new(String::with_capacity(text.len()));
    let mut has_word = false;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            _ if is_blank(c) => {
                if std::mem::take(&mut has_word) {
                    words.push(Zeroizing::new(word.as_str().to_owned()));
                    word.clear();
                }
                continue;
            }
            '\'' if rules != Rules::Cmd => take_single(&mut rest, &mut word, rules),
            '"' => take_double(&mut rest, &mut word, rules),
            '$' if rules == Rules::Posix && rest.peek() == Some(&'\'') => {
                rest.next();
                take_ansi(&mut rest, &mut word);
            }
            // A line that goes on. Where the line break became a blank on its way here, that blank is taken for it.
            '\\' if rules == Rules::Posix && rest.peek().is_none_or(|next| is_line_break(*next)) => continue,
            '\\' if rules == Rules::Posix && !has_word && rest.peek().is_some_and(|next| is_blank(*next)) => continue,
            '\\' if rules == Rules::Posix || (rules == Rules::Cmd && rest.peek() == Some(&'"')) => {
                word.extend(rest.next());
            }
            '`' if rules == Rules::PowerShell => {
                if rest.peek().is_none_or(|next| is_blank(*next)) {
                    continue;
                }
                word.extend(rest.next());
            }
            _ => word.push(c),
        }
        has_word = true;
    }
    if has_word {
        words.push(word);
    }
    words
}

type Rest<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn take_single(rest: &mut Rest<'_>, word: &mut String, rules: Rules) {
    while let Some(c) = rest.next() {
        if c == '\'' {
            let is_doubled = rules == Rules::PowerShell && rest.peek() == Some(&'\'');
            if !is_doubled {
                return;
            }
            rest.next();
        }
        word.push(c);
    }
}

fn take_double(rest: &mut Rest<'_>, word: &mut String, rules: Rules) {
    while let Some(c) = rest.next() {
        match c {
            '"' => return,
            '\\' if rules != Rules::PowerShell => match rest.next() {
                Some('\n') if rules == Rules::Posix => {}
                Some(escaped @ ('"' | '\\')) => word.push(escaped),
                Some(escaped @ ('$' | '`')) if rules == Rules::Posix => word.push(escaped),
                Some(other) => word.extend(['\\', other]),
                None => word.push('\\'),
            },
            '`' if rules == Rules::PowerShell => word.extend(rest.next()),
            _ => word.push(c),
        }
    }
}

/// `$'…'`, as browsers write it for text outside ASCII.
fn take_ansi(rest: &mut Rest<'_>, word: &mut String) {
    while let Some(c) = rest.next() {
        match c {
            '\'' => return,
            '\\' => match rest.next() {
                Some('n') => word.push('\n'),
                Some('r') => word.push('\r'),
                Some('t') => word.push('\t'),
                Some('x') => word.extend(take_code_point(rest, 2)),
                Some('u') => word.extend(take_code_point(rest, 4)),
                Some('U') => word.extend(take_code_point(rest, 8)),
                other => word.extend(other),
            },
            _ => word.push(c),
        }
    }
}

fn take_code_point(rest: &mut Rest<'_>, most: usize) -> Option<char> {
    let mut number = 0_u32;
    for _ in 0..most {
        let Some(digit) = rest.peek().and_then(|c| c.to_digit(16)) else { break };
        rest.next();
        number = number.checked_mul(16)?.checked_add(digit)?;
    }
    char::from_u32(number)
}

const fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<String> {
        split(text).iter().map(|word| word.to_string()).collect()
    }

    #[test]
    fn a_line_of_a_posix_shell_is_taken_apart() {
        for (text, expected) in [
            ("curl -d 'a b' \"c \\\"d\\\" $e\"", vec!["curl", "-d", "a b", "c \"d\" $e"]),
            ("curl \\\n  -H 'x: y' \\\r\n url", vec!["curl", "-H", "x: y", "url"]),
            ("curl 'a' \\ -H 'b'", vec!["curl", "a", "-H", "b"]),
            ("curl a\\ b 'it'\\''s'", vec!["curl", "a b", "it's"]),
            ("curl $'caf\\u00e9 \\x41\\n'", vec!["curl", "café A\n"]),
            ("curl\u{a0}-d\u{a0}‘x y’", vec!["curl", "-d", "x y"]),
            ("curl '' | jq .", vec!["curl", ""]),
            ("curl 'never closed", vec!["curl", "never closed"]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn lines_of_both_windows_shells_are_taken_apart() {
        for (text, expected) in [
            ("curl \"https://a/?x=1&y=2\" ^\n  -H \"p: q\"", vec!["curl", "https://a/?x=1&y=2", "-H", "p: q"]),
            (
                "curl ^\"https://a/?x^=1^&y^\" ^\r\n -d ^\"s=%^41 ^\\^\"q^\\^\"^\"",
                vec!["curl", "https://a/?x=1&y", "-d", "s=%41 \"q\""],
            ),
            ("curl.exe `\n -d 'it''s' `\r\n \"a`\"b\" 'C:\\x'", vec!["curl.exe", "-d", "it's", "a\"b", "C:\\x"]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics_and_none_grows(text in any::<String>(), pieces in "[\"'\\\\^`$ \nax41u]{0,60}") {
            for text in [&text, &pieces] {
                let length: usize = split(text).iter().map(|word| word.len()).sum();
                prop_assert!(length <= text.len());
            }
        }
    }
}
