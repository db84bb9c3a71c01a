//! Typing into the search of the list: what the scripts of the page take for each letter, in the real window.

use std::time::Duration;

use super::{
    median, milliseconds,
    programs::Programs,
    screen::Session,
    table::{Row, Target},
    web_driver::WebDriver,
};
use crate::stop::Stop;

/// A word that is found with any number of connections, typed and taken back letter by letter.
const WORD: &str = "warehouse 2";
/// How the one is called that it finds.
const FOUND: &str = "Warehouse 2";
/// The script, which answers with the milliseconds of each turn of typing and taking back.
const SCRIPT: &str = include_str!("search.js");
const TURNS: usize = 15;
/// What is always quick enough.
const QUICK: Duration = Duration::from_millis(8);
/// Beyond that, so many hundredths of what it takes with 10 connections.
const PERCENT_OF_TEN: u32 = 120;

/// Measures the windows over the vaults of the three sizes.
pub(super) fn measure(programs: &Programs, vaults: &[Session; 3]) -> Result<Vec<Row>, Stop> {
    let [ten, thousand, ten_thousand] = vaults.each_ref().map(|session| keystroke(session, programs));
    let (ten, thousand, time) = (ten?, thousand?, ten_thousand?);
    Ok(vec![Row {
        what: "Search keystroke of 10,000, script",
        value: milliseconds(time),
        compared_with: format!("with 10, {}; with 1,000, {}", milliseconds(ten), milliseconds(thousand)),
        target: Some(Target::Time { time, limit: QUICK.max(ten * PERCENT_OF_TEN / 100) }),
    }])
}

/// The time of one keystroke: the mean within a turn, since the clock of a page is coarse, and of these the median.
fn keystroke(session: &Session, programs: &Programs) -> Result<Duration, Stop> {
    let driver = WebDriver::open(session, &programs.app)?;
    let answer = driver.execute(SCRIPT, &[WORD, FOUND, &TURNS.to_string()])?;
    let times: Option<Vec<Duration>> = answer
        .split_whitespace()
        .map(|number| Duration::try_from_secs_f64(number.parse::<f64>().ok()? / 1000.0).ok())
        .collect();
    match times {
        Some(times) if times.len() == TURNS => Ok(median(times)),
        _ => Err(Stop::because(format!("the search could not be measured: {answer}"))),
    }
}
