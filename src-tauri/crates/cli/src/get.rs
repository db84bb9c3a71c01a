//! One run, from the values given to the token printed.

use std::io::Write;

use dialkey_adapters::{clock::SystemClock, http::ReqwestHttp, memory_vault::MemoryVault, random::OsRandom};
use dialkey_core::{
    desk::Desk,
    domain::step::Step,
    ports::{Outside, Progress, Vault, http::CALL_TIMEOUT},
};

use crate::{
    arguments::GetArguments, failure::Failure, fill_in::fill_in, output, sign_in::CommandLineCapture,
    stop::StopRequests, systems::read_recipes,
};

/// Nobody watches the steps; a failed one is named in the report.
struct Unwatched;

impl Progress for Unwatched {
    fn steps_changed(&self, _: &[Step]) {}
}

pub(crate) async fn run(arguments: &GetArguments) -> Result<(), Failure> {
    let recipes = read_recipes()?;
    let vault = MemoryVault::default();
    let desk = Desk { recipes: &recipes, vault: &vault, clock: &SystemClock };
    let (id, usage) = fill_in(&desk, &recipes, arguments)?;
    let mut stop = StopRequests::listen()?;
    // With a sign-in the time given is the person's, not that of a call.
    let of_calls = arguments.timeout.filter(|_| !usage.signs_in).unwrap_or(CALL_TIMEOUT);
    let http = ReqwestHttp::with_call_timeout(of_calls);
    let capture = CommandLineCapture::new(arguments);
    let outside =
        Outside { http: &http, clock: &SystemClock, capture: &capture, random: &OsRandom, progress: &Unwatched };
    tokio::select! {
        done = desk.get_token(&id, outside) => done?,
        () = stop.next() => return Err(Failure::Cancelled),
        () = capture.input_ended() => {
            return Err(Failure::bad_input("Standard input ended before the answer of the sign-in was pasted."));
        }
    }
    if let Some(diagnosis) = vault.load(&id).map_err(|error| Failure::bad_input(error.to_string()))?.diagnosis {
        return Err(Failure::Diagnosed(Box::new(diagnosis)));
    }
    let view = desk.view(&id, false, None)?;
    let result = output::write(arguments.output, &desk.token(&id)?, view.token.as_ref(), &usage);
    Ok(writeln!(std::io::stdout(), "{result}")?)
}
