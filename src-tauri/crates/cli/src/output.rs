//! The token, in the shape that was asked for.

use clap::ValueEnum;
use dialkey_core::domain::token::{Token, TokenView};
use secrecy::ExposeSecret;
use serde::Serialize;

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// The token alone
    Token,
    /// The whole Authorization header
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

/// Writes the token; `test_address` is that of the recipe's first harmless call, needed for [`Output::Curl`].
pub(crate) fn write(output: Output, token: &Token, view: Option<&TokenView>, test_address: &str) -> String {
    // Exposed because printing it is what the person asked for.
    let access_token = token.access_token.expose_secret();
    match output {
        Output::Token => access_token.to_owned(),
        Output::Header => format!("Authorization: Bearer {access_token}"),
        Output::Env => format!("DIALKEY_TOKEN={}", quoted_where_needed(access_token)),
        Output::Curl => {
            let header = quoted(&format!("Authorization: Bearer {access_token}"));
            // Some phone systems refuse whoever does not take compressed answers.
            format!("curl --compressed --header {header} {}", quoted(test_address))
        }
        Output::Json => {
            // Exposed for the same reason.
            let refresh_token = token.refresh_token.as_ref().map(ExposeSecret::expose_secret);
            serde_json::to_string_pretty(&JsonToken { access_token, refresh_token, view }).unwrap_or_default()
        }
    }
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
