//! Dialkey without a window.
//!
//! Only the result goes to standard output; what went wrong goes to standard error, and the exit code says how it
//! ended (see [`exit_code`]).

mod arguments;
mod exit_code;
mod failure;
mod fill_in;
mod get;
mod interrupting;
mod output;
mod pasting;
mod practice;
mod redirect;
mod saved;
mod secret_source;
mod sign_in;
mod stop;
mod systems;
mod terminal;
mod usage;

use std::process::ExitCode;

use arguments::Command;
use dialkey_adapters::faults::say_faults_without_values;
use failure::Failure;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    say_faults_without_values();
    let arguments = match arguments::read() {
        Ok(arguments) => arguments,
        Err(error) if error.use_stderr() => {
            let failure = Failure::bad_input(error.render().to_string().trim_end());
            failure.report(arguments::ask_for_json());
            return failure.exit_code();
        }
        Err(help_or_version) => {
            // Where nobody reads them there is nothing left to do.
            let _ = help_or_version.print();
            return ExitCode::SUCCESS;
        }
    };
    let (as_json, result) = match arguments.command {
        Command::Systems(systems) => (systems.json, done(systems::run(&systems))),
        Command::Get(get) => (get.output == output::Output::Json, done(get::run(&get).await)),
        Command::List(list) => (list.json, done(saved::list(&list).await)),
        Command::Renew(renew) => (false, saved::renew(&renew).await),
        Command::Forget(forget) => (false, done(saved::forget(&forget).await)),
        Command::Report(report) => (false, done(saved::report(&report).await)),
        Command::Practice(practice) => (practice.json, done(practice::run(&practice).await)),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            failure.report(as_json);
            failure.exit_code()
        }
    }
}

/// The exit code of what was done whole or not at all.
fn done(result: Result<(), Failure>) -> Result<u8, Failure> {
    result.map(|()| exit_code::DONE)
}

impl From<std::io::Error> for Failure {
    /// Standard output is closed or the disk is full.
    fn from(error: std::io::Error) -> Self {
        Self::bad_input(format!("The result could not be written: {error}."))
    }
}
