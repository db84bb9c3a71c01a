//! How large what is shipped is.

use std::{fs, path::Path};

use super::{
    programs::Programs,
    table::{Row, Target, bytes},
};
use crate::{repository::Repository, stop::Stop, ui};

/// Measures programs, package and UI.
pub(super) fn measure(repository: &Repository, programs: &Programs) -> Result<Vec<Row>, Stop> {
    let told = |what, path| {
        Ok::<_, Stop>(Row { what, value: bytes(size_of(path)?), compared_with: String::new(), target: None })
    };
    let ui = ui::compressed_size(repository)?;
    Ok(vec![
        Row {
            what: "UI: JS, CSS and HTML, gzip",
            value: bytes(ui),
            compared_with: String::new(),
            target: Some(Target::Bytes { size: ui, limit: ui::LARGEST_BUNDLE }),
        },
        told("Program with the window", &programs.app)?,
        told("Program dialkey-cli", &programs.command_line)?,
        told("Debian package with both", &programs.package)?,
    ])
}

fn size_of(path: &Path) -> Result<u64, Stop> {
    let metadata =
        fs::metadata(path).map_err(|error| Stop::because(format!("{} cannot be measured: {error}", path.display())))?;
    Ok(metadata.len())
}
