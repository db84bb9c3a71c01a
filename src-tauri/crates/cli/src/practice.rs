//! The practice phone system in the foreground.

use std::{fmt::Write as _, io::Write as _};

use dialkey_practice::{Practice, PracticeSystem};
use serde::Serialize;

use crate::{arguments::PracticeArguments, failure::Failure, stop::StopRequests};

/// As the window gets it.
#[derive(Serialize)]
struct PracticeSystems<'a> {
    systems: &'a [PracticeSystem],
}

pub(crate) async fn run(arguments: &PracticeArguments) -> Result<(), Failure> {
    let practice = match &arguments.system {
        Some(id) => Practice::start_only(&[id]).await,
        None => Practice::start().await,
    };
    let practice =
        practice.map_err(|error| Failure::bad_input(format!("The practice phone system did not start: {error}.")))?;
    let systems = practice.systems();
    let text = if arguments.json {
        serde_json::to_string(&PracticeSystems { systems }).unwrap_or_default() + "\n"
    } else {
        systems.iter().map(describe).collect::<Vec<_>>().join("\n") + "\nIt runs until you stop it with Ctrl+C.\n"
    };
    // Whoever reads the text may ask to stop at once.
    let mut stop = StopRequests::listen()?;
    let mut output = std::io::stdout();
    write!(output, "{text}")?;
    output.flush()?;
    stop.next().await;
    Ok(())
}

fn describe(system: &PracticeSystem) -> String {
    let mut text = format!("{} at {}  ({})\n", system.name, system.address, system.id);
    for demo in &system.demo {
        let _ = writeln!(text, "  --way {}  {}", demo.way, demo.title);
        for (key, value) in &demo.values {
            let _ = writeln!(text, "    {key}  {}: {}", value.label, value.value);
        }
    }
    text
}
