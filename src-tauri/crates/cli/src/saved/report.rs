//! What support is told about a saved connection. Nothing is sent: it is printed.

use dialkey_adapters::reports::report_facts;

use super::opened::Opened;
use crate::{arguments::ReportArguments, failure::Failure, output::print, stop::StopRequests};

pub(crate) async fn report(arguments: &ReportArguments) -> Result<(), Failure> {
    let mut stop = StopRequests::listen()?;
    let opened = Opened::open(&arguments.unlocking, &mut stop).await?;
    let record = opened.find(&arguments.name)?;
    print(&opened.desk().report(&record.connection.id, &report_facts())?.text)
}
