//! Does the key make a signature that the phone system takes?

use super::checks::Finding;
use crate::{
    authenticating::{AuthenticationError, find_signature},
    domain::{client_authentication::ClientAuthenticationMethod, diagnosis::CauseAction},
    filling::Filled,
};

const FIELD: &str = "private_key";

/// What the key is good for.
pub(super) fn find(filled: &Filled<'_>) -> Finding {
    if filled.client_authentication() != ClientAuthenticationMethod::PrivateKeyJwt {
        return Finding::skipped("Not used by this way.");
    }
    if filled.is_empty(FIELD) {
        return Finding::bad("There is no key yet", "").with_action(edit(filled));
    }
    match find_signature(filled) {
        Ok((key, algorithm)) => Finding::good(format!("{key}, signs with {algorithm:?}")),
        Err(AuthenticationError::Key(problem)) => {
            Finding::bad("The key cannot be used", problem.sentence()).with_action(edit(filled))
        }
        Err(AuthenticationError::KeyDoesNotFit { key, asked }) => {
            let asked = asked.iter().map(|algorithm| format!("{algorithm:?}")).collect::<Vec<_>>().join(", ");
            let sentence = format!("This one is an {key}. Signatures asked for: {asked}.");
            Finding::bad("The key is of another kind", sentence).with_action(edit(filled))
        }
        Err(AuthenticationError::NoSettings | AuthenticationError::Signing(_)) => {
            Finding::bad("Nothing can be signed with these values", "").with_action(edit(filled))
        }
    }
}

fn edit(filled: &Filled<'_>) -> Option<CauseAction> {
    let field = filled.fields().find(|field| field.key == FIELD)?;
    Some(CauseAction::EditField { field: field.key.clone(), label: field.label.clone() })
}
