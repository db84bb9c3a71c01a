//! From the start of the window to its first frame that can be used, and the memory it uses then; beside an empty
//! window, which shows what the web view itself takes.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use super::{
    ROUNDS, median, memory, milliseconds,
    programs::Programs,
    ratio,
    screen::{Screen, end_group},
    table::{Row, Target, bytes},
};
use crate::stop::Stop;

/// How long a window may take at all.
const READY_WITHIN: Duration = Duration::from_mins(1);

/// From the first frame to the look at the memory: the web view tidies up meanwhile.
const SETTLED_AFTER: Duration = Duration::from_secs(1);

#[derive(Clone, Copy)]
struct Start {
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
    let time = |starts: &[Start]| median(starts.iter().map(|start| start.time));
    let memory = |starts: &[Start]| median(starts.iter().map(|start| start.memory));
    Ok(vec![
        Row {
            what: "Start until it can be used",
            value: milliseconds(time(&ours)),
            compared_with: format!("empty window, {}", milliseconds(time(&empty))),
            target: Some(Target::AtMost { ratio: ratio(time(&ours).as_nanos(), time(&empty).as_nanos()), limit: 1.25 }),
        },
        Row {
            what: "Memory after the start (PSS)",
            value: bytes(memory(&ours)),
            compared_with: format!("empty window, {}", bytes(memory(&empty))),
            target: Some(Target::AtMost { ratio: ratio(memory(&ours), memory(&empty)), limit: 1.3 }),
        },
    ])
}

fn start(screen: &Screen, program: &Path) -> Result<Start, Stop> {
    let session = screen.session()?;
    let mut command = session.command(program);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let began = Instant::now();
    let mut child =
        command.spawn().map_err(|error| Stop::because(format!("{} cannot be started: {error}", program.display())))?;
    let ready = ready(&mut child);
    let start = ready.map(|ready| {
        thread::sleep(SETTLED_AFTER);
        Start { time: ready - began, memory: memory::of_tree(child.id()) }
    });
    end_group(&mut child);
    start.ok_or_else(|| Stop::because(format!("{} did not become ready", program.display())))
}

/// When the program said that it is ready; none when it ended or took too long.
fn ready(child: &mut Child) -> Option<Instant> {
    let stderr = child.stderr.take()?;
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut lines = BufReader::new(stderr).lines().map_while(Result::ok);
        if lines.any(|line| line.split_whitespace().next_back() == Some("ready")) {
            // Nobody listens any more when it took too long.
            let _ = sender.send(Instant::now());
        }
        // Read to the end, so that the program never waits for room in the pipe.
        lines.for_each(drop);
    });
    receiver.recv_timeout(READY_WITHIN).ok()
}
