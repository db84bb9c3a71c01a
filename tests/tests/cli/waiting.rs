//! A run that waits for a sign-in.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStderr},
};

use url::Url;

use crate::program::{Get, Run};

/// A run that waits for a sign-in. What it says is read as it says it.
pub(crate) struct Waiting<'a> {
    get: &'a Get,
    pub(crate) child: Child,
    stderr: BufReader<ChildStderr>,
    said: String,
}

impl<'a> Waiting<'a> {
    pub(crate) fn of(get: &'a Get) -> Self {
        let mut child = get.start();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        Self { get, child, stderr, said: String::new() }
    }

    /// The next line that it says.
    #[track_caller]
    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.stderr.read_line(&mut line).unwrap();
        assert_ne!(line, "", "it says nothing more after:\n{}", self.said);
        self.said.push_str(&line);
        line.trim_end().to_owned()
    }

    /// Reads on up to a line that begins like this.
    #[track_caller]
    pub(crate) fn hear(&mut self, beginning: &str) -> String {
        loop {
            let line = self.line();
            if line.starts_with(beginning) {
                return line;
            }
        }
    }

    /// The address to sign in at, once everything is said that is said of it.
    #[track_caller]
    pub(crate) fn address(&mut self) -> Url {
        let address = self.hear("http").parse().expect("the address stands on a line of its own");
        self.hear("Waiting for the answer");
        address
    }

    /// Types a line.
    pub(crate) fn enter(&mut self, line: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    /// Waits for the end. No secret may have been said.
    #[track_caller]
    pub(crate) fn end(mut self) -> Run {
        let mut rest = String::new();
        // What is typed ends here.
        drop(self.child.stdin.take());
        std::io::Read::read_to_string(&mut self.stderr, &mut rest).unwrap();
        let mut run = Run::of(self.child);
        run.stderr = self.said + &rest;
        self.get.assert_says_no_secret(&run);
        run
    }
}
