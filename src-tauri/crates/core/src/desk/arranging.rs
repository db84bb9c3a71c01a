//! Connections as entries of a list: names, folders, copies, deletion.

use super::{Desk, DeskError, make_connection_id};
use crate::{
    domain::connection::ConnectionId,
    ports::{Random, vault::Record},
};

/// The longest name of a connection or a folder, in characters.
const LONGEST_NAME: usize = 200;

impl Desk<'_> {
    /// Gives a connection another name; an empty one is not taken.
    pub fn rename(&self, id: &ConnectionId, name: &str) -> Result<(), DeskError> {
        match cut(name) {
            Some(name) => Ok(self.vault.change(id, &mut |record| record.connection.name.clone_from(&name))?),
            None => Ok(()),
        }
    }

    /// Puts a connection into a folder of the person's own; an empty name takes it out.
    pub fn move_to_folder(&self, id: &ConnectionId, folder: &str) -> Result<(), DeskError> {
        let folder = cut(folder);
        Ok(self.vault.change(id, &mut |record| record.connection.folder.clone_from(&folder))?)
    }

    /// Makes a connection with the same values and secrets, and no token: that one belongs to the first.
    pub fn duplicate(&self, id: &ConnectionId, random: &dyn Random) -> Result<ConnectionId, DeskError> {
        let mut connection = self.vault.load(id)?.connection;
        connection.id = make_connection_id(random);
        connection.name = cut(&format!("{} (copy)", connection.name)).unwrap_or_default();
        connection.keep_fresh = false;
        let copy = connection.id.clone();
        self.vault.insert(Record::new(connection))?;
        Ok(copy)
    }

    /// Forgets a connection and all that belongs to it. What comes back is the only copy, for [`Desk::put_back`].
    pub fn delete(&self, id: &ConnectionId) -> Result<Record, DeskError> {
        let record = self.vault.load(id)?;
        self.vault.remove(id)?;
        Ok(record)
    }

    /// Takes a deletion back. The connection is the last of the list then.
    pub fn put_back(&self, record: Record) -> Result<(), DeskError> {
        Ok(self.vault.insert(record)?)
    }
}

/// A name without blanks at its ends and of a length that can be shown; none where nothing is left.
fn cut(name: &str) -> Option<String> {
    let name: String = name.trim().chars().take(LONGEST_NAME).collect();
    (!name.is_empty()).then_some(name)
}
