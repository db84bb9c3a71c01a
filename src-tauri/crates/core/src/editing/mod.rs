//! What happens to a connection when a person fills it in.
//!
//! What was typed is kept as it was typed; where something else is used instead, the screen says so and offers to put
//! it back. What cannot be kept at all changes nothing.

mod view;

use secrecy::{ExposeSecret, SecretString};

pub use view::{to_row, to_view};

use crate::{
    domain::{
        connection::{Connection, ConnectionId, Value},
        field::{Field, FieldKind},
        note::{Note, NoteAction, Tone},
        recipe::Recipe,
    },
    inspecting,
};

/// Why an edit was not made. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The recipe has no such way.
    #[error("the phone system has no way \"{0}\"")]
    NoSuchWay(String),
    /// The way has no such field.
    #[error("the way has no field \"{0}\"")]
    NoSuchField(String),
    /// The value cannot be kept.
    #[error("the value was not kept")]
    Rejected(Note),
}

/// A new connection with the recipe's defaults filled in.
pub fn create(recipe: &Recipe, way: &str, id: ConnectionId, practice: bool) -> Result<Connection, EditError> {
    let way = recipe.way(way).ok_or_else(|| EditError::NoSuchWay(way.to_owned()))?;
    let defaults = recipe.fields(way).filter_map(|field| {
        let text = field.default.clone()?;
        Some((field.key.clone(), Value::Plain { text, typed: None }))
    });
    Ok(Connection {
        id,
        name: if practice { format!("Practice {}", recipe.name) } else { recipe.name.clone() },
        system: recipe.id.clone(),
        way: way.id.clone(),
        values: defaults.collect(),
        client_authentication: None,
        keep_password: false,
        practice,
    })
}

/// Takes over what was typed into a field. Empty text takes the value away.
pub fn enter(recipe: &Recipe, connection: &mut Connection, key: &str, typed: &SecretString) -> Result<(), EditError> {
    let field = field_of(recipe, connection, key)?;
    // Exposed to tell an empty entry, and to keep values that may be seen as what they are.
    let text = typed.expose_secret();
    if text.is_empty() {
        connection.values.remove(key);
        return Ok(());
    }
    let value = if field.kind.is_secret() {
        let inspected = inspecting::inspect_secret(field, typed);
        if inspected.rejected {
            return Err(rejection(inspected.notes));
        }
        Value::Secret(typed.clone())
    } else {
        let inspected = inspecting::inspect_plain(field, text);
        if inspected.rejected {
            return Err(rejection(inspected.notes));
        }
        Value::Plain { typed: inspected.changed.then(|| text.to_owned()), text: inspected.text }
    };
    connection.values.insert(key.to_owned(), value);
    Ok(())
}

/// Does what the button of a note offers.
pub fn repair(recipe: &Recipe, connection: &mut Connection, key: &str, action: NoteAction) -> Result<(), EditError> {
    let field = field_of(recipe, connection, key)?;
    let Some(value) = connection.values.get_mut(key) else { return Ok(()) };
    match (action, &mut *value) {
        (NoteAction::Undo, Value::Plain { text, typed }) => {
            if let Some(typed) = typed.take() {
                *text = typed;
            }
        }
        (NoteAction::RemoveBlanks, Value::Secret(secret)) => {
            *secret = inspecting::blanks::remove_blanks(secret);
        }
        (NoteAction::ReplaceLookAlikes, Value::Secret(secret)) => {
            *secret = inspecting::look_alikes::replace_in_secret(secret);
        }
        (NoteAction::ReplaceLookAlikes, Value::Plain { text, typed }) => {
            // What we changed already is changed anew, so that the remarks speak of what stands there now.
            let replaced = inspecting::look_alikes::replace(typed.as_deref().unwrap_or(text));
            let inspected = inspecting::inspect_plain(field, &replaced);
            *typed = inspected.changed.then_some(replaced);
            *text = inspected.text;
        }
        (NoteAction::Undo, Value::Secret(_)) | (NoteAction::RemoveBlanks, Value::Plain { .. }) => {}
    }
    debug_assert_eq!(field.kind.is_secret(), matches!(value, Value::Secret(_)), "a secret stays a secret");
    Ok(())
}

/// Forgets the password once a token is there (RFC 6749 4.3.1), unless the person asked to keep it.
pub fn forget_password(recipe: &Recipe, connection: &mut Connection) {
    if connection.keep_password {
        return;
    }
    let Some(way) = recipe.way(&connection.way) else { return };
    for field in recipe.fields(way).filter(|field| field.kind == FieldKind::Password) {
        connection.values.remove(&field.key);
    }
}

fn field_of<'a>(recipe: &'a Recipe, connection: &Connection, key: &str) -> Result<&'a Field, EditError> {
    let way = recipe.way(&connection.way).ok_or_else(|| EditError::NoSuchWay(connection.way.clone()))?;
    recipe.field(way, key).ok_or_else(|| EditError::NoSuchField(key.to_owned()))
}

fn rejection(notes: Vec<Note>) -> EditError {
    let why = notes.into_iter().find(|note| note.tone == Tone::Bad);
    EditError::Rejected(why.unwrap_or_else(|| Note::new(Tone::Bad, "This value cannot be kept.")))
}
