//! Renewing the token of one saved connection, whether or not it is due.

use dialkey_adapters::clock::SystemClock;
use dialkey_core::ports::{Clock as _, Vault as _, vault::VaultError};

use super::{
    attempt::{ask_for_token, what_was_lost},
    opened::{Opened, World},
    renew_all::renew_all,
    words::{as_argument, shown, time_left},
};
use crate::{
    arguments::RenewArguments, exit_code, failure::Failure, output::print, redirect::check_capture, sign_in::say,
    stop::StopRequests,
};

/// Answers with the exit code.
pub(crate) async fn renew(arguments: &RenewArguments) -> Result<u8, Failure> {
    if arguments.name.is_some() == arguments.all {
        return Err(Failure::bad_input(
            "Give the NAME of one connection, as `dialkey-cli list` shows it, or --all for those that are due.",
        ));
    }
    let mut stop = StopRequests::listen()?;
    let opened = Opened::open(&arguments.unlocking, &mut stop).await?;
    if let Some(read_only) = opened.vault.read_only() {
        return Err(Failure::vault(read_only.sentence()));
    }
    match &arguments.name {
        Some(name) => renew_one(&opened, name, arguments, &mut stop).await.map(|()| exit_code::DONE),
        None => renew_all(&opened, &World::new(&arguments.sign_in, false), &mut stop).await,
    }
}

async fn renew_one(
    opened: &Opened,
    name: &str,
    arguments: &RenewArguments,
    stop: &mut StopRequests,
) -> Result<(), Failure> {
    let record = opened.find(name)?;
    let (id, name) = (&record.connection.id, &record.connection.name);
    if record.token.is_none() {
        return Err(Failure::bad_input(format!(
            "{} has no token to renew. `dialkey-cli get {}` gets one.",
            shown(name),
            as_argument(name)
        )));
    }
    check_capture(&opened.desk(), id, arguments.sign_in.capture, false)?;
    let world = World::new(&arguments.sign_in, opened.desk().needs_sign_in(id)?);
    let renewed = ask_for_token(opened, &world, &record, stop).await;
    if let Some(problem) = opened.vault.write_what_is_held() {
        return Err(not_saved(&problem));
    }
    let after = opened.vault.load(id)?;
    if let Some(sentence) = what_was_lost(&after).filter(|_| renewed.is_err()) {
        say(&sentence);
    }
    renewed?;
    let left = after.token.map(|token| time_left(token.expiry, SystemClock.now())).unwrap_or_default();
    print(&format!("{}: renewed, {left}\n", shown(name)))
}

/// What came of a renewal is lost with the end of the program.
pub(super) fn not_saved(problem: &VaultError) -> Failure {
    Failure::vault(format!("What came of the renewal could not be saved: {problem}."))
}
