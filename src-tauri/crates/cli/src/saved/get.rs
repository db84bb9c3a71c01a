//! The token of a saved connection: the one that is there while it is valid, else a new one.

use std::io::Write as _;

use dialkey_adapters::clock::SystemClock;
use dialkey_core::{
    domain::token::Token,
    ports::{Clock as _, Vault as _, vault::Record},
};

use super::{
    attempt::{ask_for_token, is_fresh, is_valid, what_was_lost},
    opened::{Opened, World},
    words::time_left,
};
use crate::{
    arguments::GetArguments, failure::Failure, output, redirect::check_capture, sign_in::say, stop::StopRequests,
};

pub(crate) async fn get(name: &str, arguments: &GetArguments) -> Result<(), Failure> {
    let mut stop = StopRequests::listen()?;
    let opened = Opened::open(&arguments.unlocking, &mut stop).await?;
    opened.say_whether_read_only();
    let desk = opened.desk();
    let record = opened.find(name)?;
    let id = &record.connection.id;
    let usage = opened.usage_of(&record, arguments.output)?;
    check_capture(&desk, id, arguments.sign_in.capture, false)?;
    let world = World::new(&arguments.sign_in, usage.signs_in);
    make_usable(&opened, &world, &record, &mut stop).await?;
    if let Some(problem) = opened.vault.write_what_is_held() {
        say(&format!("The new token could not be saved: {problem}. It is printed all the same; keep it."));
    }
    let view = desk.view(id, false, None)?;
    // The refresh token stays with the vault: used elsewhere, it would end the one that is kept (RFC 9700 4.14.2).
    let token = Token { refresh_token: None, ..desk.token(id)? };
    let result = output::write(arguments.output, &token, view.token.as_ref(), &usage);
    Ok(writeln!(std::io::stdout(), "{result}")?)
}

/// Sees to it that there is a token that can be used. Nothing is sent where there is one already, or where a renewal was
/// sent whose answer was lost.
async fn make_usable(opened: &Opened, world: &World, record: &Record, stop: &mut StopRequests) -> Result<(), Failure> {
    let now = SystemClock.now();
    if let Some(sentence) = what_was_lost(record) {
        if !is_valid(record, now) {
            return Err(Failure::Uncertain(sentence));
        }
        say(&sentence);
        return Ok(());
    }
    if is_fresh(record, now) {
        return Ok(());
    }
    let failure = match ask_for_token(opened, world, record, stop).await {
        Ok(()) => return Ok(()),
        Err(cancelled @ Failure::Cancelled(_)) => return Err(cancelled),
        Err(failure) => failure,
    };
    let after = opened.vault.load(&record.connection.id)?;
    let now = SystemClock.now();
    let usable = after.token.as_ref().filter(|_| is_valid(&after, now));
    if let Some(token) = usable {
        say(&format!("This is the token from before, {}. It could not be renewed:", time_left(token.expiry, now)));
        say(failure.to_text().trim_end());
    }
    if let Some(sentence) = what_was_lost(&after) {
        say(&sentence);
    }
    if usable.is_some() { Ok(()) } else { Err(failure) }
}
