//! Lines of settings, as `.env` and INI files, headers and admin pages have them, and parameters on one line.

use secrecy::SecretString;

use super::{
    Kind, Meaning, Recognised,
    request::{Pair, Request, pairs_of},
};
use crate::{domain::field::FieldKind, inspecting::blanks};

/// Lines that are looked at.
const MOST_LINES: usize = 500;
/// A longer name is a sentence.
const LONGEST_NAME: usize = 64;

/// Reads `text` where most of its lines are settings.
pub(super) fn read(text: &str, into: FieldKind) -> Option<Recognised> {
    // Lines like these are what such a field is for.
    if matches!(into, FieldKind::Parameters | FieldKind::Headers) {
        return None;
    }
    read_parameters(text).or_else(|| read_settings(text, into))
}

/// `a=1&b=2`, as it stands in a body or behind the `?` of an address.
fn read_parameters(text: &str) -> Option<Recognised> {
    if text.contains(char::is_whitespace) || !text.contains('&') || text.contains("://") && !text.contains('=') {
        return None;
    }
    let parameters = pairs_of(text.trim_start_matches('?'));
    let known = parameters.iter().filter(|(name, _)| Meaning::of(name).is_some()).count();
    if known == 0 || known * 2 < parameters.len() {
        return None;
    }
    let request = Request { parameters, ..Request::default() };
    Some(Recognised { kind: Kind::Parameters, values: request.into_values(), notes: Vec::new() })
}

fn read_settings(text: &str, into: FieldKind) -> Option<Recognised> {
    let lines: Vec<&str> =
        text.lines().map(|line| blanks::trim(line).text).filter(|line| !is_remark(line)).take(MOST_LINES).collect();
    let settings = match lines.as_slice() {
        [] => return None,
        [line] => vec![read_line(line).filter(|(name, _)| stands_alone(line, name, into))?],
        lines => {
            let settings: Vec<Setting<'_>> = lines.iter().filter_map(|line| read_line(line)).collect();
            if settings.len() * 2 < lines.len() || settings.is_empty() { labels_above_values(lines) } else { settings }
        }
    };
    let mut headers: Vec<Pair> = Vec::new();
    let mut values = Vec::new();
    for (name, value) in settings {
        if name.eq_ignore_ascii_case("authorization") {
            headers.push((name.to_owned(), value.to_owned().into()));
            continue;
        }
        let meaning = Meaning::of_setting(name).unwrap_or_else(|| Meaning::Named(name.to_owned()));
        values.push((meaning, SecretString::from(value)));
    }
    values.extend(Request { headers, ..Request::default() }.into_values());
    let is_known = values.iter().any(|(meaning, _)| !matches!(meaning, Meaning::Named(_) | Meaning::OfOneRun));
    is_known.then(|| Recognised { kind: Kind::Settings, values, notes: Vec::new() })
}

/// Name and value of a line.
type Setting<'a> = (&'a str, &'a str);

/// Comments and the headings of sections.
fn is_remark(line: &str) -> bool {
    line.is_empty()
        || line.starts_with(['#', ';'])
        || line.starts_with("//")
        || (line.starts_with('[') && line.ends_with(']'))
}

fn read_line(line: &str) -> Option<Setting<'_>> {
    let line =
        ["export ", "set ", "SET ", "$env:", "- "].iter().find_map(|front| line.strip_prefix(front)).unwrap_or(line);
    let at = line.find(['=', ':', '\t'])?;
    let (name, value) = (&line[..at], &line[at + 1..]);
    // "https://host" is no setting called "https".
    let is_address = value.starts_with("//");
    let name = blanks::trim(name).text.trim_matches(['"', '\'', '*']);
    let value = unquoted(blanks::trim(value).text.trim_end_matches([',', ';']));
    (!is_address && is_name(name) && !value.is_empty()).then_some((name, value))
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= LONGEST_NAME
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '/' | '(' | ')'))
}

fn unquoted(value: &str) -> &str {
    let inside = |mark: char| value.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
    inside('"').or_else(|| inside('\'')).unwrap_or(value)
}

/// One line could be a value that only looks like a setting, so its name has to be a known one, and of a secret it has
/// to be written as one.
fn stands_alone(line: &str, name: &str, into: FieldKind) -> bool {
    let is_separated = line.contains(['=', '\t']) || line.contains(": ");
    let is_known = Meaning::of(name).is_some_and(|meaning| meaning != Meaning::OfOneRun);
    is_separated
        && (is_known || name.eq_ignore_ascii_case("authorization"))
        && (!into.is_secret() || !line.contains("=="))
}

/// Text copied out of an admin page: the label in one line, the value in the next.
fn labels_above_values<'a>(lines: &[&'a str]) -> Vec<Setting<'a>> {
    let mut settings = Vec::new();
    let mut rest = lines.iter();
    while let Some(line) = rest.next() {
        let label = line.trim_end_matches(':');
        if is_name(label) && Meaning::of(label).is_some() {
            settings.extend(rest.next().map(|value| (label, *value)));
        }
    }
    settings
}
