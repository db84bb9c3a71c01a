//! Where a secret comes from. Never from an argument: other programs can read those.

use std::{
    io::{self, Read},
    path::{Path, PathBuf},
};

use secrecy::SecretString;

use crate::failure::Failure;

/// No secret is longer; keys of 16 kbit are far below.
const LONGEST: u64 = 64 * 1024;

/// Where a secret comes from.
#[derive(Debug, Clone)]
pub(crate) enum SecretSource {
    /// `KEY=@FILE`
    File(PathBuf),
    /// `KEY=env:NAME`
    Environment(String),
    /// `KEY=-`
    StandardInput,
    /// `KEY=the secret itself`, which is refused.
    Argument,
}

impl SecretSource {
    /// Reads the secret. One line break at the end belongs to the file, not to the secret.
    pub(crate) fn read(&self, key: &str) -> Result<SecretString, Failure> {
        match self {
            Self::File(path) => read_secret_file(path)
                .map_err(|error| Failure::bad_input(format!("{} could not be read: {error}.", path.display()))),
            Self::Environment(name) => std::env::var(name).map(|text| without_line_break(&text)).map_err(|_| {
                Failure::bad_input(format!("The environment variable {name} is not set, or is not text."))
            }),
            Self::StandardInput => read_to_limit(io::stdin())
                .map_err(|error| Failure::bad_input(format!("Standard input could not be read: {error}."))),
            Self::Argument => Err(Failure::bad_input(format!(
                "A secret must not stand on the command line, where other programs and the shell's history see it. \
                 Give {key} as {key}=@FILE, {key}=env:NAME or {key}=- for standard input."
            ))),
        }
    }
}

/// The secret in a file, without the line break at its end.
pub(crate) fn read_secret_file(path: &Path) -> io::Result<SecretString> {
    std::fs::File::open(path).and_then(read_to_limit)
}

fn read_to_limit(source: impl Read) -> io::Result<SecretString> {
    let mut text = String::new();
    source.take(LONGEST + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LONGEST {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is longer than any secret"));
    }
    Ok(without_line_break(&text))
}

/// The text as a secret, without the one line break that editors put at the end.
pub(crate) fn without_line_break(text: &str) -> SecretString {
    SecretString::from(text.strip_suffix('\n').map_or(text, |line| line.strip_suffix('\r').unwrap_or(line)))
}
