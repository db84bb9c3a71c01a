//! The stages of `cargo xtask test`: what each does and what it needs before.

use clap::ValueEnum;

use crate::{
    build::{cargo, cargo_workspace},
    counts::Counts,
    faults::Faults,
    node,
    output::Output,
    repository::Repository,
    stop::Stop,
    system_packages, ui,
};

/// One stage. They stand in the order in which they run: what fails fastest comes first.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Stage {
    /// rustfmt
    Formatting,
    /// System and npm packages
    SetUp,
    /// svelte-check
    UiTypes,
    /// eslint
    UiLint,
    /// vitest
    UiTests,
    /// The UI as the app ships it, and its size
    UiBuild,
    /// clippy, where warnings fail
    Clippy,
    /// The app, the command line and all tests, built
    Build,
    /// All Rust tests but those that drive the window
    RustTests,
    /// The tests that drive the real window
    EndToEnd,
    /// The tests of every fault on the list, and the list with what came of it; runs only when it is named
    Faults,
}

impl Stage {
    /// The name as it is typed and shown.
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// Whether it adds nothing to the other stages but a view of its own.
    pub(crate) fn is_only_by_name(self) -> bool {
        self == Self::Faults
    }

    /// The stages without which this one cannot run.
    pub(crate) fn needs(self) -> &'static [Self] {
        match self {
            Self::Formatting | Self::SetUp => &[],
            Self::UiTypes | Self::UiLint | Self::UiTests | Self::UiBuild => &[Self::SetUp],
            // Compiling the app reads the built UI.
            Self::Clippy | Self::Build => &[Self::UiBuild],
            Self::RustTests | Self::EndToEnd | Self::Faults => &[Self::Build],
        }
    }

    /// Runs the stage to its end, or stops with why it failed.
    pub(crate) fn run(self, repository: &Repository, output: &mut Output) -> Result<(), Stop> {
        let npm_run = |script| {
            let mut npm = node::npm(&repository.ui);
            npm.args(["run", script]);
            npm
        };
        match self {
            Self::Formatting => {
                output.run(cargo(repository).args(["fmt", "--all", "--check", "--", "--color", "never"]))
            }
            Self::SetUp => set_up(repository, output),
            Self::UiTypes => output.run(&mut npm_run("check")),
            Self::UiLint => output.run(&mut npm_run("lint")),
            Self::UiTests => with_tests(output, |output| output.run(&mut npm_run("test"))),
            Self::UiBuild => ui::build(repository, output).and_then(|()| ui::weigh(repository, output)),
            Self::Clippy => {
                output.run(cargo_workspace(repository, "clippy").args(["--all-targets", "--", "-D", "warnings"]))
            }
            Self::Build => output.run(cargo_workspace(repository, "build").arg("--all-targets")),
            Self::RustTests => {
                with_tests(output, |output| output.run(cargo_workspace(repository, "test").arg("--no-fail-fast")))
            }
            Self::EndToEnd => with_tests(output, |output| {
                // Elsewhere these tests are ignored, and beside them only long runs and what other tests start. Naming
                // their target would have Cargo choose other features and build half the workspace anew.
                output.run(cargo_workspace(repository, "test").args(["--tests", "--", "--ignored"]))
            }),
            Self::Faults => with_tests(output, |output| test_faults(repository, output)),
        }
    }
}

fn set_up(repository: &Repository, output: &mut Output) -> Result<(), Stop> {
    let packages = [system_packages::FOR_THE_APP, system_packages::FOR_THE_TESTS].concat();
    system_packages::install(&packages, output)?;
    node::provide(output)?;
    node::install_packages(&repository.ui, output)?;
    node::install_packages(&repository.tests, output)
}

/// Runs what is named after a fault, in every program of tests, the window's included.
fn test_faults(repository: &Repository, output: &mut Output) -> Result<(), Stop> {
    let faults = Faults::read(repository)?;
    let mut tests = cargo_workspace(repository, "test");
    tests.args(["--tests", "--no-fail-fast", "--", "--include-ignored"]).args(faults.prefixes());
    let of_rust = output.run(&mut tests);
    let mut tests = node::npm(&repository.ui);
    let of_ui = output.run(tests.args(["run", "test", "--", "--reporter=verbose", "--testNamePattern", "^f[0-9]+ "]));
    of_rust.and(of_ui).and_then(|()| faults.with_outcomes_in(output.text()).must_be_complete())
}

/// A stage of tests in which none ran has failed: a filter or a folder name is wrong.
fn with_tests(output: &mut Output, run: impl FnOnce(&mut Output) -> Result<(), Stop>) -> Result<(), Stop> {
    run(output)?;
    if Counts::in_log(output.text()).passed == 0 {
        return Err(Stop::because("no test ran"));
    }
    Ok(())
}
