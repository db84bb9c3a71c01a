//! `cargo xtask test`: runs the stages, shows what failed and ends with the counts.

use std::{
    io::{self, Write},
    process::ExitCode,
    time::{Duration, Instant},
};

use clap::ValueEnum;

use crate::{counts::Counts, faults::Faults, output::Output, repository::Repository, stages::Stage, stop::Stop};

enum Outcome {
    Passed,
    Failed,
    NotRun,
}

struct Report {
    stage: Stage,
    outcome: Outcome,
    time: Duration,
    counts: Counts,
}

/// Runs the chosen stages and what they need; when none is chosen, all but those that run only by their name. A failed stage does not end the run,
/// only what needs it is left out. The exit code says whether everything passed.
pub(crate) fn test(repository: &Repository, chosen: &[Stage], verbose: bool) -> Result<ExitCode, Stop> {
    let mut reports: Vec<Report> = Vec::new();
    for stage in with_needs(chosen) {
        let is_missing = |need: &Stage| {
            reports.iter().any(|report| report.stage == *need && !matches!(report.outcome, Outcome::Passed))
        };
        let report = if stage.needs().iter().any(is_missing) {
            Report { stage, outcome: Outcome::NotRun, time: Duration::ZERO, counts: Counts::default() }
        } else {
            run(repository, stage, verbose)?
        };
        reports.push(report);
    }
    print_table(&reports);

    let all_passed = reports.iter().all(|report| matches!(report.outcome, Outcome::Passed));
    Ok(if all_passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The chosen stages and all that they need, in the order of the stages.
fn with_needs(chosen: &[Stage]) -> Vec<Stage> {
    let all = Stage::value_variants();
    let mut wanted = chosen.to_vec();
    if chosen.is_empty() {
        wanted.extend(all.iter().filter(|stage| !stage.is_only_by_name()));
    }
    // From the last stage back: a stage needs earlier ones only.
    for stage in all.iter().rev() {
        if wanted.contains(stage) {
            wanted.extend(stage.needs());
        }
    }
    all.iter().copied().filter(|stage| wanted.contains(stage)).collect()
}

fn run(repository: &Repository, stage: Stage, verbose: bool) -> Result<Report, Stop> {
    let log = repository.notes()?.join(format!("{}.log", stage.name()));
    let mut output = Output::log(&log, verbose)?;
    print!("{:<12} ", stage.name());
    if verbose {
        println!();
    }
    let _ = io::stdout().flush();

    let start = Instant::now();
    let result = stage.run(repository, &mut output);
    let time = start.elapsed();
    let counts = Counts::in_log(output.text());
    println!("{} {:>7.1} s", if result.is_ok() { "ok    " } else { "FAILED" }, time.as_secs_f64());
    if let Err(stop) = &result {
        if !verbose {
            print!("{}", output.text());
        }
        println!("{}: {stop}\n", stage.name());
    }
    if stage == Stage::Faults {
        print!("{}", Faults::read(repository)?.with_outcomes_in(output.text()).table());
    }
    let outcome = if result.is_ok() { Outcome::Passed } else { Outcome::Failed };
    Ok(Report { stage, outcome, time, counts })
}

fn print_table(reports: &[Report]) {
    println!("\n{:<12} {:<8} {:>9} {:>7} {:>7}", "stage", "outcome", "time", "passed", "failed");
    for report in reports {
        let outcome = match report.outcome {
            Outcome::Passed => "ok",
            Outcome::Failed => "FAILED",
            Outcome::NotRun => "not run",
        };
        let Counts { passed, failed } = report.counts;
        let tests = if passed + failed > 0 { format!(" {passed:>7} {failed:>7}") } else { String::new() };
        println!("{:<12} {outcome:<8} {:>7.1} s{tests}", report.stage.name(), report.time.as_secs_f64());
    }
    let total = reports.iter().map(|report| report.counts).fold(Counts::default(), |sum, counts| sum + counts);
    println!("\n{} passed, {} failed", total.passed, total.failed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chosen_stage_brings_what_it_needs_and_nothing_else() {
        let names: Vec<String> = with_needs(&[Stage::EndToEnd]).into_iter().map(Stage::name).collect();

        assert_eq!(names, ["set-up", "ui-build", "build", "end-to-end"]);
    }

    #[test]
    fn all_stages_but_the_view_of_faults_run_when_none_is_chosen() {
        let stages = with_needs(&[]);

        assert!(stages.contains(&Stage::EndToEnd) && !stages.contains(&Stage::Faults));
        assert_eq!(stages.len() + 1, Stage::value_variants().len());
        assert!(with_needs(&[Stage::Faults]).contains(&Stage::Faults));
    }

    #[test]
    fn every_stage_stands_after_those_it_needs() {
        let all = Stage::value_variants();
        let position = |stage: Stage| all.iter().position(|other| *other == stage);

        for stage in all {
            assert!(stage.needs().iter().all(|need| position(*need) < position(*stage)), "{}", stage.name());
        }
    }
}
