//! How a sign-in ends: with the page that the person is left with, or because nothing came.

use std::{sync::Arc, time::Duration};

use dialkey_adapters::sign_in::SignIn;
use dialkey_core::{
    domain::sign_in::Capture,
    ports::{
        AnswerCapture,
        capture::{CaptureError, Ending},
    },
};

use crate::{
    IN_TIME,
    world::{Flow, MovedUptime, NotingBrowser, expected, page, plan},
};

/// Much longer than a page on this computer takes.
const A_WHILE: Duration = Duration::from_millis(500);

#[tokio::test]
async fn the_page_says_nothing_before_the_token_is_there_and_the_truth_afterwards() {
    for (ending, words) in
        [(Ending::Granted, "You are signed in"), (Ending::Denied, "declined"), (Ending::Failed, "no token yet")]
    {
        let answered = Flow::start().await.complete().await;
        let mut last_page = answered.asking(answered.last_page.clone());
        assert!(tokio::time::timeout(A_WHILE, &mut last_page).await.is_err(), "the page waits for the token");
        answered.finish(ending).await;
        let page = last_page.await.unwrap();
        assert_eq!(page.status, 200);
        assert!(page.body.contains(words), "{ending:?}: {}", page.body);
        assert_eq!(page.body.contains("You are signed in"), ending == Ending::Granted);
    }
}

#[tokio::test]
async fn the_address_of_the_last_page_holds_no_answer_and_cannot_be_guessed() {
    let (first, second) = (Flow::start().await.complete().await, Flow::start().await.complete().await);
    for answered in [&first, &second] {
        assert!(answered.last_page.starts_with("/done/") && answered.last_page.len() >= 6 + 22);
        assert!(!answered.last_page.contains("code") && !answered.last_page.contains("state"));
    }
    assert_ne!(first.last_page, second.last_page);
    assert_eq!(first.get(&second.last_page).await.status, 404);
}

#[tokio::test]
async fn cancelling_between_answer_and_token_does_not_say_that_it_worked() {
    let answered = Flow::start().await.complete().await;
    let mut last_page = answered.asking(answered.last_page.clone());
    assert!(tokio::time::timeout(A_WHILE, &mut last_page).await.is_err());
    drop(answered);
    let page = last_page.await.unwrap();
    assert!(page.body.contains("over") && !page.body.contains("signed in"), "{}", page.body);
}

#[tokio::test]
async fn the_end_waits_for_a_browser_on_its_way_and_not_for_ever() {
    let answered = Flow::start().await.complete().await;
    let began = std::time::Instant::now();
    answered.finish(Ending::Granted).await;
    assert!((4..10).contains(&began.elapsed().as_secs()), "a browser that never comes is waited for 5 s");
}

#[tokio::test]
async fn nobody_is_waited_for_when_nothing_came() {
    for capture in [Capture::Loopback, Capture::Paste] {
        let sign_in = SignIn::new(Arc::new(NotingBrowser::default()), None);
        let ready = sign_in.get_ready(plan("http://127.0.0.1/cb", capture)).await.unwrap();
        let finished = tokio::time::timeout(Duration::from_secs(2), ready.finish(Ending::Failed)).await;
        assert!(finished.is_ok(), "{capture:?}");
    }
}

#[tokio::test]
async fn the_time_allowed_counts_from_showing_the_page() {
    let uptime = Arc::new(MovedUptime::default());
    let sign_in = SignIn::new(Arc::new(NotingBrowser::default()), None).with_uptime(uptime.clone());
    let mut ready = sign_in.get_ready(plan("http://127.0.0.1/cb", Capture::Loopback)).await.unwrap();
    uptime.pass(Duration::from_hours(1));
    let expected = expected(ready.redirect_uri());
    ready.show(&page(), expected).await.unwrap();
    uptime.pass(Duration::from_mins(9));
    let early = tokio::time::timeout(A_WHILE, ready.answer()).await;
    assert!(early.is_err(), "there is a minute left");
    uptime.pass(Duration::from_secs(61));
    assert_eq!(ready.answer().await.err(), Some(CaptureError::TimedOut));
    assert!(sign_in.pending().is_none());
}

#[tokio::test]
async fn f45_a_computer_that_slept_for_two_hours_is_timed_out_soon_after() {
    let uptime = Arc::new(MovedUptime::default());
    let sign_in = SignIn::new(Arc::new(NotingBrowser::default()), None).with_uptime(uptime.clone());
    let mut ready = sign_in.get_ready(plan("https://app.test/cb", Capture::Paste)).await.unwrap();
    let expected = expected(ready.redirect_uri());
    ready.show(&page(), expected).await.unwrap();
    let waiting = tokio::spawn(async move { ready.answer().await });
    uptime.pass(Duration::from_hours(2));
    let answer = tokio::time::timeout(Duration::from_secs(5), waiting).await.expect("within seconds").unwrap();
    assert_eq!(answer.err(), Some(CaptureError::TimedOut));
}

#[tokio::test]
async fn f45_after_the_time_allowed_an_answer_comes_too_late() {
    let uptime = Arc::new(MovedUptime::default());
    let sign_in = SignIn::new(Arc::new(NotingBrowser::default()), None).with_uptime(uptime.clone());
    let mut ready = sign_in.get_ready(plan("http://127.0.0.1/cb", Capture::Loopback)).await.unwrap();
    let redirect_uri = ready.redirect_uri().clone();
    ready.show(&page(), expected(&redirect_uri)).await.unwrap();
    uptime.pass(Duration::from_hours(2));
    let late = tokio::time::timeout(IN_TIME, ready.answer()).await.unwrap();
    assert_eq!(late.err(), Some(CaptureError::TimedOut));
    let port = redirect_uri.url().port().unwrap();
    let request = format!("GET /cb?code=a&state={} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n", crate::world::STATE);
    assert_eq!(crate::wire::send(port, request.as_bytes()).await.status, 410);
}
