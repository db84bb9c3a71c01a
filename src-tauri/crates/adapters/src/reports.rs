//! Reports for support: what they say about this computer, and where they are put.

use std::{
    env::consts,
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use dialkey_core::domain::report::{Report, ReportFacts};

/// Other reports of the same folder that are stepped aside for.
const MOST: u32 = 1000;

/// What is known about this program and this computer. It names neither the computer nor the person.
pub fn report_facts() -> ReportFacts {
    ReportFacts { version: env!("CARGO_PKG_VERSION").to_owned(), system: format!("{} ({})", system(), consts::ARCH) }
}

/// The system's name for itself, where it has one: `PRETTY_NAME` of os-release(5).
fn system() -> String {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    pretty_name(&release).unwrap_or_else(|| consts::OS.to_owned())
}

fn pretty_name(release: &str) -> Option<String> {
    let name = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
    let name = name.trim().trim_matches(['"', '\'']);
    (!name.is_empty()).then(|| name.to_owned())
}

/// Where a person expects files that a program has made for them; none on a system that has no such place.
pub fn folder_for_reports() -> Option<PathBuf> {
    dirs::download_dir().filter(|folder| folder.is_dir()).or_else(dirs::home_dir)
}

/// Writes a report into a file of its own in `folder` and says where. No file that is there is touched.
pub fn save_report(report: &Report, folder: &Path) -> io::Result<PathBuf> {
    for number in 1..=MOST {
        let name = if number == 1 { "dialkey-report.txt".to_owned() } else { format!("dialkey-report-{number}.txt") };
        let path = folder.join(name);
        match File::create_new(&path) {
            Ok(mut file) => {
                let written = file.write_all(report.text.as_bytes()).and_then(|()| file.sync_all());
                return match written {
                    Ok(()) => Ok(path),
                    // Half a report is worse than none; that it could not be written is what is told.
                    Err(error) => fs::remove_file(&path).and(Err(error)),
                };
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "there are too many reports in this folder"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_is_named_as_it_names_itself() {
        assert_eq!(
            pretty_name("NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n").unwrap(),
            "Debian GNU/Linux 12 (bookworm)"
        );
        assert_eq!(pretty_name("PRETTY_NAME=\"\"\n"), None);
        assert_eq!(pretty_name(""), None);
    }

    #[test]
    fn a_report_never_takes_the_place_of_another_file() {
        let folder = tempfile::tempdir().unwrap();
        let report = Report::new(Vec::new(), Vec::new());
        let first = save_report(&report, folder.path()).unwrap();
        fs::write(&first, "mine").unwrap();
        let second = save_report(&report, folder.path()).unwrap();
        assert_ne!(first, second);
        assert_eq!(fs::read_to_string(first).unwrap(), "mine");
    }
}
