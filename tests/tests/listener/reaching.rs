//! Reaching a sign-in that waits: opening it again, copying its address, pasting its answer, and its window.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use dialkey_adapters::sign_in::{CaughtSender, OpenSignInWindow, ShowPage, SignIn, SignInWindow};
use dialkey_core::{
    capturing::{AuthorizationAnswer, ExpectedAnswer, PasteProblem},
    domain::sign_in::Capture,
    ports::{
        AnswerCapture,
        capture::{CaptureError, NotShown},
    },
};
use url::Url;

use crate::world::{Flow, NotingBrowser, STATE, expected, page, plan};

const PHONE_SYSTEM_PAGE: &str = "https://pbx.test/api/v1/doc/";

/// Windows that only note what happens to them.
#[derive(Default)]
struct NotingWindows {
    caught: Mutex<Option<CaughtSender>>,
    opened: AtomicUsize,
    shown_again: Arc<AtomicUsize>,
    closed: Arc<AtomicUsize>,
}

struct NotingWindow(Arc<AtomicUsize>, Arc<AtomicUsize>);

impl OpenSignInWindow for NotingWindows {
    fn open(&self, _: &Url, _: ExpectedAnswer, caught: CaughtSender) -> Result<Box<dyn SignInWindow>, NotShown> {
        self.opened.fetch_add(1, Ordering::SeqCst);
        *self.caught.lock().unwrap() = Some(caught);
        Ok(Box::new(NotingWindow(Arc::clone(&self.shown_again), Arc::clone(&self.closed))))
    }
}

impl SignInWindow for NotingWindow {
    fn show_again(&self) -> Result<(), NotShown> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}

impl Drop for NotingWindow {
    fn drop(&mut self) {
        self.1.fetch_add(1, Ordering::SeqCst);
    }
}

/// A computer without a browser.
struct NoBrowser;

impl ShowPage for NoBrowser {
    fn show(&self, _: &Url) -> Result<(), NotShown> {
        Err(NotShown("No browser could be started.".into()))
    }
}

fn whole_address(redirect_uri: &str) -> secrecy::SecretString {
    format!("{redirect_uri}?code=pasted&state={STATE}").into()
}

#[tokio::test]
async fn a_pasted_address_is_an_answer_whatever_else_catches_it() {
    for (redirect_uri, capture) in [("http://127.0.0.1/cb", Capture::Loopback), (PHONE_SYSTEM_PAGE, Capture::Paste)] {
        let flow = Flow::start_at(redirect_uri, capture).await;
        let pending = flow.sign_in.pending().unwrap();
        assert_eq!(pending.paste(&"nothing of use".into(), false), Err(PasteProblem::NotAnAddress));
        let earlier = format!("{}?code=a&state=earlier", flow.redirect_uri);
        assert_eq!(pending.paste(&earlier.into(), false), Err(PasteProblem::OtherRun));
        flow.assert_waits("what cannot be used changes nothing");
        assert_eq!(pending.paste(&whole_address(flow.redirect_uri.as_str()), false), Ok(()));
        assert_eq!(flow.answered().await.code(), "pasted");
        assert!(pending.paste(&whole_address(redirect_uri), false).is_err(), "it is over");
    }
}

#[tokio::test]
async fn after_a_pasted_answer_the_listener_takes_no_other() {
    let flow = Flow::start().await;
    let pending = flow.sign_in.pending().unwrap();
    pending.paste(&whole_address(flow.redirect_uri.as_str()), false).unwrap();
    assert_eq!(flow.arrive(&format!("code=late&state={STATE}")).await.status, 410);
    assert_eq!(flow.answered().await.code(), "pasted");
}

#[tokio::test]
async fn opening_it_again_shows_the_same_page_until_it_is_over() {
    let browser = Arc::new(NotingBrowser::default());
    let sign_in = SignIn::new(browser.clone(), None);
    let mut ready = sign_in.get_ready(plan("http://127.0.0.1/cb", Capture::Loopback)).await.unwrap();
    assert!(browser.shown().is_empty() && sign_in.pending().is_none(), "nothing is opened before it is ready");
    let expected = expected(ready.redirect_uri());
    ready.show(&page(), expected).await.unwrap();
    let pending = sign_in.pending().unwrap();
    assert_eq!(pending.page(), &page());
    pending.open_again().unwrap();
    assert_eq!(browser.shown(), [page(), page()]);
    drop(ready);
    assert!(pending.open_again().is_err());
    assert_eq!(browser.shown().len(), 2);
    assert!(sign_in.pending().is_none());
}

#[tokio::test]
async fn f26_without_a_browser_the_answer_may_still_come() {
    let sign_in = SignIn::new(Arc::new(NoBrowser), None);
    let mut ready = sign_in.get_ready(plan(PHONE_SYSTEM_PAGE, Capture::Paste)).await.unwrap();
    let expected = expected(ready.redirect_uri());
    assert!(ready.show(&page(), expected).await.is_err());
    sign_in.pending().unwrap().paste(&whole_address(PHONE_SYSTEM_PAGE), false).unwrap();
    assert!(matches!(ready.answer().await, Ok(AuthorizationAnswer::Code(_))));
}

#[tokio::test]
async fn the_sign_in_that_was_begun_last_is_the_one_that_is_reached() {
    let sign_in = SignIn::new(Arc::new(NotingBrowser::default()), None);
    let mut first = sign_in.get_ready(plan(PHONE_SYSTEM_PAGE, Capture::Paste)).await.unwrap();
    let mut second = sign_in.get_ready(plan(PHONE_SYSTEM_PAGE, Capture::Paste)).await.unwrap();
    let [first_page, second_page] = ["https://a.test/", "https://b.test/"].map(|page| Url::parse(page).unwrap());
    let awaited = expected(first.redirect_uri());
    first.show(&first_page, awaited.clone()).await.unwrap();
    second.show(&second_page, awaited).await.unwrap();
    assert_eq!(sign_in.pending().unwrap().page(), &second_page);
    drop(first);
    assert_eq!(sign_in.pending().unwrap().page(), &second_page, "the end of the first is not that of the second");
}

#[tokio::test]
async fn a_window_is_needed_where_the_answer_comes_by_one() {
    let sign_in = SignIn::new(Arc::new(NotingBrowser::default()), None);
    let ready = sign_in.get_ready(plan(PHONE_SYSTEM_PAGE, Capture::SignInWindow)).await;
    assert_eq!(ready.err(), Some(CaptureError::NoWindow));
}

#[tokio::test]
async fn what_a_window_catches_is_the_answer_and_closes_the_window() {
    let (browser, windows) = (Arc::new(NotingBrowser::default()), Arc::new(NotingWindows::default()));
    let sign_in = SignIn::new(browser.clone(), Some(windows.clone()));
    let mut ready = sign_in.get_ready(plan(PHONE_SYSTEM_PAGE, Capture::SignInWindow)).await.unwrap();
    let expected = expected(ready.redirect_uri());
    ready.show(&page(), expected).await.unwrap();
    sign_in.pending().unwrap().open_again().unwrap();
    assert_eq!(windows.opened.load(Ordering::SeqCst), 1);
    assert_eq!(windows.shown_again.load(Ordering::SeqCst), 1);
    let caught = windows.caught.lock().unwrap().clone().unwrap();
    assert!(caught.answer(AuthorizationAnswer::Code("caught".into())));
    assert!(!caught.answer(AuthorizationAnswer::Code("again".into())), "only the first counts");
    assert!(matches!(ready.answer().await, Ok(AuthorizationAnswer::Code(_))));
    assert_eq!(windows.closed.load(Ordering::SeqCst), 1);
    assert!(browser.shown().is_empty(), "the browser has nothing to do with it");
}

#[tokio::test]
async fn a_window_that_the_person_closes_ends_the_waiting() {
    let windows = Arc::new(NotingWindows::default());
    let sign_in = SignIn::new(Arc::new(NotingBrowser::default()), Some(windows.clone()));
    let mut ready = sign_in.get_ready(plan(PHONE_SYSTEM_PAGE, Capture::SignInWindow)).await.unwrap();
    let expected = expected(ready.redirect_uri());
    ready.show(&page(), expected).await.unwrap();
    windows.caught.lock().unwrap().as_ref().unwrap().closed();
    assert_eq!(ready.answer().await.err(), Some(CaptureError::WindowClosed));
}

#[tokio::test]
async fn cancelling_closes_the_window() {
    let windows = Arc::new(NotingWindows::default());
    let sign_in = SignIn::new(Arc::new(NotingBrowser::default()), Some(windows.clone()));
    let mut ready = sign_in.get_ready(plan(PHONE_SYSTEM_PAGE, Capture::SignInWindow)).await.unwrap();
    let expected = expected(ready.redirect_uri());
    ready.show(&page(), expected).await.unwrap();
    drop(ready);
    assert_eq!(windows.closed.load(Ordering::SeqCst), 1);
}
