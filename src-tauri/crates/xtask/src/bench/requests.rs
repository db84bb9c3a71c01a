//! One token by client credentials, from a program's start to its end: `dialkey-cli`, curl and newman.

use std::{
    env,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use super::{
    ROUNDS,
    folder::Folder,
    median, milliseconds,
    programs::Programs,
    ratio,
    table::{Row, Target},
    token_service::{CLIENT_SECRET, PARAMETERS, TokenService},
};
use crate::stop::Stop;

/// A run of a few milliseconds varies more than one of half a second.
const SHORT_RUNS_PER_ROUND: usize = 5;

/// Measures the three against the same token service.
pub(super) fn measure(programs: &Programs) -> Result<Vec<Row>, Stop> {
    let service = TokenService::start()?;
    let folder = Folder::new()?;
    let secret = folder.write("secret", CLIENT_SECRET)?;
    let collection = folder.write("collection.json", &collection(&service.address))?;

    let (mut ours, mut curls, mut newmans) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        for _ in 0..SHORT_RUNS_PER_ROUND {
            ours.push(time(&mut dialkey_cli(&programs.command_line, &service.address, &secret))?);
            curls.push(time(&mut curl(&service.address, &secret))?);
        }
        newmans.push(time(Command::new(&programs.newman).arg("run").arg(&collection).arg("--silent"))?);
    }
    let (ours, curl, newman) = (median(ours), median(curls), median(newmans));
    Ok(vec![
        Row {
            what: "dialkey-cli get, start to end",
            value: milliseconds(ours),
            compared_with: format!("curl, {}", milliseconds(curl)),
            target: Some(Target::AtMost { ratio: ratio(ours.as_nanos(), curl.as_nanos()), limit: 3.0 }),
        },
        Row {
            what: "the same",
            value: milliseconds(ours),
            compared_with: format!("newman, {}", milliseconds(newman)),
            target: Some(Target::TimesFaster { ratio: ratio(newman.as_nanos(), ours.as_nanos()), limit: 20.0 }),
        },
    ])
}

fn dialkey_cli(program: &Path, address: &str, secret: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(["get", "--system", "oauth2", "--way", "client_credentials"]);
    command.args(["--set", &format!("token_address={address}")]);
    for (key, value) in PARAMETERS.iter().filter(|(key, _)| *key != "grant_type") {
        command.args(["--set", &format!("{key}={value}")]);
    }
    command.args(["--secret", &format!("client_secret=@{}", secret.display())]);
    command
}

fn curl(address: &str, secret: &Path) -> Command {
    let mut command = Command::new("curl");
    command.args(["--silent", "--show-error", "--fail", "--compressed", "--noproxy", "*", address]);
    for (key, value) in PARAMETERS {
        command.args(["--data", &format!("{key}={value}")]);
    }
    command.args(["--data-urlencode", &format!("client_secret@{}", secret.display())]);
    command
}

/// A Postman collection of one request. Without a script: newman starts a sandbox for the first, which takes longer.
fn collection(address: &str) -> String {
    let parameters = PARAMETERS.iter().chain(&[("client_secret", CLIENT_SECRET)]);
    let parameters: Vec<_> =
        parameters.map(|(key, value)| format!(r#"{{ "key": "{key}", "value": "{value}" }}"#)).collect();
    format!(
        r#"{{
  "info": {{
    "name": "Token",
    "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
  }},
  "item": [{{
    "name": "Token",
    "request": {{
      "method": "POST",
      "url": "{address}",
      "body": {{ "mode": "urlencoded", "urlencoded": [{}] }}
    }}
  }}]
}}"#,
        parameters.join(", ")
    )
}

/// From the start of a program to its end. Stops when it fails, since a failure takes another time.
fn time(command: &mut Command) -> Result<Duration, Stop> {
    command.env_clear().env("PATH", env::var_os("PATH").unwrap_or_default());
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let start = Instant::now();
    let status = command.status();
    let time = start.elapsed();
    let program = command.get_program().to_string_lossy();
    match status {
        Ok(status) if status.success() => Ok(time),
        Ok(status) => Err(Stop::because(format!("{program} got no token ({status})"))),
        Err(error) => Err(Stop::because(format!("{program} cannot be started: {error}"))),
    }
}
