//! From the start of the window to its first frame that can be used, and the memory it uses then; beside an empty
//! window, which shows what the web view itself takes.

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use super::{
    ROUNDS, median, memory, milliseconds,
    programs::Programs,
    ratio,
    screen::{Screen, Session},
    table::{Row, Target, bytes},
    window::Window,
};
use crate::stop::Stop;

/// From the first frame to the look at the memory: the web view tidies up meanwhile.
const SETTLED_AFTER: Duration = Duration::from_secs(1);

/// How one start went: the time until the window could be used, and the memory it used then, in bytes.
#[derive(Clone, Copy)]
pub(super) struct Start {
    time: Duration,
    memory: u64,
}

/// Starts the window and the empty window in turns.
pub(super) fn measure(programs: &Programs) -> Result<Vec<Row>, Stop> {
    let screen = Screen::open()?;
    // The first start reads everything from the disk and is not counted.
    start(&screen, &programs.empty_window)?;
    start(&screen, &programs.app)?;
    let (mut ours, mut empty) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(start(&screen, &programs.app)?);
        empty.push(start(&screen, &programs.empty_window)?);
    }
    Ok(vec![
        Row {
            what: "Start until it can be used",
            value: milliseconds(median_time(&ours)),
            compared_with: format!("empty window, {}", milliseconds(median_time(&empty))),
            target: Some(Target::AtMost {
                ratio: ratio(median_time(&ours).as_nanos(), median_time(&empty).as_nanos()),
                limit: 1.25,
            }),
        },
        Row {
            what: "Memory after the start (PSS)",
            value: bytes(median_memory(&ours)),
            compared_with: format!("empty window, {}", bytes(median_memory(&empty))),
            target: Some(Target::AtMost { ratio: ratio(median_memory(&ours), median_memory(&empty)), limit: 1.3 }),
        },
    ])
}

/// The time in the middle.
pub(super) fn median_time(starts: &[Start]) -> Duration {
    median(starts.iter().map(|start| start.time))
}

/// The bytes in the middle.
pub(super) fn median_memory(starts: &[Start]) -> u64 {
    median(starts.iter().map(|start| start.memory))
}

/// One start in a session of its own.
fn start(screen: &Screen, program: &Path) -> Result<Start, Stop> {
    start_in(&screen.session()?, program)
}

/// One start in a session, which goes on.
pub(super) fn start_in(session: &Session, program: &Path) -> Result<Start, Stop> {
    let began = Instant::now();
    let window = Window::open(session, program)?;
    let time = window.ready_at() - began;
    thread::sleep(SETTLED_AFTER);
    Ok(Start { time, memory: memory::of_tree(window.process()) })
}
