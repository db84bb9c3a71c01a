//! Waiting for a program to say that it is ready.

use std::{
    io::{self, BufRead, BufReader},
    process::ChildStdout,
    sync::mpsc,
    thread,
    time::Duration,
};

/// How long a program may take, on a busy machine.
const READY_WITHIN: Duration = Duration::from_mins(1);

/// The first line that a program prints. What it prints later is read and dropped, so that it never waits for room in
/// the pipe. `program` names it in the panic.
///
/// # Panics
/// When the program ends or stays silent instead.
pub fn ready_line(program: &str, stdout: ChildStdout) -> String {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut stdout = BufReader::new(stdout);
        let mut line = String::new();
        let read = stdout.read_line(&mut line).map(|_| line);
        // Nobody listens any more when the test has given up waiting.
        let _ = sender.send(read);
        let _ = io::copy(&mut stdout, &mut io::sink());
    });
    let line = receiver
        .recv_timeout(READY_WITHIN)
        .unwrap_or_else(|_| panic!("{program} was not ready within {READY_WITHIN:?}"))
        .expect("the standard output can be read");
    assert!(!line.is_empty(), "{program} ended before it was ready");
    line.trim_end().to_owned()
}
