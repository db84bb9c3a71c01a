//! Where the words of xtask and of the programs it runs go: to the terminal, or into a log that is shown when something fails.

use std::{
    ffi::OsStr,
    fs::File,
    io::{self, BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
};

use crate::stop::Stop;

/// A place for output.
pub(crate) enum Output {
    /// Straight to the terminal, which the programs share.
    Terminal,
    /// Into a log, and to the terminal as well when asked.
    Log {
        /// The log file
        file: File,
        /// Everything that was written to it
        text: String,
        /// Whether the terminal shows it too
        echo: bool,
    },
}

impl Output {
    /// Starts an empty log at `path`.
    pub(crate) fn log(path: &Path, echo: bool) -> Result<Self, Stop> {
        let file = File::create(path)
            .map_err(|error| Stop::because(format!("{} cannot be written: {error}", path.display())))?;
        Ok(Self::Log { file, text: String::new(), echo })
    }

    /// What was logged. Nothing for the terminal.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Terminal => "",
            Self::Log { text, .. } => text,
        }
    }

    /// Writes one line.
    pub(crate) fn say(&mut self, line: &str) {
        match self {
            Self::Terminal => println!("{line}"),
            Self::Log { file, text, echo } => {
                text.push_str(line);
                text.push('\n');
                if *echo {
                    println!("{line}");
                }
                if let Err(error) = writeln!(file, "{line}") {
                    eprintln!("the log cannot be written: {error}");
                }
            }
        }
    }

    /// Runs a program to its end. Stops when it cannot be started or ends with a failure.
    pub(crate) fn run(&mut self, command: &mut Command) -> Result<(), Stop> {
        let line = command_line(command);
        self.say(&format!("$ {line}"));
        let status = match self {
            Self::Terminal => command.status(),
            Self::Log { .. } => self.run_into_log(command),
        };
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(Stop::because(format!("`{line}` failed ({status})"))),
            Err(error) => Err(Stop::because(format!("`{line}` cannot be started: {error}"))),
        }
    }

    /// One pipe for both streams, so that the lines keep their order.
    fn run_into_log(&mut self, command: &mut Command) -> io::Result<std::process::ExitStatus> {
        let (reader, writer) = io::pipe()?;
        let spawned = command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer).spawn();
        // The command holds the writing ends; only when they are closed here does the reader see the program's end.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = spawned?;
        let mut reader = BufReader::new(reader);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line)? > 0 {
            self.say(String::from_utf8_lossy(&line).trim_end());
            line.clear();
        }
        child.wait()
    }
}

/// What a program printed to its standard output, or nothing when it is missing or failed.
pub(crate) fn answer_of<I: AsRef<OsStr>>(program: &str, arguments: impl IntoIterator<Item = I>) -> Option<String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn command_line(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    std::iter::once(program).chain(command.get_args()).map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_streams_of_a_program_reach_the_log_in_order() {
        let path = std::env::temp_dir().join(format!("xtask-output-{}.log", std::process::id()));
        let mut output = Output::log(&path, false).unwrap();

        output.run(Command::new("sh").args(["-c", "echo one; echo two >&2; echo three"])).unwrap();

        assert!(output.text().ends_with("one\ntwo\nthree\n"), "the log reads {:?}", output.text());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), output.text());
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn a_program_that_fails_is_named_with_its_arguments() {
        let stop = Output::Terminal.run(Command::new("sh").args(["-c", "exit 3"])).unwrap_err();

        assert!(stop.to_string().contains("`sh -c exit 3` failed (exit status: 3)"), "{stop}");
    }
}
