//! The practice phone system in the foreground, well or with a fault.

use std::{fmt::Write as _, io::Write as _};

use dialkey_practice::{Fault, Practice, PracticeError, PracticeFault, PracticeFaults, PracticeSystem};
use serde::Serialize;

use crate::{arguments::PracticeArguments, failure::Failure, stop::StopRequests};

/// As the window gets it.
#[derive(Serialize)]
struct PracticeSystems<'a> {
    systems: &'a [PracticeSystem],
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    purpose: Option<Purpose<'a>>,
}

/// What goes wrong on purpose.
#[derive(Serialize)]
struct Purpose<'a> {
    fault: &'a PracticeFault,
    /// What there is to try against it, by its label.
    values: Vec<(&'a str, &'a str)>,
}

pub(crate) async fn run(arguments: &PracticeArguments) -> Result<(), Failure> {
    let fault = match arguments.fault.as_deref() {
        Some("list") => return list(arguments.json),
        Some(name) => Some(Fault::named(name).ok_or_else(|| unknown(name))?),
        None => None,
    };
    let practice = start(arguments.system.as_deref(), fault)
        .await
        .map_err(|error| Failure::bad_input(format!("The practice phone system did not start: {error}.")))?;
    let (systems, faults) = (practice.systems_now(), practice.faults());
    let purpose = purpose_of(&faults);
    let text = if arguments.json {
        serde_json::to_string(&PracticeSystems { systems: &systems, purpose }).unwrap_or_default() + "\n"
    } else {
        let systems = systems.iter().map(describe).collect::<Vec<_>>().join("\n");
        let purpose = purpose.map(|purpose| describe_purpose(&purpose)).unwrap_or_default();
        format!("{systems}\n{purpose}It runs until you stop it with Ctrl+C.\n")
    };
    // Whoever reads the text may ask to stop at once.
    let mut stop = StopRequests::listen()?;
    print(&text)?;
    stop.next().await;
    Ok(())
}

async fn start(system: Option<&str>, fault: Option<Fault>) -> Result<Practice, PracticeError> {
    let builder = system.map_or_else(Practice::builder, |id| Practice::builder().only(&[id]));
    let builder = match fault {
        Some(fault) => builder.failing(fault),
        None => builder,
    };
    builder.start().await
}

fn print(text: &str) -> Result<(), Failure> {
    let mut output = std::io::stdout();
    output.write_all(text.as_bytes())?;
    output.flush()?;
    Ok(())
}

fn list(as_json: bool) -> Result<(), Failure> {
    let all = PracticeFaults::with(None, Vec::new()).all;
    if as_json {
        return print(&(serde_json::to_string(&all).unwrap_or_default() + "\n"));
    }
    let width = all.iter().map(|fault| fault.name.len()).max().unwrap_or_default();
    let mut text = String::new();
    let mut group = "";
    for fault in &all {
        if fault.group != group {
            group = &fault.group;
            let _ = writeln!(text, "{}{group}", if text.is_empty() { "" } else { "\n" });
        }
        let _ = writeln!(text, "  {:width$}  {}", fault.name, fault.title);
    }
    print(&text)
}

fn unknown(name: &str) -> Failure {
    let known = Fault::all().iter().map(|fault| fault.name()).collect::<Vec<_>>().join(", ");
    Failure::bad_input(format!("There is no fault \"{name}\". There are: {known}."))
}

fn purpose_of(faults: &PracticeFaults) -> Option<Purpose<'_>> {
    let on = faults.on.as_deref()?;
    let fault = faults.all.iter().find(|fault| fault.name == on)?;
    let values = faults.values.iter().map(|value| (value.label.as_str(), value.value.as_str()));
    Some(Purpose { fault, values: values.collect() })
}

fn describe_purpose(Purpose { fault, values }: &Purpose<'_>) -> String {
    let mut text = format!("Wrong on purpose: {} ({})\n", fault.title, fault.name);
    let _ = writeln!(text, "  {}", fault.happens);
    let _ = writeln!(text, "  To be seen: {}", fault.look_for);
    for (label, value) in values {
        let _ = write!(text, "\n{label}:\n{value}");
    }
    text + "\n"
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
