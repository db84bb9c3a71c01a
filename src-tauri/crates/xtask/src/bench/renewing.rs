//! Renewing 1,000 tokens of 50 hosts, four at once at each: `dialkey-cli renew --all`, and curl that asks for as many.

use std::{
    env,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use super::{
    median, milliseconds,
    programs::Programs,
    ratio,
    screen::{Screen, Session},
    table::{Row, Target},
    token_service::{CLIENT_SECRET, PARAMETERS, TokenService},
    vaults::{self, SetAside},
};
use crate::stop::Stop;

const HOSTS: u8 = 50;
const TOKENS: usize = 1_000;
const AT_ONE_HOST: usize = 4;
const ROUNDS: usize = 5;

/// Measures both against the same token service.
pub(super) fn measure(programs: &Programs) -> Result<Vec<Row>, Stop> {
    let service = TokenService::start_at_hosts(HOSTS)?;
    let screen = Screen::open()?;
    let session = vaults::make(&screen, programs, &["1000", "--due-at", &service.port.to_string()])?;
    let vault = SetAside::new(&session)?;
    let (mut ours, mut curls) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        vault.put_back()?;
        ours.push(time(&service, &mut dialkey_cli(programs, &session))?);
        curls.push(time(&service, &mut curl(service.port))?);
    }
    let (ours, curl) = (median(ours), median(curls));
    Ok(vec![Row {
        what: "Renewing 1,000 tokens of 50 hosts",
        value: milliseconds(ours),
        compared_with: format!("curl --parallel, {}", milliseconds(curl)),
        target: Some(Target::AtMost { ratio: ratio(ours.as_nanos(), curl.as_nanos()), limit: 1.5 }),
    }])
}

/// With the keychain: a passphrase takes half a second on purpose, which is no part of renewing.
fn dialkey_cli(programs: &Programs, session: &Session) -> Command {
    let mut command = session.command(&programs.command_line);
    command.args(["renew", "--all"]);
    command
}

/// One curl with as many requests at once as all hosts together allow. It goes from host to host, which keeps them
/// to about four each; a limit for each host came only with its version 8.16. The service keeps no connection open.
fn curl(port: u16) -> Command {
    let mut command = Command::new("curl");
    command.env_clear().env("PATH", env::var_os("PATH").unwrap_or_default());
    command.args(["--silent", "--show-error", "--fail", "--compressed", "--noproxy", "*"]);
    command.args(["--parallel", "--parallel-immediate", "--parallel-max"]);
    command.arg((usize::from(HOSTS) * AT_ONE_HOST).to_string());
    for (key, value) in PARAMETERS.iter().chain(&[("client_secret", CLIENT_SECRET)]) {
        command.args(["--data", &format!("{key}={value}")]);
    }
    for _ in 0..TOKENS / usize::from(HOSTS) {
        command.arg(format!("http://127.0.1.[1-{HOSTS}]:{port}/oauth2/token"));
    }
    command
}

/// From the start of a program to its end. Stops when not every token was handed out.
fn time(service: &TokenService, command: &mut Command) -> Result<Duration, Stop> {
    let before = service.handed_out();
    let start = Instant::now();
    let output = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).output();
    let time = start.elapsed();
    let program = command.get_program().to_string_lossy();
    let output = output.map_err(|error| Stop::because(format!("{program} cannot be started: {error}")))?;
    let tokens = service.handed_out() - before;
    if output.status.success() && tokens == TOKENS {
        return Ok(time);
    }
    let says = String::from_utf8_lossy(&output.stderr);
    Err(Stop::because(format!("{program} got {tokens} of {TOKENS} tokens ({}): {says}", output.status)))
}
