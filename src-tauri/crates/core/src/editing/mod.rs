//! What happens to a connection when a person fills it in.
//!
//! What was typed is kept as it was typed; where something else is used instead, the screen says so and offers to put
//! it back. What cannot be kept at all changes nothing.

pub(crate) mod certificates;
mod clock;
mod fresh;
mod together;
mod view;

use secrecy::{ExposeSecret, SecretString};

pub use fresh::renews_by_itself;
pub(crate) use together::note_about_redirect;
pub use view::{to_row, to_view};

use crate::{
    domain::{
        connection::{Connection, ConnectionId, Value},
        field::{Field, FieldKind},
        note::{Note, NoteAction, Tone},
        recipe::Recipe,
        route::Route,
        sign_in::SignInSettings,
        token::Token,
    },
    inspecting,
};

/// Stands in a field's default for the name of the connection.
const CONNECTION: &str = "{connection}";

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
        // A path of its own per connection, so that answers of two phone systems are never mixed (RFC 8252 8.10).
        let text = field.default.as_ref()?.replace(CONNECTION, &id.0);
        Some((field.key.clone(), Value::Plain { text, typed: None }))
    });
    let values = defaults.collect();
    Ok(Connection {
        id,
        name: if practice { format!("Practice {}", recipe.name) } else { recipe.name.clone() },
        system: recipe.id.clone(),
        way: way.id.clone(),
        values,
        client_authentication: None,
        keep_password: false,
        sign_in: SignInSettings::default(),
        names_issuer: false,
        practice,
        folder: None,
        keep_fresh: false,
        route: Route::default(),
        signs_ahead: None,
    })
}

/// Takes over what was typed into a field. Empty text takes the value away.
pub fn enter(recipe: &Recipe, connection: &mut Connection, key: &str, typed: &SecretString) -> Result<(), EditError> {
    let field = field_of(recipe, connection, key)?;
    let without_tls = connection.route.without_tls;
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
        let inspected = inspecting::inspect_plain(field, text, without_tls);
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
    if action == NoteAction::AllowWithoutTls {
        connection.route.without_tls = true;
    }
    let without_tls = connection.route.without_tls;
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
            let inspected = inspecting::inspect_plain(field, &replaced, without_tls);
            *typed = inspected.changed.then_some(replaced);
            *text = inspected.text;
        }
        (NoteAction::Undo, Value::Secret(_)) | (NoteAction::RemoveBlanks, Value::Plain { .. }) => {}
        (NoteAction::AllowWithoutTls, _) => {}
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

/// Keeps the refresh token that came in place of the one that was typed: the old one is no longer good (RFC 6749 6).
pub fn follow_rotation(recipe: &Recipe, connection: &mut Connection, token: &Token) {
    let asks_for_it = recipe.way(&connection.way).is_some_and(|way| recipe.field(way, "refresh_token").is_some());
    if let Some(refresh_token) = token.refresh_token.clone().filter(|_| asks_for_it) {
        connection.values.insert("refresh_token".into(), Value::Secret(refresh_token));
    }
}

/// Takes a refresh token that was revoked out of the form, if it stands there.
pub fn forget_revoked(connection: &mut Connection, revoked: &SecretString) {
    // Exposed to compare two secrets of our own.
    let is_revoked = |kept: &SecretString| kept.expose_secret() == revoked.expose_secret();
    if matches!(connection.values.get("refresh_token"), Some(Value::Secret(kept)) if is_revoked(kept)) {
        connection.values.remove("refresh_token");
    }
}

/// Keeps what the phone system calls itself; its answers must do so from now on (RFC 9207 2.4).
pub fn remember_issuer(connection: &mut Connection, issuer: &str) {
    connection.values.insert("issuer".into(), Value::Plain { text: issuer.to_owned(), typed: None });
    connection.names_issuer = true;
}

fn field_of<'a>(recipe: &'a Recipe, connection: &Connection, key: &str) -> Result<&'a Field, EditError> {
    let way = recipe.way(&connection.way).ok_or_else(|| EditError::NoSuchWay(connection.way.clone()))?;
    recipe.field(way, key).ok_or_else(|| EditError::NoSuchField(key.to_owned()))
}

fn rejection(notes: Vec<Note>) -> EditError {
    let why = notes.into_iter().find(|note| note.tone == Tone::Bad);
    EditError::Rejected(why.unwrap_or_else(|| Note::new(Tone::Bad, "This value cannot be kept.")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{recipe::sample::RECIPE, time::Timestamp},
        filling::Filled,
        ports::vault::Record,
    };

    fn draft() -> (Recipe, Connection) {
        let recipe = Recipe::parse(RECIPE).unwrap();
        let connection = create(&recipe, "w", ConnectionId("1".into()), false).unwrap();
        (recipe, connection)
    }

    fn notes(recipe: &Recipe, connection: &Connection, key: &str) -> Vec<Note> {
        let record = Record::new(connection.clone());
        let view = to_view(&Filled::new(recipe, connection).unwrap(), &record, false, None, Timestamp(0));
        view.fields.into_iter().find(|field| field.key == key).unwrap().notes
    }

    fn action(notes: &[Note]) -> Option<NoteAction> {
        notes.iter().find_map(|note| note.action)
    }

    #[test]
    fn a_blank_at_the_end_is_removed_said_and_put_back_on_request() {
        let (recipe, mut connection) = draft();
        enter(&recipe, &mut connection, "client_id", &"abc ".into()).unwrap();
        assert!(matches!(&connection.values["client_id"], Value::Plain { text, .. } if text == "abc"));
        assert_eq!(action(&notes(&recipe, &connection, "client_id")), Some(NoteAction::Undo));

        repair(&recipe, &mut connection, "client_id", NoteAction::Undo).unwrap();
        assert!(matches!(&connection.values["client_id"], Value::Plain { text, .. } if text == "abc "));
        assert_eq!(action(&notes(&recipe, &connection, "client_id")), None, "what was put back stays");
    }

    #[test]
    fn a_secret_is_never_changed_without_being_asked_for() {
        let (recipe, mut connection) = draft();
        enter(&recipe, &mut connection, "client_secret", &"s3cret ".into()).unwrap();
        let secret = |connection: &Connection| match &connection.values["client_secret"] {
            Value::Secret(secret) => secret.expose_secret().to_owned(),
            Value::Plain { .. } => panic!("a secret must stay one"),
        };
        assert_eq!(secret(&connection), "s3cret ");
        assert_eq!(action(&notes(&recipe, &connection, "client_secret")), Some(NoteAction::RemoveBlanks));
        repair(&recipe, &mut connection, "client_secret", NoteAction::RemoveBlanks).unwrap();
        assert_eq!(secret(&connection), "s3cret");
        assert_eq!(notes(&recipe, &connection, "client_secret"), []);
    }

    #[test]
    fn look_alike_letters_are_replaced_only_on_request_and_then_the_remark_is_gone() {
        let (recipe, mut connection) = draft();
        enter(&recipe, &mut connection, "client_id", &"\u{0420}BX1".into()).unwrap();
        assert_eq!(action(&notes(&recipe, &connection, "client_id")), Some(NoteAction::ReplaceLookAlikes));
        repair(&recipe, &mut connection, "client_id", NoteAction::ReplaceLookAlikes).unwrap();
        assert!(matches!(&connection.values["client_id"], Value::Plain { text, .. } if text == "PBX1"));
        assert_eq!(notes(&recipe, &connection, "client_id"), []);
    }

    #[test]
    fn what_is_far_too_long_changes_nothing() {
        let (recipe, mut connection) = draft();
        enter(&recipe, &mut connection, "client_id", &"abc".into()).unwrap();
        let refused = enter(&recipe, &mut connection, "client_id", &"x".repeat(1 << 20).into());
        assert!(matches!(refused, Err(EditError::Rejected(_))));
        assert!(matches!(&connection.values["client_id"], Value::Plain { text, .. } if text == "abc"));
    }

    #[test]
    fn an_empty_entry_takes_the_value_away() {
        let (recipe, mut connection) = draft();
        enter(&recipe, &mut connection, "client_secret", &"s3cret".into()).unwrap();
        enter(&recipe, &mut connection, "client_secret", &"".into()).unwrap();
        assert!(!connection.values.contains_key("client_secret"));
    }

    #[test]
    fn a_field_that_does_not_exist_is_refused() {
        let (recipe, mut connection) = draft();
        let refused = enter(&recipe, &mut connection, "nobody", &"x".into());
        assert_eq!(refused, Err(EditError::NoSuchField("nobody".into())));
    }
}
