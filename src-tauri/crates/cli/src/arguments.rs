//! The command line.

use std::{env, path::PathBuf, time::Duration};

use clap::{
    Args, Parser, Subcommand, ValueEnum,
    error::{ContextKind, ContextValue, ErrorKind},
};

use crate::{output::Output, secret_source::SecretSource};

const EXIT_CODES: &str = "\
Exit codes: 0 done, 2 what was given cannot work, 3 the phone system refused,
            4 it could not be reached, 5 cancelled or no answer in time,
            6 what is saved could not be opened or written";

const GET_HELP: &str = "\
`get NAME` uses a saved connection: its token at once while that is valid, else a renewed one.
`get --system ID` with --set and --secret uses the values given, and keeps nothing.";

const UNLOCKING: &str = "\
The saved connections are opened with your keychain. Where you chose a passphrase it comes from --passphrase-file,
else from the file that the variable DIALKEY_PASSPHRASE_FILE names, else you are asked for it on the terminal.";

/// Gets API access tokens from phone systems.
#[derive(Debug, Parser)]
#[command(name = "dialkey-cli", version, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Reads the command line. The answer to what cannot be read does not repeat what may be a secret.
pub(crate) fn read() -> Result<Arguments, clap::Error> {
    Arguments::try_parse().map_err(without_values)
}

/// Whether failures are to be told as JSON, for a command line that could not be read.
pub(crate) fn ask_for_json() -> bool {
    let given: Vec<_> = env::args_os().collect();
    given.iter().any(|argument| argument == "--json" || argument == "--output=json")
        || given.windows(2).any(|pair| pair[0] == "--output" && pair[1] == "json")
}

fn without_values(mut error: clap::Error) -> clap::Error {
    let argument = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(argument)) => argument.as_str(),
        _ => "",
    };
    let hidden = match error.kind() {
        ErrorKind::ValueValidation if ["--set", "--secret"].iter().any(|option| argument.starts_with(option)) => {
            ContextKind::InvalidValue
        }
        ErrorKind::UnknownArgument if !argument.starts_with('-') => ContextKind::InvalidArg,
        _ => return error,
    };
    error.insert(hidden, ContextValue::String("(not shown, it may be a secret)".into()));
    error
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Lists every phone system with its ways and fields
    Systems(SystemsArguments),
    /// Gets a token and prints it
    Get(GetArguments),
    /// Lists the saved connections
    List(ListArguments),
    /// Renews the token of a saved connection, whether or not it is due
    Renew(RenewArguments),
    /// Forgets the token of a saved connection, or the connection
    Forget(ForgetArguments),
    /// Prints a report on a saved connection for support, without secrets
    Report(ReportArguments),
    /// Runs the practice phone system until it is stopped
    Practice(PracticeArguments),
}

#[derive(Debug, Args)]
pub(crate) struct SystemsArguments {
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(before_help = GET_HELP, after_help = format!("{UNLOCKING}\n\n{EXIT_CODES}"))]
pub(crate) struct GetArguments {
    /// A saved connection, as `dialkey-cli list` shows it
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// The phone system, as `dialkey-cli systems` lists it
    #[arg(long, value_name = "ID")]
    pub(crate) system: Option<String>,
    /// The way to a token; needed where the phone system has several
    #[arg(long, value_name = "ID")]
    pub(crate) way: Option<String>,
    /// A value that may be seen
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = parse_value)]
    pub(crate) values: Vec<(String, String)>,
    /// A secret: from a file (KEY=@FILE), from the environment (KEY=env:NAME) or from standard input (KEY=-)
    #[arg(long = "secret", value_name = "KEY=SOURCE", value_parser = parse_secret)]
    pub(crate) secrets: Vec<(String, SecretSource)>,
    /// How the client proves itself, where the phone system takes more than one way
    #[arg(long, value_name = "METHOD")]
    pub(crate) client_authentication: Option<String>,
    /// What is printed
    #[arg(long, value_enum, default_value_t = Output::Token)]
    pub(crate) output: Output,
    /// The redirect address as it is registered at the phone system, for ways with a sign-in
    #[arg(long, value_name = "URI")]
    pub(crate) redirect: Option<String>,
    /// Leave the protection called PKCE out of a sign-in, for phone systems that refuse what they do not know
    #[arg(long)]
    pub(crate) without_pkce: bool,
    #[command(flatten)]
    pub(crate) sign_in: SignInOptions,
    #[command(flatten)]
    pub(crate) unlocking: UnlockingOptions,
}

impl GetArguments {
    /// Whether anything is given that a saved connection has of its own.
    pub(crate) fn has_values(&self) -> bool {
        self.way.is_some()
            || !self.values.is_empty()
            || !self.secrets.is_empty()
            || self.client_authentication.is_some()
            || self.redirect.is_some()
            || self.without_pkce
    }
}

/// How long is waited, and how somebody signs in where that is needed.
#[derive(Debug, Args)]
pub(crate) struct SignInOptions {
    /// Seconds a call may take as a whole, 30 unless given; with a sign-in, seconds its answer is waited for, 600
    /// unless given
    #[arg(long, value_name = "SECONDS", value_parser = parse_seconds)]
    pub(crate) timeout: Option<Duration>,
    /// How the answer of a sign-in gets here; otherwise the redirect address decides
    #[arg(long, value_enum)]
    pub(crate) capture: Option<CaptureChoice>,
    /// Only print the address to sign in at; open no browser
    #[arg(long)]
    pub(crate) no_browser: bool,
}

/// What opens the vault.
#[derive(Debug, Args)]
pub(crate) struct UnlockingOptions {
    /// A file with the passphrase of the saved connections, where they have one
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = format!("{UNLOCKING}\n\n{EXIT_CODES}"))]
pub(crate) struct ListArguments {
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) unlocking: UnlockingOptions,
}

#[derive(Debug, Args)]
#[command(after_help = format!("{UNLOCKING}\n\n{EXIT_CODES}\nWith --all the highest of them."))]
pub(crate) struct RenewArguments {
    /// The connection, as `dialkey-cli list` shows it
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Every token that is about to end and needs nobody to sign in
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) sign_in: SignInOptions,
    #[command(flatten)]
    pub(crate) unlocking: UnlockingOptions,
}

#[derive(Debug, Args)]
#[command(after_help = format!("{UNLOCKING}\n\n{EXIT_CODES}"))]
pub(crate) struct ForgetArguments {
    /// The connection, as `dialkey-cli list` shows it
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Delete the connection with all its values and secrets
    #[arg(long)]
    pub(crate) connection: bool,
    /// Do not ask before a connection is deleted
    #[arg(long, requires = "connection")]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) unlocking: UnlockingOptions,
}

#[derive(Debug, Args)]
#[command(after_help = format!("{UNLOCKING}\n\n{EXIT_CODES}"))]
pub(crate) struct ReportArguments {
    /// The connection, as `dialkey-cli list` shows it
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) unlocking: UnlockingOptions,
}

/// How the answer of a sign-in gets here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CaptureChoice {
    /// A listener on this computer catches it
    Loopback,
    /// You paste the address that the browser ended up on
    Paste,
}

#[derive(Debug, Args)]
pub(crate) struct PracticeArguments {
    /// Only this phone system
    #[arg(long, value_name = "ID")]
    pub(crate) system: Option<String>,
    /// Print addresses and demo values as one line of JSON
    #[arg(long)]
    pub(crate) json: bool,
}

fn parse_value(argument: &str) -> Result<(String, String), String> {
    let (key, value) = argument.split_once('=').ok_or("it has to be KEY=VALUE")?;
    Ok((key.to_owned(), value.to_owned()))
}

fn parse_secret(argument: &str) -> Result<(String, SecretSource), String> {
    let (key, source) = argument.split_once('=').ok_or("it has to be KEY=@FILE, KEY=env:NAME or KEY=-")?;
    let source = if source == "-" {
        SecretSource::StandardInput
    } else if let Some(file) = source.strip_prefix('@') {
        SecretSource::File(PathBuf::from(file))
    } else if let Some(name) = source.strip_prefix("env:") {
        SecretSource::Environment(name.to_owned())
    } else {
        SecretSource::Argument
    };
    Ok((key.to_owned(), source))
}

fn parse_seconds(argument: &str) -> Result<Duration, String> {
    let seconds: u64 = argument.parse().map_err(|_| "it has to be a number of seconds")?;
    if seconds == 0 { Err("it has to be at least 1".into()) } else { Ok(Duration::from_secs(seconds)) }
}
