//! Step one of every flow: can what was typed be what it should be?

use secrecy::ExposeSecret;

use crate::{
    domain::{
        field::{Field, FieldKind},
        note::{NoteAction, Tone},
    },
    filling::Filled,
    inspecting,
};

/// A field that keeps a run from beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueProblem {
    /// Key of the field.
    pub field: String,
    /// Its label.
    pub label: String,
    /// What is wrong, as a sentence.
    pub sentence: String,
    /// Whether it is about a private key.
    pub is_key: bool,
    /// Whether it can be allowed for this connection to go without encryption.
    pub may_lack_tls: bool,
}

/// Looks at every field that is asked for and needed. Empty means that the run can begin.
pub(crate) fn find_value_problems(filled: &Filled<'_>, is_not_needed: impl Fn(&Field) -> bool) -> Vec<ValueProblem> {
    filled
        .fields()
        .filter(|field| !is_not_needed(field))
        .filter_map(|field| {
            let (sentence, action) = problem_of(filled, field)?;
            Some(ValueProblem {
                field: field.key.clone(),
                label: field.label.clone(),
                sentence,
                is_key: field.kind == FieldKind::PrivateKey,
                may_lack_tls: action == Some(NoteAction::AllowWithoutTls),
            })
        })
        .collect()
}

fn problem_of(filled: &Filled<'_>, field: &Field) -> Option<(String, Option<NoteAction>)> {
    let notes = if let Some(secret) = filled.secret(&field.key) {
        // Exposed to see whether it is empty.
        if secret.expose_secret().is_empty() {
            return missing(field);
        }
        inspecting::inspect_secret(field, secret).notes
    } else {
        let text = filled.text(&field.key);
        if text.is_empty() {
            return missing(field);
        }
        inspecting::inspect_plain(field, text, filled.connection.route.without_tls).notes
    };
    notes.into_iter().find(|note| note.tone == Tone::Bad).map(|note| (note.text, note.action))
}

fn missing(field: &Field) -> Option<(String, Option<NoteAction>)> {
    (!field.optional).then(|| (format!("{} is empty.", field.label), None))
}
