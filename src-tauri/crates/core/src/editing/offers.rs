//! Whole things that were pasted: what they would fill in, and filling it in.

use secrecy::SecretString;

use super::{EditError, enter, field_of};
use crate::{
    domain::{connection::Connection, recipe::Recipe},
    filling::Filled,
    recognising::{self, Offer},
};

/// What the text entered into a field would fill in; none where it is one value.
pub fn recognise(
    recipe: &Recipe,
    connection: &Connection,
    key: &str,
    typed: &SecretString,
) -> Result<Option<Offer>, EditError> {
    let field = field_of(recipe, connection, key)?;
    let filled = Filled::new(recipe, connection).ok_or_else(|| EditError::NoSuchWay(connection.way.clone()))?;
    let recognised = recognising::recognise(typed, field.kind);
    Ok(recognised.and_then(|recognised| recognising::fit(&filled, key, typed, recognised)))
}

/// Fills in what was offered, all of it or, where one value cannot be kept, nothing.
pub fn fill(recipe: &Recipe, connection: &mut Connection, offer: &Offer) -> Result<(), EditError> {
    let mut filled = connection.clone();
    if offer.method.is_some() {
        filled.client_authentication = offer.method;
    }
    for fill in &offer.fills {
        enter(recipe, &mut filled, &fill.key, &fill.value)?;
    }
    *connection = filled;
    Ok(())
}
