//! The token, in the shape that was asked for.

use std::io::{ErrorKind, Write as _};

use clap::ValueEnum;
use dialkey_core::domain::{
    recipe::Present,
    token::{Token, TokenView},
};
use secrecy::ExposeSecret;
use serde::Serialize;
use url::form_urlencoded;

use crate::{failure::Failure, usage::Usage};

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// The token alone
    Token,
    /// The whole header that carries the token
    Header,
    /// A line for a .env file
    Env,
    /// The token with all that is known about it
    Json,
    /// A curl command that uses it
    Curl,
}

/// A token with all that is known about it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonToken<'a> {
    access_token: &'a str,
    refresh_token: Option<&'a str>,
    #[serde(flatten)]
    view: Option<&'a TokenView>,
}

/// Prints lines that somebody reads.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    match std::io::stdout().write_all(text.as_bytes()) {
        // The reader has seen enough, as `head` has after a few lines.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}

/// Writes the token.
pub(crate) fn write(output: Output, token: &Token, view: Option<&TokenView>, usage: &Usage<'_>) -> String {
    // Exposed because printing it is what the person asked for.
    let access_token = token.access_token.expose_secret();
    match output {
        Output::Token => access_token.to_owned(),
        Output::Header => header(usage.present, access_token).unwrap_or_default(),
        Output::Env => format!("DIALKEY_TOKEN={}", quoted_where_needed(access_token)),
        Output::Curl => curl_line(usage, access_token),
        Output::Json => {
            // Exposed for the same reason.
            let refresh_token = token.refresh_token.as_ref().map(ExposeSecret::expose_secret);
            serde_json::to_string_pretty(&JsonToken { access_token, refresh_token, view }).unwrap_or_default()
        }
    }
}

/// The header that carries a token; none where the address does.
fn header(present: &Present, access_token: &str) -> Option<String> {
    match present {
        Present::Bearer => Some(format!("Authorization: Bearer {access_token}")),
        Present::Header(name) => Some(format!("{name}: {access_token}")),
        Present::Query(_) => None,
    }
}

/// The call as a shell runs it.
fn curl_line(usage: &Usage<'_>, access_token: &str) -> String {
    let mut headers: Vec<String> = header(usage.present, access_token).into_iter().collect();
    let mut body = None;
    if let Some(call) = usage.call {
        headers.extend(call.headers.iter().map(|(name, value)| format!("{name}: {value}")));
        headers.extend(call.json.iter().map(|_| "Content-Type: application/json".to_owned()));
        body = call.json.as_ref().map(|json| format!("--data {}", quoted(json)));
    }
    // Some phone systems refuse whoever does not take compressed answers.
    let mut words = vec!["curl --compressed".to_owned()];
    words.extend(headers.iter().map(|header| format!("--header {}", quoted(header))));
    words.extend(body);
    words.push(quoted(&address_with(usage, access_token)));
    words.join(" ")
}

/// The address of the call, with the token where that is where it stands.
fn address_with(usage: &Usage<'_>, access_token: &str) -> String {
    let Present::Query(name) = usage.present else { return usage.address.clone() };
    let separator = if usage.address.contains('?') { '&' } else { '?' };
    let value: String = form_urlencoded::byte_serialize(access_token.as_bytes()).collect();
    format!("{}{separator}{name}={value}", usage.address)
}

fn quoted_where_needed(value: &str) -> String {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "-._~+/=".contains(character);
    if value.chars().all(is_plain) { value.to_owned() } else { quoted(value) }
}

/// Single quotes as a POSIX shell reads them.
fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_in_a_value_cannot_end_the_quoting() {
        assert_eq!(quoted("a'; rm -rf /; '"), r"'a'\''; rm -rf /; '\'''");
        assert_eq!(quoted_where_needed("eyJh.b_c-d"), "eyJh.b_c-d");
        assert_eq!(quoted_where_needed("a b"), "'a b'");
    }
}
