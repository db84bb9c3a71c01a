//! Forgetting what is saved. The phone system is not told.

use dialkey_adapters::clock::SystemClock;
use dialkey_core::{
    domain::token::Expiry,
    ports::{Clock as _, vault::Record},
};

use super::{
    opened::Opened,
    words::{shown, time_left},
};
use crate::{
    arguments::ForgetArguments, failure::Failure, interrupting::on_own_thread, output::print, stop::StopRequests,
    terminal,
};

pub(crate) async fn forget(arguments: &ForgetArguments) -> Result<(), Failure> {
    let mut stop = StopRequests::listen()?;
    let opened = Opened::open(&arguments.unlocking, &mut stop).await?;
    let record = opened.find(&arguments.name)?;
    let (id, name) = (&record.connection.id, shown(&record.connection.name));
    let still_accepted = what_is_still_accepted(&record);
    if !arguments.connection {
        if record.token.is_none() {
            return print(&format!("{name} has no token.\n"));
        }
        opened.desk().forget_token(id)?;
        return print(&format!("The token of {name} is forgotten on this computer.{still_accepted}\n"));
    }
    if !(arguments.yes || confirm(&name, &mut stop).await?) {
        return Err(Failure::Cancelled("The connection is kept."));
    }
    opened.desk().delete(id)?;
    print(&format!("The connection {name} is deleted on this computer.{still_accepted}\n"))
}

/// The end of a sentence on a token that the phone system goes on taking.
fn what_is_still_accepted(record: &Record) -> String {
    let now = SystemClock.now();
    match record.token.as_ref().map(|token| token.expiry) {
        Some(Expiry::At { at }) if at <= now => String::new(),
        Some(expiry) => format!(" The phone system accepts the token until it ends: {}.", time_left(expiry, now)),
        None => String::new(),
    }
}

async fn confirm(name: &str, stop: &mut StopRequests) -> Result<bool, Failure> {
    if !terminal::is_there() {
        return Err(Failure::bad_input("There is no terminal to ask on. Add --yes to delete the connection."));
    }
    let question = format!("Delete the connection {name} with all its values and secrets?");
    let answer = on_own_thread(move || terminal::confirm(&question), stop).await?;
    answer.map_err(|error| Failure::bad_input(format!("The answer could not be read: {error}.")))
}
