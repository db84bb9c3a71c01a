//! The saved connections.

use dialkey_adapters::clock::SystemClock;
use dialkey_core::ports::Clock as _;

use super::{
    opened::Opened,
    words::{cells, state_in_words, table},
};
use crate::{arguments::ListArguments, failure::Failure, output::print, sign_in::say, stop::StopRequests};

pub(crate) async fn list(arguments: &ListArguments) -> Result<(), Failure> {
    let mut stop = StopRequests::listen()?;
    let opened = Opened::open(&arguments.unlocking, &mut stop).await?;
    opened.say_whether_read_only();
    let rows = opened.desk().rows(|_| false)?;
    if arguments.json {
        return print(&(serde_json::to_string_pretty(&rows).unwrap_or_default() + "\n"));
    }
    if rows.is_empty() {
        say("No connection is saved yet.");
        return Ok(());
    }
    let now = SystemClock.now();
    let head = ["NAME", "PHONE SYSTEM", "FOLDER", "STATE"].map(str::to_owned);
    let lines = rows.iter().map(|row| cells(row, state_in_words(row.state, now)));
    print(&table(&std::iter::once(head).chain(lines).collect::<Vec<_>>()))
}
