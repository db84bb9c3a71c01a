//! Values that are more than one, and keys that are locked.

use secrecy::SecretString;

use super::{Desk, DeskError};
use crate::{
    domain::{connection::ConnectionId, note::Note},
    editing::{self, EditError},
    recognising::Offer,
};

impl Desk<'_> {
    /// What the text entered into a field would fill in; none where it is one value, to be entered as such. Nothing is
    /// changed, and the offer is not kept here.
    pub fn recognise(&self, id: &ConnectionId, field: &str, typed: &SecretString) -> Result<Option<Offer>, DeskError> {
        let connection = self.vault.load(id)?.connection;
        Ok(editing::recognise(self.recipe(&connection.system)?, &connection, field, typed)?)
    }

    /// Fills in what was offered.
    pub fn fill(&self, id: &ConnectionId, offer: &Offer) -> Result<(), DeskError> {
        self.edit(id, |recipe, connection| editing::fill(recipe, connection, offer))
    }

    /// Opens the locked key in a field and keeps the opened one. Answers with what is to be said below the field, whether
    /// it opened or not.
    pub fn open_key(&self, id: &ConnectionId, field: &str, passphrase: &SecretString) -> Result<Note, DeskError> {
        // Opening takes up to a second, so it is done before anything is locked for writing.
        let mut connection = self.vault.load(id)?.connection;
        let opened = editing::open_key(self.recipe(&connection.system)?, &mut connection, field, passphrase);
        let note = match opened {
            Ok(note) => note,
            Err(EditError::Rejected(note)) => return Ok(note),
            Err(other) => return Err(other.into()),
        };
        let value = connection.values.remove(field);
        self.change(id, &mut |record| {
            if let Some(value) = value.clone() {
                record.connection.values.insert(field.to_owned(), value);
            }
        })?;
        Ok(note)
    }
}
