//! Phone systems that ask to be left alone for a while (RFC 9110 10.2.3).

use std::time::{Duration, SystemTime};

use dialkey_core::domain::diagnosis::{
    CauseAction,
    DiagnosisCode::{RateLimited, ServerFailed},
};
use dialkey_tests::raw_server::Reply;

use super::{Run, run};

async fn asked_for(status: u16, pause: &str) -> Run {
    let pause = pause.to_owned();
    run(move || Reply::answer(status, &[("Retry-After", &pause)], "slow down")).await
}

/// The seconds that the person is told to wait.
fn seconds(run: &Run) -> u32 {
    let text = run.diagnosis().text.as_deref().unwrap_or_default();
    let (_, behind) = text.split_once("It asks to wait ").unwrap_or_else(|| panic!("no pause is told: {text}"));
    behind.strip_suffix(" s.").and_then(|seconds| seconds.parse().ok()).unwrap_or_else(|| panic!("{text}"))
}

#[tokio::test]
async fn f62_the_pause_that_is_asked_for_is_said_and_the_person_decides() {
    for (status, code, title) in
        [(429, RateLimited, "The phone system wants a pause"), (503, ServerFailed, "The phone system failed by itself")]
    {
        let run = asked_for(status, "37").await;
        assert_eq!(run.diagnosis().code, code);
        run.assert_reads(title, "It asks to wait 37 s.");
        let actions: Vec<_> = run.diagnosis().causes.iter().filter_map(|cause| cause.action.clone()).collect();
        assert!(actions.contains(&CauseAction::TryAgain), "nothing is repeated by itself: {actions:?}");
    }
}

#[tokio::test]
async fn f62_a_date_is_a_pause_too() {
    let in_two_minutes = httpdate::fmt_http_date(SystemTime::now() + Duration::from_mins(2));
    let told = seconds(&asked_for(429, &in_two_minutes).await);
    assert!((90..=120).contains(&told), "{told}");
    assert_eq!(seconds(&asked_for(429, "Sun, 06 Nov 1994 08:49:37 GMT").await), 1, "a date that has passed");
}

#[tokio::test]
async fn f62_no_pause_is_shorter_than_a_second_or_longer_than_five_minutes() {
    for (pause, told) in [("0", 1), ("301", 300), ("86400", 300), ("4294967295", 300)] {
        assert_eq!(seconds(&asked_for(503, pause).await), told, "{pause}");
    }
    let next_year = httpdate::fmt_http_date(SystemTime::now() + Duration::from_hours(365 * 24));
    assert_eq!(seconds(&asked_for(429, &next_year).await), 300);
}

#[tokio::test]
async fn f62_a_pause_that_makes_no_sense_is_half_a_minute_and_repeated_nowhere() {
    for pause in ["-1", "1e3", "tomorrow", "99999999999999999999", "<b>5</b>"] {
        let run = asked_for(429, pause).await;
        assert_eq!(seconds(&run), 30, "{pause}");
        assert!(!run.diagnosis().text.as_deref().unwrap_or_default().contains(pause));
    }
    let without = run(|| Reply::answer(429, &[], "slow down")).await;
    without.assert_reads("The phone system wants a pause", "It has had too many requests.");
}
