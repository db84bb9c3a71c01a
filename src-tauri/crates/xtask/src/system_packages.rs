//! Debian packages: which are missing, and installing them.

use std::process::Command;

use crate::{
    output::{Output, answer_of},
    stop::Stop,
};

/// What building and running the app needs.
pub(crate) const FOR_THE_APP: &[&str] = &[
    "build-essential",
    "ca-certificates",
    "libgtk-3-dev",
    "librsvg2-dev",
    "libwebkit2gtk-4.1-dev",
    "perl",
    "pkg-config",
    "xdg-utils",
];

/// What the end-to-end tests need on top of that.
pub(crate) const FOR_THE_TESTS: &[&str] = &[
    "at-spi2-core",
    "chromium",
    "chromium-driver",
    "curl",
    "dbus",
    "fonts-inter",
    "fonts-jetbrains-mono",
    "gnome-keyring",
    "imagemagick",
    "libayatana-appindicator3-1",
    "openbox",
    "webkit2gtk-driver",
    "wmctrl",
    "xclip",
    "xvfb",
];

/// Installs those of the packages that are missing and says so. Needs root or a `sudo` that asks for no password;
/// without either it stops and names the command to type.
pub(crate) fn install(packages: &[&str], output: &mut Output) -> Result<(), Stop> {
    if cfg!(not(target_os = "linux")) {
        return Ok(());
    }
    let Some(missing) = missing(packages) else {
        output
            .say("This system has no dpkg, so its packages are not checked. Under their Debian names, Dialkey needs:");
        output.say(&format!("  {}", packages.join(" ")));
        return Ok(());
    };
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.join(" ");
    output.say(&format!("These system packages are missing and will be installed: {names}"));
    let Some(rights) = Rights::available() else {
        return Err(Stop::because(format!(
            "Installing needs root. Type this, then run the same command again:\n\n  \
             sudo apt-get update && sudo apt-get install --no-install-recommends {names}\n"
        )));
    };
    output.run(rights.apt_get().arg("update"))?;
    output.run(rights.apt_get().args(["install", "--yes", "--no-install-recommends"]).args(missing))
}

/// The version that `apt-get install` would bring, by what apt knows without asking its servers again.
pub(crate) fn candidate(package: &str) -> Option<String> {
    let policy = answer_of("apt-cache", ["policy", package])?;
    let version = policy.lines().find_map(|line| line.trim().strip_prefix("Candidate:"))?.trim();
    (version != "(none)").then(|| version.to_owned())
}

/// Brings apt's lists up to date. Without the right to do so nothing happens.
pub(crate) fn refresh_lists(output: &mut Output) -> Result<(), Stop> {
    Rights::available().map_or(Ok(()), |rights| output.run(rights.apt_get().arg("update")))
}

/// `None` where there is no dpkg.
fn missing<'a>(packages: &[&'a str]) -> Option<Vec<&'a str>> {
    // dpkg-query fails when one of the names is unknown to it, and still lists the others.
    let listing = Command::new("dpkg-query")
        .args(["--show", "--showformat=${Package} ${db:Status-Status}\n"])
        .args(packages)
        .output();
    let installed = String::from_utf8_lossy(&listing.ok()?.stdout).into_owned();
    Some(without_installed(packages, &installed))
}

fn without_installed<'a>(packages: &[&'a str], listing: &str) -> Vec<&'a str> {
    let is_installed = |package: &str| listing.lines().any(|line| line.split_once(' ') == Some((package, "installed")));
    packages.iter().copied().filter(|package| !is_installed(package)).collect()
}

enum Rights {
    Root,
    Sudo,
}

impl Rights {
    fn available() -> Option<Self> {
        if answer_of("id", ["-u"]).is_some_and(|user| user.trim() == "0") {
            return Some(Self::Root);
        }
        answer_of("sudo", ["-n", "true"]).map(|_| Self::Sudo)
    }

    fn apt_get(&self) -> Command {
        let mut command = match self {
            Self::Root => Command::new("env"),
            Self::Sudo => {
                let mut sudo = Command::new("sudo");
                sudo.args(["-n", "env"]);
                sudo
            }
        };
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet", "-o", "DPkg::Lock::Timeout=300"]);
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_was_removed_or_never_seen_is_missing() {
        let listing = "perl installed\nxvfb config-files\nlibperl5 installed\n";

        assert_eq!(without_installed(&["perl", "xvfb", "openbox"], listing), ["xvfb", "openbox"]);
    }
}
