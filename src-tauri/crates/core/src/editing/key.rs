//! Private keys: opening one that is locked, and whether one makes the signatures that are asked for.

use secrecy::SecretString;

use super::{EditError, field_of};
use crate::{
    authenticating::chosen_algorithm,
    domain::{
        client_authentication::{ClientAuthenticationMethod, SignatureAlgorithm},
        connection::{Connection, Value},
        note::{Note, NoteAction, Tone},
        recipe::Recipe,
    },
    filling::Filled,
    inspecting::private_key::{KeyKind, KeyProblem, open_private_key},
};

/// The field with which a recipe lets people choose how to sign.
const ALGORITHM: &str = "algorithm";

/// Opens the locked key of a field and keeps the opened one in its place; the passphrase is not kept.
///
/// # Errors
/// [`EditError::Rejected`] says why it did not open; the locked key stays.
pub fn open_key(
    recipe: &Recipe,
    connection: &mut Connection,
    key: &str,
    passphrase: &SecretString,
) -> Result<Note, EditError> {
    field_of(recipe, connection, key)?;
    let Some(Value::Secret(locked)) = connection.values.get_mut(key) else {
        return Err(refused(&KeyProblem::Empty));
    };
    let opened = open_private_key(locked, passphrase).map_err(|problem| refused(&problem))?;
    *locked = opened.to_pem();
    let sentence = "We opened it and keep the key without its passphrase, in the encrypted file of your connections.";
    Ok(Note::new(Tone::Info, sentence))
}

fn refused(problem: &KeyProblem) -> EditError {
    EditError::Rejected(Note::new(Tone::Bad, problem.sentence()))
}

/// Chooses an algorithm that the key of the connection can make, where the recipe has a choice.
pub(super) fn match_algorithm(recipe: &Recipe, connection: &mut Connection, kind: KeyKind) {
    if let Some(name) = Filled::new(recipe, connection).and_then(|filled| fitting_choice(&filled, kind)) {
        connection.values.insert(ALGORITHM.into(), Value::Plain { text: name, typed: None });
    }
}

/// What is wrong with a key of this kind here, if anything is.
pub(super) fn note_about_fit(filled: &Filled<'_>, kind: KeyKind) -> Option<Note> {
    if filled.client_authentication() != ClientAuthenticationMethod::PrivateKeyJwt {
        return None;
    }
    let chosen = chosen_algorithm(filled);
    let taken = match chosen {
        Some(chosen) => vec![chosen],
        None => filled.way.client_authentication.jwt.as_ref()?.algorithms.clone(),
    };
    if taken.iter().any(|algorithm| kind.algorithms().contains(algorithm)) {
        return None;
    }
    if chosen.is_some()
        && let Some(fitting) = fitting_choice(filled, kind)
    {
        let sentence = format!("This key cannot sign with {}, which is chosen here. It can sign with", names(&taken));
        return Some(Note::new(Tone::Bad, sentence).with_evidence(fitting).with_action(NoteAction::MatchAlgorithm));
    }
    let wanted = taken.first().copied().map_or("another key", needed_key);
    let sentence = format!("The phone system takes signatures with {}, which this key cannot make.", names(&taken));
    Some(Note::new(Tone::Bad, format!("{sentence} It needs {wanted}.")))
}

/// The first algorithm of the recipe's choice that a key of this kind can make.
fn fitting_choice(filled: &Filled<'_>, kind: KeyKind) -> Option<String> {
    let choices = &filled.recipe.field(filled.way, ALGORITHM)?.choices;
    let mut fitting = kind.algorithms().iter().map(|algorithm| format!("{algorithm:?}"));
    fitting.find(|name| choices.iter().any(|choice| choice.value == *name))
}

fn names(algorithms: &[SignatureAlgorithm]) -> String {
    let names: Vec<String> = algorithms.iter().map(|algorithm| format!("{algorithm:?}")).collect();
    names.join(", ")
}

const fn needed_key(algorithm: SignatureAlgorithm) -> &'static str {
    use SignatureAlgorithm::{ES256, ES384, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512};
    match algorithm {
        ES256 => "an EC key on the curve P-256",
        ES384 => "an EC key on the curve P-384",
        EdDSA => "an Ed25519 key",
        RS256 | RS384 | RS512 | PS256 | PS384 | PS512 => "an RSA key",
        _ => "another key",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{
            connection::{ConnectionId, FieldView},
            time::Timestamp,
        },
        editing::{create, enter, repair, to_view},
        inspecting::private_key::sample_keys::{EC_P256, EC_P384, RSA, SampleKey},
        ports::vault::Record,
    };

    const RECIPE: &str = r#"
id = "made-up"
name = "Made up"
tile = "Mu"
summary = "For the tests"
about = "For the tests."

[[field]]
key = "host"
label = "Address"
kind = "base_url"

[[field]]
key = "client_id"
label = "Client ID"
kind = "text"

[[field]]
key = "private_key"
label = "Private key"
kind = "private_key"

[[way]]
id = "strict"
name = "Strict"
summary = "One algorithm."
renewal_hint = "a new one each time"
renewal = "Asks again."
evidence = "standard"
opens = "{host}"
grant = "client_credentials"
token_url = "{host}/token"
client_authentication.methods = ["private_key_jwt"]
client_authentication.jwt = { algorithms = ["ES256"], audience = "{token_url}", lifetime_seconds = 60 }

[[way]]
id = "free"
name = "Free"
summary = "A choice."
renewal_hint = "a new one each time"
renewal = "Asks again."
evidence = "standard"
opens = "{host}"
grant = "client_credentials"
token_url = "{host}/token"
client_authentication.methods = ["private_key_jwt"]
client_authentication.jwt = { algorithms = ["ES256", "RS256"], audience = "{token_url}", lifetime_seconds = 60 }

[[way.field]]
key = "algorithm"
label = "Signature"
kind = "choice"
default = "ES256"
choices = [{ value = "automatic", label = "What fits" }, { value = "ES256", label = "ES256" }, { value = "PS256", label = "PS256" }]
"#;

    fn with_key(way: &str, key: &SampleKey) -> (Recipe, Connection) {
        let recipe = Recipe::parse(RECIPE).unwrap();
        let mut connection = create(&recipe, way, ConnectionId("1".into()), false).unwrap();
        enter(&recipe, &mut connection, "private_key", &key.pem().into()).unwrap();
        (recipe, connection)
    }

    fn key_field(recipe: &Recipe, connection: &Connection) -> FieldView {
        let record = Record::new(connection.clone());
        let view = to_view(&Filled::new(recipe, connection).unwrap(), &record, false, None, Timestamp(0));
        view.fields.into_iter().find(|field| field.key == "private_key").unwrap()
    }

    #[test]
    fn f76_a_key_that_cannot_make_the_signature_is_caught_when_it_is_entered() {
        for key in [&*RSA, &*EC_P384] {
            let (recipe, connection) = with_key("strict", key);
            let field = key_field(&recipe, &connection);
            assert!(!field.entered.unwrap().usable);
            let [note] = field.notes.as_slice() else { panic!("one note: {:?}", field.notes) };
            assert_eq!(
                note.text,
                "The phone system takes signatures with ES256, which this key cannot make. It needs an EC key on the \
                 curve P-256."
            );
            assert_eq!((note.tone, note.action), (Tone::Bad, None));
        }
        let (recipe, connection) = with_key("strict", &EC_P256);
        assert_eq!(key_field(&recipe, &connection).notes, []);
    }

    #[test]
    fn f76_the_matching_algorithm_is_offered_where_there_is_a_choice() {
        let (recipe, mut connection) = with_key("free", &RSA);
        let field = key_field(&recipe, &connection);
        let note = &field.notes[0];
        assert_eq!(note.text, "This key cannot sign with ES256, which is chosen here. It can sign with");
        assert_eq!(note.evidence.as_deref(), Some("PS256"), "what the key makes and the choice has");
        assert_eq!(note.action, Some(NoteAction::MatchAlgorithm));
        repair(&recipe, &mut connection, "private_key", NoteAction::MatchAlgorithm).unwrap();
        assert_eq!(Filled::new(&recipe, &connection).unwrap().text("algorithm"), "PS256");
        let field = key_field(&recipe, &connection);
        assert!(field.notes.is_empty() && field.entered.unwrap().usable);
    }
}
