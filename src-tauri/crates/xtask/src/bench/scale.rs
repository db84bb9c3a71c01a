//! What it costs to keep many connections: the start of the window, its memory, opening the vault and saving one token,
//! with 10, 1,000 and 10,000 of them.

use std::time::Duration;

use super::{
    ROUNDS, median, milliseconds,
    programs::Programs,
    ratio,
    screen::Session,
    start::{self, Start},
    table::{Row, Target, bytes},
};
use crate::stop::Stop;

/// What was measured of the vault itself.
#[derive(Clone, Copy)]
struct Cost {
    opening: Duration,
    saving: Duration,
}

/// Measures the vaults of the three sizes in turns.
pub(super) fn measure(programs: &Programs, vaults: &[Session; 3]) -> Result<Vec<Row>, Stop> {
    let mut starts: [Vec<Start>; 3] = Default::default();
    let mut costs: [Vec<Cost>; 3] = Default::default();
    for session in vaults {
        // The first start reads everything from the disk and is not counted.
        start::start_in(session, &programs.app)?;
    }
    for _ in 0..ROUNDS {
        for (session, (starts, costs)) in vaults.iter().zip(starts.iter_mut().zip(&mut costs)) {
            starts.push(start::start_in(session, &programs.app)?);
            costs.push(cost(session, programs)?);
        }
    }
    let opening = costs.each_ref().map(|costs| median(costs.iter().map(|cost| cost.opening)));
    let saving = costs.each_ref().map(|costs| median(costs.iter().map(|cost| cost.saving)));
    let told = |what, values: [String; 3]| {
        let [ten, thousand, value] = values;
        Row { what, value, compared_with: format!("with 10, {ten}; with 1,000, {thousand}"), target: None }
    };
    let target = Target::AtMost { ratio: ratio(saving[2].as_nanos(), saving[0].as_nanos()), limit: 1.2 };
    Ok(vec![
        told("Start with 10,000 connections", starts.each_ref().map(|starts| milliseconds(start::median_time(starts)))),
        told("Memory with 10,000 (PSS)", starts.each_ref().map(|starts| bytes(start::median_memory(starts)))),
        told("Opening the vault with 10,000", opening.map(milliseconds)),
        Row { target: Some(target), ..told("Saving one token of 10,000", saving.map(milliseconds)) },
    ])
}

fn cost(session: &Session, programs: &Programs) -> Result<Cost, Stop> {
    let output = session.command(&programs.full_vault).arg("measure").output();
    let output = output.map_err(|error| Stop::because(format!("the vault cannot be measured: {error}")))?;
    let numbers = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut times = numbers.split_whitespace().filter_map(|number| number.parse().ok().map(Duration::from_micros));
    match (times.next(), times.next()) {
        (Some(opening), Some(saving)) => Ok(Cost { opening, saving }),
        _ => Err(Stop::because(format!("the vault was not measured: {}", String::from_utf8_lossy(&output.stderr)))),
    }
}
