//! Opening the vault: by the keychain, or by a passphrase from a file or from the person at the terminal.

use std::{env, sync::Arc, time::Duration};

use dialkey_adapters::{
    clock::SystemClock,
    folders::vault_folder,
    vault::{KeychainProblem, LockedBy, Opening, OsKeychain, Pending, Recovery, SqlVault, Unusable, VaultFolder},
};
use secrecy::SecretString;
use time::{OffsetDateTime, macros::format_description};

use crate::{
    arguments::UnlockingOptions,
    failure::Failure,
    interrupting::on_own_thread,
    secret_source::read_secret_file,
    sign_in::say,
    stop::StopRequests,
    terminal::{self, Hidden},
};

/// Names the file with the passphrase, where no option does.
const PASSPHRASE_FILE: &str = "DIALKEY_PASSPHRASE_FILE";
/// A keychain that takes longer has probably asked its person.
const SOON: Duration = Duration::from_secs(1);
/// How long is waited at a time; Ctrl+C ends the program meanwhile.
const LONG: Duration = Duration::from_hours(1);

/// Opens the vault, or says why not and what to do.
pub(super) async fn open_vault(options: &UnlockingOptions, stop: &mut StopRequests) -> Result<SqlVault, Failure> {
    let path = vault_folder()
        .ok_or_else(|| Failure::vault("This computer has no folder for what programs keep, so nothing is saved."))?;
    let folder = VaultFolder::new(path, Arc::new(OsKeychain), Arc::new(SystemClock));
    if !folder.has_vault() {
        return Err(nothing_saved());
    }
    let asked = folder.clone();
    match on_own_thread(move || wait_for_keychain(asked.open()), stop).await? {
        Opening::Locked(LockedBy::Passphrase) => {
            let passphrase = read_passphrase(options, stop).await?;
            into_vault(on_own_thread(move || folder.unlock(&passphrase), stop).await?)
        }
        opening => into_vault(opening),
    }
}

fn nothing_saved() -> Failure {
    Failure::vault(
        "Nothing is saved on this computer yet. Save a connection in the window of Dialkey, or give the values here: \
         `dialkey-cli get --system ID`.",
    )
}

fn wait_for_keychain(pending: Pending<Opening>) -> Opening {
    let mut waiting = match pending.wait(SOON) {
        Ok(opening) => return opening,
        Err(waiting) => waiting,
    };
    say("Waiting for your keychain. It may be asking for its password in a window. Ctrl+C cancels.");
    loop {
        match waiting.wait(LONG) {
            Ok(opening) => return opening,
            Err(still_waiting) => waiting = still_waiting,
        }
    }
}

async fn read_passphrase(options: &UnlockingOptions, stop: &mut StopRequests) -> Result<SecretString, Failure> {
    let by_option = options.passphrase_file.clone().map(|file| ("--passphrase-file", file));
    let by_variable = || env::var_os(PASSPHRASE_FILE).filter(|name| !name.is_empty());
    if let Some((named_by, file)) = by_option.or_else(|| by_variable().map(|file| (PASSPHRASE_FILE, file.into()))) {
        // Its name is not repeated: it may be the passphrase, put there by mistake.
        return read_secret_file(&file).map_err(|error| {
            Failure::vault(format!("The passphrase could not be read from the file that {named_by} names: {error}."))
        });
    }
    let not_asked = || {
        Failure::vault(format!(
            "{} There is no terminal to ask for it. Give a file that holds it: --passphrase-file FILE, or the variable \
             {PASSPHRASE_FILE}.",
            LockedBy::Passphrase.sentence()
        ))
    };
    if !terminal::is_there() {
        return Err(not_asked());
    }
    let hidden = Hidden::begin().map_err(|_| not_asked())?;
    let typed = on_own_thread(|| terminal::ask_hidden("Passphrase of the saved connections: "), stop).await;
    drop(hidden);
    typed?.map_err(|error| Failure::vault(format!("The passphrase could not be read: {error}.")))
}

fn into_vault(opening: Opening) -> Result<SqlVault, Failure> {
    match opening {
        Opening::Ready(vault) => Ok(vault),
        Opening::Recovered { vault, recovery } => {
            say(&what_was_recovered(&recovery));
            Ok(vault)
        }
        Opening::FirstStart { .. } => Err(nothing_saved()),
        Opening::Locked(by) => Err(Failure::vault(format!("{} {}", by.sentence(), what_unlocks(&by)))),
        Opening::Unusable(unusable) => {
            let sentences =
                [Some(unusable.sentence().as_str()), what_helps(&unusable)].map(Option::unwrap_or_default).join(" ");
            Err(Failure::vault(sentences.trim_end()))
        }
    }
}

const fn what_unlocks(by: &LockedBy) -> &'static str {
    match by {
        LockedBy::Keychain(KeychainProblem::Absent) => {
            "Run this where your keychain is, or choose a passphrase in the settings of Dialkey."
        }
        LockedBy::Keychain(KeychainProblem::Locked) => "Unlock it and run this again.",
        LockedBy::Keychain(KeychainProblem::NoItem | KeychainProblem::Altered) => {
            "Open the window of Dialkey: it says what can be done."
        }
        LockedBy::Keychain(KeychainProblem::Failed(_)) => "Run this again.",
        LockedBy::Passphrase | LockedBy::WrongPassphrase => "Nothing was opened.",
    }
}

const fn what_helps(unusable: &Unusable) -> Option<&'static str> {
    match unusable {
        Unusable::Damaged | Unusable::KeyFileMissing => Some("Open the window of Dialkey: it says what can be done."),
        Unusable::NewerVersion => Some("Use the newer one."),
        Unusable::InUse { .. } | Unusable::NotAllowed(_) | Unusable::NotWritable | Unusable::Failed(_) => None,
    }
}

fn what_was_recovered(recovery: &Recovery) -> String {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
    let from = OffsetDateTime::from_unix_timestamp(recovery.from.0).ok().and_then(|from| from.format(format).ok());
    let from = from.unwrap_or_else(|| "an unknown time".to_owned());
    let kept = recovery.kept_as.as_ref().map(|file| format!(" The damaged file is kept as {}.", file.display()));
    format!(
        "What is saved was damaged. The backup from {from} is used in its place; what came later is missing.{}",
        kept.unwrap_or_default()
    )
}
