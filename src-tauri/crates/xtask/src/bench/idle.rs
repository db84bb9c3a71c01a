//! What keeping tokens fresh costs while none is due.

use std::{thread, time::Duration};

use super::{
    processor,
    programs::Programs,
    screen::Screen,
    table::{Row, Target},
    vaults,
    window::Window,
};
use crate::stop::Stop;

/// From the first frame on, until nothing of the start is left to do.
const SETTLED_AFTER: Duration = Duration::from_secs(10);
/// How long is looked: every pause of the program passes once at least.
const LOOKED_FOR: Duration = Duration::from_mins(1);

/// Opens windows over 1,000 tokens that are kept fresh, and leaves them alone: one that shows how many days a token has
/// left, and one that draws the seconds.
pub(super) fn measure(programs: &Programs) -> Result<Vec<Row>, Stop> {
    let screen = Screen::open()?;
    Ok(vec![
        idle(&screen, programs, "1,000 tokens kept fresh, idle", "1000")?,
        idle(&screen, programs, "the same, seconds shown", "12")?,
    ])
}

fn idle(screen: &Screen, programs: &Programs, what: &'static str, hours: &str) -> Result<Row, Stop> {
    let session = vaults::make(screen, programs, &["1000", "--fresh", "--hours", hours])?;
    let window = Window::open(&session, &programs.app)?;
    thread::sleep(SETTLED_AFTER);
    let times = || (processor::time_of_tree(window.process()), processor::time_of(window.process()));
    let before = times();
    thread::sleep(LOOKED_FOR);
    let after = times();
    let percent = |before: Duration, after: Duration| {
        100.0 * after.saturating_sub(before).as_secs_f64() / LOOKED_FOR.as_secs_f64()
    };
    let (percent, alone) = (percent(before.0, after.0), percent(before.1, after.1));
    Ok(Row {
        what,
        value: format!("{percent:.2} %"),
        compared_with: format!("one core; without the web view, {alone:.2} %"),
        target: Some(Target::Percent { percent, limit: 0.5 }),
    })
}
