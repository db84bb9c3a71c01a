//! The answer of a token endpoint (RFC 6749 5).

#[cfg(test)]
mod random_tests;
#[cfg(test)]
mod tests;

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::{
    body_text::BodyText,
    document::{Document, Syntax},
    lifetime::{self, Lifetime, Stated},
    problem::ReadingProblem,
    quoting::{ERROR_LIMIT, quote},
    refusal, web_page,
};
use crate::{
    domain::{
        note::{Note, Tone},
        recipe::AnswerShape,
    },
    inspecting::{characters::is_harmful, look_alikes},
    ports::http::HttpAnswer,
};

/// The one type of token that this app presents (RFC 6750).
const BEARER: &str = "Bearer";
/// Characters of a scope.
const SCOPE_LIMIT: usize = 1000;

/// What an answer yields.
#[derive(Debug, Clone)]
pub struct TokenReading {
    /// The access token, as it came.
    pub access_token: SecretString,
    /// As the answer names it; `Bearer` where it says nothing.
    pub token_type: String,
    /// The refresh token, where one came, as it came.
    pub refresh_token: Option<SecretString>,
    /// The scope the answer names.
    pub scope: Option<String>,
    /// How long the token lasts.
    pub lifetime: Lifetime,
    /// What looked odd.
    pub notes: Vec<Note>,
}

/// Reads the answer of a token endpoint. Any 2xx with a token is a success, whatever its content type; an error
/// member is a refusal, whatever the status.
///
/// # Errors
/// [`ReadingProblem`] says what the answer is instead.
pub fn read_token_answer(shape: &AnswerShape, answer: &HttpAnswer) -> Result<TokenReading, ReadingProblem> {
    let content_type = answer.header("content-type");
    let body = BodyText::of(&answer.body, content_type);
    // The blanks of RFC 8259 2; what else looks blank is no part of JSON.
    let text = body.text.trim_matches([' ', '\t', '\r', '\n']);
    if text.is_empty() {
        return Err(ReadingProblem::Empty);
    }
    if web_page::is_web_page(text) {
        return Err(ReadingProblem::WebPage { title: web_page::title(text) });
    }
    let Document { value, doubled, syntax } = read_document(shape, text)?;
    if let Some(refusal) = refusal::named(shape, &value) {
        return Err(refusal);
    }
    let is_success = (200..300).contains(&answer.status);
    if !is_success || token_pointer(shape, &value).is_none() {
        return Err(refusal::in_other_shape(shape, &value, answer.status).unwrap_or(ReadingProblem::NoToken));
    }
    if let Some(name) = doubled {
        return Err(ReadingProblem::DoubledMember { name });
    }
    if let Some(why) = body.damage {
        return Err(ReadingProblem::Unreadable { why: why.to_owned() });
    }
    read_token(shape, value, syntax)
}

/// Reads what came back from an authorization endpoint in place of a code (RFC 6749 4.2.2).
///
/// # Errors
/// [`ReadingProblem`] says why there is no token in it.
pub fn read_token_parameters<'a>(
    parameters: impl Iterator<Item = (&'a str, &'a SecretString)>,
) -> Result<TokenReading, ReadingProblem> {
    // Exposed to be read as an answer is; the tokens in it are secrets again.
    let members = parameters.map(|(name, value)| (name.to_owned(), Value::from(value.expose_secret())));
    read_token(&AnswerShape::default(), Value::Object(members.collect()), Syntax::Form)
}

/// Where the token stands, if it is there.
fn token_pointer<'a>(shape: &'a AnswerShape, answer: &Value) -> Option<&'a str> {
    let pointers = std::iter::once(&shape.token).chain(&shape.token_or);
    pointers.map(String::as_str).find(|pointer| present(answer, pointer).is_some())
}

fn read_document(shape: &AnswerShape, text: &str) -> Result<Document, ReadingProblem> {
    let pointers = [
        shape.token.as_str(),
        &shape.token_type,
        &shape.refresh_token,
        &shape.seconds,
        &shape.scope,
        &shape.error,
        &shape.error_description,
    ];
    let elsewhere = shape.token_or.iter().map(String::as_str);
    let pointers: Vec<&str> = pointers.into_iter().chain(elsewhere).collect();
    if text.starts_with(['{', '[']) {
        return Document::from_json(text, &pointers);
    }
    Document::from_form(text, &pointers)
        .filter(|document| [&shape.token, &shape.error].iter().any(|pointer| document.value.pointer(pointer).is_some()))
        .ok_or(ReadingProblem::PlainText)
}

fn read_token(shape: &AnswerShape, mut answer: Value, syntax: Syntax) -> Result<TokenReading, ReadingProblem> {
    let mut notes = Vec::new();
    let stated = lifetime::read(present(&answer, &shape.seconds), shape.minutes_when);
    if syntax == Syntax::JsonWithTrailingCommas || (syntax == Syntax::Json && stated.was_quoted) {
        let sentence = "The phone system's answer is slightly invalid. We could read it all the same.";
        notes.push(Note::new(Tone::Info, sentence));
    }
    let token_type = read_token_type(present(&answer, &shape.token_type), &mut notes)?;
    let scope = present(&answer, &shape.scope).and_then(read_scope);
    let pointer = token_pointer(shape, &answer).unwrap_or(&shape.token).to_owned();
    let access_token = read_access_token(take(&mut answer, &pointer), &mut notes)?;
    let refresh_token = read_refresh_token(take(&mut answer, &shape.refresh_token), &mut notes);
    notes.extend(note_about_lifetime(stated));
    Ok(TokenReading { access_token, token_type, refresh_token, scope, lifetime: stated.lifetime, notes })
}

/// The type compares without regard to case (RFC 6749 5.1).
fn read_token_type(stated: Option<&Value>, notes: &mut Vec<Note>) -> Result<String, ReadingProblem> {
    let name = match stated {
        None => "",
        Some(Value::String(name)) => name.trim(),
        Some(other) => {
            let name = quote(&other.to_string(), ERROR_LIMIT).unwrap_or_default();
            return Err(ReadingProblem::TokenTypeUnknown { name });
        }
    };
    if name.is_empty() {
        let sentence = "The answer does not say what type the token has. We take it for the usual one, Bearer.";
        notes.push(Note::new(Tone::Info, sentence));
        return Ok(BEARER.to_owned());
    }
    if name.eq_ignore_ascii_case(BEARER) {
        Ok(name.to_owned())
    } else {
        Err(ReadingProblem::TokenTypeUnknown { name: quote(name, ERROR_LIMIT).unwrap_or_default() })
    }
}

fn read_access_token(value: Value, notes: &mut Vec<Note>) -> Result<SecretString, ReadingProblem> {
    let token = usable(value).map_err(|why| ReadingProblem::UnusableToken { why })?;
    notes.extend(look_alikes::note_about_received(&token, "access token"));
    Ok(SecretString::from(token))
}

/// A refresh token that cannot be one is left out: the access token is good without it.
fn read_refresh_token(value: Value, notes: &mut Vec<Note>) -> Option<SecretString> {
    if value.is_null() || value.as_str() == Some("") {
        return None;
    }
    match usable(value) {
        Ok(token) => {
            notes.extend(look_alikes::note_about_received(&token, "refresh token"));
            Some(SecretString::from(token))
        }
        Err(why) => {
            notes.push(Note::new(Tone::Warn, format!("The refresh token cannot be used: {why}.")));
            None
        }
    }
}

/// A token as text that can stand in a header, or why it cannot.
fn usable(value: Value) -> Result<String, &'static str> {
    match value {
        Value::String(token) if token.trim().is_empty() => Err("it is empty"),
        Value::String(token) if token.contains(is_harmful) => Err("it has control characters in it"),
        Value::String(token) => Ok(token),
        Value::Number(_) => Err("it is a number"),
        _ => Err("it is not text"),
    }
}

/// The scope as text (RFC 6749 3.3); some phone systems send a list.
fn read_scope(value: &Value) -> Option<String> {
    match value {
        Value::String(scope) => quote(scope, SCOPE_LIMIT),
        Value::Array(parts) => {
            let parts: Vec<&str> = parts.iter().filter_map(Value::as_str).collect();
            quote(&parts.join(" "), SCOPE_LIMIT)
        }
        _ => None,
    }
}

fn note_about_lifetime(stated: Stated) -> Option<Note> {
    let sentence = match stated.lifetime {
        _ if stated.was_in_minutes => "The answer gives the lifetime in minutes rather than in seconds.",
        Lifetime::Seconds(..=0) => "The answer says that this token has already expired.",
        Lifetime::Unknown if stated.was_strange => "The answer says how long the token lasts in a way we cannot read.",
        _ => return None,
    };
    Some(Note::new(Tone::Warn, sentence))
}

/// The member at `pointer`; none when it is null, and when the recipe points at nothing.
fn present<'a>(answer: &'a Value, pointer: &str) -> Option<&'a Value> {
    answer.pointer(pointer).filter(|value| !value.is_null() && !pointer.is_empty())
}

fn take(answer: &mut Value, pointer: &str) -> Value {
    if pointer.is_empty() { Value::Null } else { answer.pointer_mut(pointer).map_or(Value::Null, Value::take) }
}
