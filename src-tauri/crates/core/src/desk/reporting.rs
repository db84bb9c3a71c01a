//! What support is told about a connection.

use super::{Desk, DeskError};
use crate::{
    domain::{
        connection::ConnectionId,
        report::{Report, ReportFacts},
    },
    reporting,
};

impl Desk<'_> {
    /// Reports on what is kept of a connection, without a secret and without a value that names somebody.
    pub fn report(&self, id: &ConnectionId, facts: &ReportFacts) -> Result<Report, DeskError> {
        let record = self.vault.load(id)?;
        let filled = self.filled(&record.connection)?;
        Ok(reporting::report(facts, &filled, &record, self.clock.now()))
    }
}
