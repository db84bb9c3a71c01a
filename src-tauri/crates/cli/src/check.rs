//! A look at the way to a phone system, and the table of what was found.

use dialkey_adapters::{
    clock::SystemClock, http::ReqwestHttp, memory_vault::MemoryVault, probe::NetworkProbe, random::OsRandom,
};
use dialkey_core::{
    desk::Desk,
    domain::check::{Check, CheckKind, CheckReport, CheckState},
    ports::Outside,
};

use crate::{
    arguments::{CheckArguments, CheckOutput, SignInOptions},
    exit_code,
    failure::{Failure, NOTHING_KEPT},
    fill_in::fill_in_to_check,
    interrupting::{Unwatched, run_flow},
    output::print,
    route::trust_where_shown,
    saved,
    sign_in::CommandLineCapture,
    stop::StopRequests,
    systems::read_recipes,
};

/// Answers with the exit code.
pub(crate) async fn run(arguments: &CheckArguments) -> Result<u8, Failure> {
    let report = match (&arguments.name, &arguments.system) {
        (Some(_), None) if arguments.given.is_any() => {
            return Err(Failure::bad_input(
                "A saved connection has its values already. Give NAME alone, or --system with values and no NAME.",
            ));
        }
        (Some(name), None) => saved::check(name, arguments).await?,
        (None, Some(system)) => check_once(system, arguments).await?,
        (Some(_), Some(_)) | (None, None) => {
            return Err(Failure::bad_input(
                "Give the NAME of a saved connection, as `dialkey-cli list` shows it, or --system with its values.",
            ));
        }
    };
    print(&match arguments.output {
        CheckOutput::Json => serde_json::to_string_pretty(&report).unwrap_or_default() + "\n",
        CheckOutput::Table => table(&report),
    })?;
    Ok(report.checks.iter().map(code_of).max().unwrap_or(exit_code::DONE))
}

/// The way of a connection that is kept nowhere.
async fn check_once(system: &str, arguments: &CheckArguments) -> Result<CheckReport, Failure> {
    let recipes = read_recipes()?;
    let vault = MemoryVault::default();
    let desk = Desk { recipes: &recipes, vault: &vault, clock: &SystemClock };
    let id = fill_in_to_check(&desk, &recipes, system, &arguments.given)?;
    let mut stop = StopRequests::listen()?;
    let http = ReqwestHttp::default();
    let capture = CommandLineCapture::new(&SignInOptions::default(), false);
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
    run_flow(desk.check(&id, outside, &|_| ()), &capture, &mut stop, NOTHING_KEPT).await
}

fn table(report: &CheckReport) -> String {
    let head = ["STATE", "CHECK", "PLACE", "FOUND"].map(str::to_owned);
    let lines = report.checks.iter().map(|check| {
        let state = match check.state {
            CheckState::Good => "good",
            CheckState::Warning => "warning",
            CheckState::Bad => "failed",
            CheckState::Skipped | CheckState::ToDo | CheckState::Now => "skipped",
        };
        let text = |text: &Option<String>| saved::shown(text.as_deref().unwrap_or_default());
        [state.to_owned(), saved::shown(&check.name), text(&check.place), text(&check.sentence)]
    });
    saved::table(&std::iter::once(head).chain(lines).collect::<Vec<_>>())
}

const fn code_of(check: &Check) -> u8 {
    match (check.state, check.kind) {
        (CheckState::Bad, CheckKind::Values | CheckKind::Key | CheckKind::Redirect | CheckKind::Address) => {
            exit_code::BAD_INPUT
        }
        (CheckState::Bad, _) => exit_code::NOT_REACHED,
        _ => exit_code::DONE,
    }
}
