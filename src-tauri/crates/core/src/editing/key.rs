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
