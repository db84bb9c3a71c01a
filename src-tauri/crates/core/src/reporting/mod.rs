//! A report for support: what was tried, what came back and how the connection is set up, without a secret.
//!
//! Everything in it goes through one matcher, which knows every secret of the connection and every value that names a
//! person or an application, in each spelling in which a server may have repeated it.

mod exchange;
mod settings;

use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    domain::{
        check::{Check, CheckState},
        connection::Value,
        exchange::WireLine,
        field::{Field, FieldKind},
        history::Happening,
        report::{Report, ReportFacts, ReportSection},
        step::{Step, StepState},
        time::{Timestamp, in_words},
        token::{Expiry, Token},
        token_details::TokenDetails,
    },
    filling::Filled,
    flows::{known_secrets, known_secrets_with},
    inspecting::characters::is_harmful,
    ports::vault::Record,
    reading,
    redacting::KnownSecrets,
};

/// The scope is what a client asks for and names nobody.
const SHOWN: &str = "scope";

/// Reports on what is kept of a connection, at `now`.
pub fn report(facts: &ReportFacts, filled: &Filled<'_>, record: &Record, now: Timestamp) -> Report {
    let known = known_values(filled, record.token.as_ref());
    let sections = [
        ("Versions", heading(facts, filled, now)),
        ("What happened", what_happened(record)),
        ("Steps", steps(&record.steps)),
        ("Checks of the way there", record.checks.iter().flat_map(|report| &report.checks).map(check).collect()),
        ("Settings", settings::lines(filled, record)),
        ("Token", record.token.as_ref().map(token).unwrap_or_default()),
        ("History", history(record, now)),
    ];
    let mut sections: Vec<ReportSection> =
        sections.into_iter().filter_map(|(title, lines)| section(title, &lines, &known)).collect();
    let exchanges = record.steps.iter().filter_map(|step| exchange::section(step, &known));
    let behind_steps = sections.iter().position(|section| section.title == "Steps").map_or(sections.len(), |at| at + 1);
    sections.splice(behind_steps..behind_steps, exchanges.collect::<Vec<_>>());
    Report::new(sections, taken_out(filled, record))
}

/// Whatever must not leave: secrets, and values that tell who somebody is.
fn known_values(filled: &Filled<'_>, token: Option<&Token>) -> KnownSecrets {
    let mut known = token.map_or_else(|| known_secrets(filled), |token| known_secrets_with(filled, token));
    for (field, text) in identifying(filled) {
        known.add(&field.label, &SecretString::from(text));
    }
    known
}

fn identifying<'a>(filled: &Filled<'a>) -> impl Iterator<Item = (&'a Field, &'a str)> {
    let connection = filled.connection;
    filled.recipe.fields(filled.way).filter_map(move |field| match connection.values.get(&field.key) {
        Some(Value::Plain { text, .. }) if is_identifying(field) && !text.is_empty() => Some((field, text.as_str())),
        _ => None,
    })
}

fn is_identifying(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Text | FieldKind::Number | FieldKind::Parameters) && field.key != SHOWN
}

fn section(title: &str, lines: &[String], known: &KnownSecrets) -> Option<ReportSection> {
    let lines: Vec<WireLine> = lines.iter().map(|line| cleaned(line, known)).collect();
    (!lines.is_empty()).then(|| ReportSection { title: title.to_owned(), lines })
}

/// A line without what must not leave, and without what would make a mess of a terminal or a text file.
fn cleaned(line: &str, known: &KnownSecrets) -> WireLine {
    let visible: String = line.chars().map(|c| if is_harmful(c) { char::REPLACEMENT_CHARACTER } else { c }).collect();
    known.pieces(&visible)
}

fn heading(facts: &ReportFacts, filled: &Filled<'_>, now: Timestamp) -> Vec<String> {
    let practice = if filled.connection.practice { ", practice system" } else { "" };
    vec![
        format!("Made {}", now.to_http_date()),
        format!("Dialkey {} on {}", facts.version, facts.system),
        format!("Recipe {}, way {}{practice}", filled.recipe.id, filled.way.id),
    ]
}

fn what_happened(record: &Record) -> Vec<String> {
    let Some(diagnosis) = &record.diagnosis else {
        let sentence = if record.token.is_some() { "The last run went well." } else { "There was no run yet." };
        return vec![sentence.to_owned()];
    };
    let code = serde_json::to_value(diagnosis.code).ok().and_then(|code| code.as_str().map(str::to_owned));
    let mut lines =
        vec![format!("“{}” failed: {}", diagnosis.step_name, code.unwrap_or_default()), diagnosis.title.clone()];
    lines.extend(diagnosis.text.clone());
    lines.extend(diagnosis.causes.iter().enumerate().map(|(index, cause)| format!("{}. {}", index + 1, cause.title)));
    lines
}

fn steps(steps: &[Step]) -> Vec<String> {
    let line = |(index, step): (usize, &Step)| {
        let state = match step.state {
            StepState::ToDo => "not begun",
            StepState::Now => "running",
            StepState::Done => "ok",
            StepState::Failed => "failed",
        };
        let result = step.result.as_deref().map(|result| format!(", {result}")).unwrap_or_default();
        format!("{}. {}: {state}{result}", index + 1, step.name)
    };
    steps.iter().enumerate().map(line).collect()
}

fn check(check: &Check) -> String {
    let state = match check.state {
        CheckState::ToDo | CheckState::Skipped => "not looked at",
        CheckState::Now => "running",
        CheckState::Good => "ok",
        CheckState::Warning => "warning",
        CheckState::Bad => "failed",
    };
    let place = check.place.as_deref().map(|place| format!(" at {place}")).unwrap_or_default();
    let sentence = check.sentence.as_deref().map(|sentence| format!(". {sentence}")).unwrap_or_default();
    format!("{}{place}: {state}{sentence}", check.name)
}

/// Its shape and its life, never a part of it.
fn token(token: &Token) -> Vec<String> {
    // Exposed to look at its shape; names of claims leave, and none of their values.
    let shape = match reading::read_token_details(token.access_token.expose_secret()) {
        TokenDetails::Jwt { characters, payload, .. } => {
            let names = payload.iter().map(|claim| claim.name.as_str()).collect::<Vec<_>>().join(", ");
            format!("JWT, {characters} characters, with {names}")
        }
        TokenDetails::Opaque { characters } => format!("Opaque, {characters} characters"),
    };
    let life = match token.expiry {
        Expiry::At { at } => format!("Lasts {}", in_words(at.seconds_since(token.received_at))),
        Expiry::Unknown => "Nothing says how long it lasts".to_owned(),
    };
    let refresh_token = if token.refresh_token.is_some() { "With a refresh token" } else { "Without a refresh token" };
    let scope = |what: &str, scope: &Option<String>| scope.as_ref().map(|scope| format!("Scope {what}: {scope}"));
    let mut lines = vec![shape, format!("Type {}", token.token_type), life, refresh_token.to_owned()];
    lines.extend(scope("asked for", &token.scope_asked));
    lines.extend(scope("granted", &token.scope_granted));
    lines.extend(token.notes.iter().map(|note| note.text.clone()));
    lines
}

fn history(record: &Record, now: Timestamp) -> Vec<String> {
    let line =
        |happening: &Happening| format!("{} before: {}", in_words(now.seconds_since(happening.at)), happening.text);
    record.history.iter().map(line).collect()
}

/// What the report does not hold, by the names it has on the screen.
fn taken_out(filled: &Filled<'_>, record: &Record) -> Vec<String> {
    let secrets = filled
        .recipe
        .fields(filled.way)
        .filter(|field| field.kind.is_secret() && filled.connection.values.contains_key(&field.key));
    let mut names: Vec<String> = secrets.map(|field| field.label.clone()).collect();
    names.extend(identifying(filled).map(|(field, _)| field.label.clone()));
    if let Some(token) = &record.token {
        names.push("Access token".to_owned());
        names.extend(token.refresh_token.as_ref().map(|_| "Refresh token".to_owned()));
    }
    names.push("Name of the connection, your name and that of your computer".to_owned());
    names
}
