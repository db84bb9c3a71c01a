//! A curl command, in the shells of every system.

use zeroize::Zeroizing;

use super::{
    Kind, Recognised, json,
    request::{Request, pairs_of},
    shell_words::{Word, split},
};
use crate::domain::note::{Note, Tone};

/// Options of one letter that are followed by a value.
const WITH_VALUE: &str = "AbcCdDeEFHKmMoPQrtTuUwxXyYz";
/// Long options without a value. Every other one has a value, which is skipped where it is not needed.
const WITHOUT_VALUE: &[&str] = &[
    "--anyauth",
    "--basic",
    "--compressed",
    "--digest",
    "--fail",
    "--fail-with-body",
    "--get",
    "--globoff",
    "--head",
    "--http1.0",
    "--http1.1",
    "--http2",
    "--include",
    "--insecure",
    "--ipv4",
    "--ipv6",
    "--location",
    "--location-trusted",
    "--negotiate",
    "--no-buffer",
    "--ntlm",
    "--path-as-is",
    "--post301",
    "--post302",
    "--post303",
    "--progress-bar",
    "--remote-name",
    "--show-error",
    "--silent",
    "--ssl-no-revoke",
    "--tlsv1.2",
    "--tlsv1.3",
    "--trace-time",
    "--verbose",
];

/// Reads a command that begins with `curl`, a prompt in front of it aside.
pub(super) fn read(text: &str) -> Option<Recognised> {
    if !text.get(..text.len().min(200)).unwrap_or(text).to_ascii_lowercase().contains("curl") {
        return None;
    }
    let words = split(text);
    let start = words.iter().take(4).position(|word| is_curl(word))?;
    if !words[..start].iter().all(|word| is_prompt(word)) {
        return None;
    }
    let mut command = Command::default();
    command.read(&words[start + 1..]);
    command.into_recognised()
}

fn is_curl(word: &str) -> bool {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    name.eq_ignore_ascii_case("curl") || name.eq_ignore_ascii_case("curl.exe")
}

fn is_prompt(word: &str) -> bool {
    matches!(word, "$" | "#" | ">" | "%" | "sudo" | "PS") || word.ends_with('>')
}

#[derive(Default)]
struct Command {
    request: Request,
    is_json: bool,
    skips_certificate: bool,
    names_file: bool,
}

impl Command {
    fn read(&mut self, words: &[Word]) {
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let option = as_option(word);
            if !option.starts_with('-') || option.len() == 1 {
                self.take_address(word);
            } else if let Some(long) = option.strip_prefix("--") {
                let (name, inline) = match long.split_once('=') {
                    Some((name, value)) => (name, Some(Zeroizing::new(value.to_owned()))),
                    None => (long, None),
                };
                if WITHOUT_VALUE.contains(&format!("--{name}").as_str()) {
                    self.skips_certificate |= name == "insecure";
                } else if let Some(value) = inline.or_else(|| words.next().cloned()) {
                    self.take(name, &value);
                }
            } else {
                self.read_letters(&option[1..], &mut words);
            }
        }
    }

    /// Options of one letter, which may stand together: `-sSLk`, `-XPOST`.
    fn read_letters<'a>(&mut self, letters: &str, words: &mut impl Iterator<Item = &'a Word>) {
        for (index, letter) in letters.char_indices() {
            self.skips_certificate |= letter == 'k';
            if WITH_VALUE.contains(letter) {
                let rest = &letters[index + letter.len_utf8()..];
                let value = if rest.is_empty() { words.next().cloned() } else { Some(Zeroizing::new(rest.to_owned())) };
                if let Some(value) = value {
                    self.take(long_name(letter), &value);
                }
                return;
            }
        }
    }

    fn take(&mut self, name: &str, value: &str) {
        match name {
            "url" => self.take_address(value),
            "header" => self.take_header(value),
            "user" => {
                let (name, secret) = value.split_once(':').unwrap_or((value, ""));
                self.request.basic = Some((Zeroizing::new(name.to_owned()), Zeroizing::new(secret.to_owned())));
            }
            "json" => {
                self.is_json = true;
                self.take_data(value);
            }
            "data" | "data-ascii" | "data-binary" => self.take_data(value),
            "data-raw" => self.take_pairs(value),
            "data-urlencode" | "url-query" => self.take_encoded(value),
            "form" | "form-string" => self.take_form(value),
            "oauth2-bearer" => self.take_header(&format!("Authorization: Bearer {value}")),
            _ => {}
        }
    }

    fn take_address(&mut self, value: &str) {
        if self.request.address.is_none() && !value.is_empty() {
            self.request.address = Some(Zeroizing::new(value.to_owned()));
        }
    }

    fn take_header(&mut self, value: &str) {
        let Some((name, value)) = value.split_once(':') else { return };
        self.is_json |= name.trim().eq_ignore_ascii_case("content-type") && value.to_ascii_lowercase().contains("json");
        self.request.headers.push((name.trim().to_owned(), Zeroizing::new(value.trim().to_owned())));
    }

    fn take_data(&mut self, value: &str) {
        if value.starts_with('@') {
            self.names_file = true;
        } else {
            self.take_pairs(value);
        }
    }

    fn take_pairs(&mut self, value: &str) {
        let is_object = value.trim_start().starts_with('{');
        match json::members(value).filter(|_| self.is_json || is_object) {
            Some(members) => self.request.parameters.extend(members),
            None => self.request.parameters.extend(pairs_of(value.trim())),
        }
    }

    /// `name=value`, where the value is as it is and is encoded by curl.
    fn take_encoded(&mut self, value: &str) {
        match value.split_once('=') {
            Some((name, value)) if !name.is_empty() && !name.contains('@') => {
                self.request.parameters.push((name.to_owned(), Zeroizing::new(value.to_owned())));
            }
            _ => self.names_file |= value.contains('@'),
        }
    }

    /// `name=value;type=…` of a form in parts.
    fn take_form(&mut self, value: &str) {
        let Some((name, value)) = value.split_once('=') else { return };
        if value.starts_with(['@', '<']) {
            self.names_file = true;
            return;
        }
        let value = value.split(";type=").next().unwrap_or(value).trim_matches('"');
        self.request.parameters.push((name.to_owned(), Zeroizing::new(value.to_owned())));
    }

    fn into_recognised(self) -> Option<Recognised> {
        self.request.address.as_ref()?;
        let warn = |sentence: &str| Note::new(Tone::Warn, sentence);
        let mut notes = Vec::new();
        if self.names_file {
            notes.push(warn("It takes values from a file, which cannot be seen from here."));
        }
        if self.skips_certificate {
            notes.push(warn("It leaves out the check of the certificate (-k). Dialkey always makes it."));
        }
        Some(Recognised { kind: Kind::Curl, values: self.request.into_values(), notes })
    }
}

/// The word with plain hyphens in front, where a page turned them into dashes.
fn as_option(word: &str) -> Word {
    let is_dash = |c| matches!(c, '‐' | '‑' | '–' | '−');
    let rest = word.trim_start_matches(is_dash);
    let dashes = word.chars().take_while(|&c| is_dash(c)).count();
    Zeroizing::new(match word.strip_prefix('—') {
        Some(rest) => format!("--{rest}"),
        None => format!("{}{rest}", "-".repeat(dashes)),
    })
}

const fn long_name(letter: char) -> &'static str {
    match letter {
        'd' => "data",
        'F' => "form",
        'H' => "header",
        'u' => "user",
        _ => "",
    }
}
