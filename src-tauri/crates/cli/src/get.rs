//! One run, from the values given to the token printed.

use std::io::Write;

use dialkey_adapters::{
    clock::SystemClock, http::ReqwestHttp, memory_vault::MemoryVault, probe::NetworkProbe, random::OsRandom,
};
use dialkey_core::{
    desk::Desk,
    ports::{Outside, Vault},
};

use crate::{
    arguments::GetArguments,
    failure::{Failure, NOTHING_KEPT},
    fill_in::fill_in,
    interrupting::{Unwatched, run_flow, time_of_calls},
    output,
    redirect::reads_secret,
    route::trust_where_shown,
    saved,
    sign_in::CommandLineCapture,
    stop::StopRequests,
    systems::read_recipes,
};

pub(crate) async fn run(arguments: &GetArguments) -> Result<(), Failure> {
    match (&arguments.name, &arguments.system) {
        (Some(_), None) if arguments.given.is_any() => Err(Failure::bad_input(
            "A saved connection has its values already. Give NAME alone, or --system with values and no NAME.",
        )),
        (Some(name), None) => saved::get(name, arguments).await,
        (None, Some(system)) if arguments.unlocking.passphrase_file.is_none() => get_once(system, arguments).await,
        (None, Some(_)) => {
            Err(Failure::bad_input("With --system nothing that is saved is opened; leave --passphrase-file out."))
        }
        (Some(_), Some(_)) => {
            Err(Failure::bad_input("Give the NAME of a saved connection, or --system with its values, and not both."))
        }
        (None, None) => Err(Failure::bad_input(
            "Give the NAME of a saved connection, as `dialkey-cli list` shows it, or --system with its values.",
        )),
    }
}

/// A token of a connection that is kept nowhere.
async fn get_once(system: &str, arguments: &GetArguments) -> Result<(), Failure> {
    let recipes = read_recipes()?;
    let vault = MemoryVault::default();
    let desk = Desk { recipes: &recipes, vault: &vault, clock: &SystemClock };
    let (id, usage) = fill_in(&desk, &recipes, system, arguments)?;
    let mut stop = StopRequests::listen()?;
    let http = ReqwestHttp::with_call_timeout(time_of_calls(arguments.sign_in.timeout, usage.signs_in));
    let capture = CommandLineCapture::new(&arguments.sign_in, reads_secret(&arguments.given));
    let outside = Outside {
        http: &http,
        probe: &NetworkProbe,
        clock: &SystemClock,
        capture: &capture,
        random: &OsRandom,
        progress: &Unwatched,
    };
    if let Some(fingerprint) = &arguments.given.route.trust_fingerprint {
        run_flow(trust_where_shown(&desk, &id, outside, fingerprint), &capture, &mut stop, NOTHING_KEPT).await?;
    }
    run_flow(desk.get_token(&id, outside), &capture, &mut stop, NOTHING_KEPT).await?;
    if let Some(diagnosis) = vault.load(&id)?.diagnosis {
        return Err(Failure::Diagnosed(Box::new(diagnosis)));
    }
    let view = desk.view(&id, false, None)?;
    let result = output::write(arguments.output, &desk.token(&id)?, view.token.as_ref(), &usage);
    Ok(writeln!(std::io::stdout(), "{result}")?)
}
