//! When nothing comes back.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use async_trait::async_trait;
use dialkey_adapters::{
    clock::{SystemClock, Uptime},
    sign_in::{ShowPage, SignIn},
};
use dialkey_core::{
    domain::{
        diagnosis::{CauseAction, DiagnosisCode},
        sign_in::{LONGEST_MINUTES, SignInSettings},
        step::StepKind,
    },
    ports::{
        AnswerCapture, Clock,
        capture::{CaptureError, CapturePlan, NotShown, ReadyCapture},
    },
};
use dialkey_practice::Acting;
use dialkey_tests::{
    browser::{Browser, Person},
    scripted_server::{ScriptedServer, query_value},
    signer::Signer,
};
use url::Url;

use super::{A_MOMENT, Scene, arrived, practice};

/// RFC 8252 7.3: the phone system shows a page and sends nobody back.
#[tokio::test]
async fn f35_an_address_that_is_not_registered_ends_with_the_address_to_register() {
    let (practice, system) = practice(Acting::Allow).await;
    let signer = Signer::who(Person::Allows).within(A_MOMENT);
    let scene = Scene::practising(&system, "authorization_code", "caught", signer.clone());
    scene.enter("redirect_uri", "http://127.0.0.2:9/unregistered");
    let (diagnosis, page) = tokio::join!(scene.diagnosis(), signer.browser.arrival());
    assert!(page.page.unwrap().contains("not registered"), "that is what the person sees");
    assert_eq!(diagnosis.code, DiagnosisCode::SignInTimedOut);
    assert_eq!(diagnosis.causes[0].title, "The redirect address is not registered");
    let offered = diagnosis.causes.iter().find_map(|cause| match &cause.action {
        Some(CauseAction::CopyRedirectUri { redirect_uri }) => Some(redirect_uri.as_str()),
        _ => None,
    });
    assert_eq!(offered, Some("http://127.0.0.2:9/unregistered"));
    assert!(arrived(&practice, "/oauth2/token").is_empty());
}

#[tokio::test]
async fn f23_somebody_who_never_comes_back_ends_the_waiting_and_nothing_else() {
    let (_practice, system) = practice(Acting::Never).await;
    for title in ["caught", "page of the phone system", "page of nobody"] {
        let signer = Signer::who(Person::Waits).without_pasting().within(A_MOMENT);
        let scene = Scene::practising(&system, "authorization_code", title, signer.clone());
        let typed = scene.desk.view(&scene.id).fields;
        let began = Instant::now();
        let diagnosis = scene.diagnosis().await;
        assert_eq!(diagnosis.code, DiagnosisCode::SignInTimedOut, "{title}");
        assert_eq!(diagnosis.title, "Nothing came back from the sign-in");
        assert_eq!(diagnosis.text.as_deref(), Some("The time for it is over; nothing was changed."));
        assert!(diagnosis.causes.iter().any(|cause| cause.action == Some(CauseAction::TryAgain)));
        assert!(began.elapsed() >= A_MOMENT, "not before the time allowed is over");
        assert_eq!(scene.desk.view(&scene.id).fields, typed);
        assert!(!signer.is_waited_for());
    }
}

/// Ten minutes where nobody chose otherwise, told as an end that a clock can count down to.
#[tokio::test]
async fn f23_whoever_waits_sees_for_whom_and_until_when() {
    let (_practice, system) = practice(Acting::Never).await;
    let signer = Signer::who(Person::Waits);
    let scene = Scene::practising(&system, "authorization_code", "caught", signer.clone());
    let began = SystemClock.now();
    tokio::select! {
        _ = scene.run() => panic!("nobody signs in"),
        _ = signer.browser.opened() => {}
    }
    let told = scene.desk.told();
    let mut waits = told.iter().flatten().filter_map(|step| step.sign_in.as_ref().map(|wait| (step, wait)));
    let (step, wait) = waits.next_back().expect("it is told that a person is waited for");
    assert_eq!((step.kind, step.seconds_allowed), (StepKind::SignIn, Some(600)));
    let minutes = wait.ends_at.seconds_since(began);
    assert!((600..620).contains(&minutes), "{minutes}");
    assert!(system.address.ends_with(wait.host.as_str()) || system.address.contains(&wait.host), "{}", wait.host);
    assert!(!signer.is_waited_for(), "a run that is cancelled leaves nothing waiting");
}

/// A page that no browser could be opened for.
#[tokio::test]
async fn f26_where_no_browser_opens_the_link_is_what_to_go_on_with() {
    let (_practice, system) = practice(Acting::Allow).await;
    let scene = Scene::practising(&system, "authorization_code", "page of nobody", Signer::who(Person::Allows));
    let sign_in = Arc::new(SignIn::new(Arc::new(NoBrowser), None));
    let without_browser = Scene { desk: scene.desk.signing_in(Waiting(Arc::clone(&sign_in))), ..scene };
    let typed = without_browser.desk.view(&without_browser.id).fields;
    let (record, ()) = tokio::join!(without_browser.run(), async {
        while not_shown(&without_browser).is_none() {
            tokio::task::yield_now().await;
        }
        let link = sign_in.pending().unwrap().page().clone();
        let arrival = Browser::of(Person::Allows).go(link, |_| true).await.unwrap();
        sign_in.pending().unwrap().paste(&String::from(arrival.address).into(), false).unwrap();
    });
    assert_eq!(not_shown(&without_browser).as_deref(), Some("No browser could be started. Copy the link."));
    assert!(record.token.is_some(), "the link was as good as the browser: {:?}", record.diagnosis);
    assert_eq!(without_browser.desk.view(&without_browser.id).fields, typed);
}

/// What the person was told about the browser.
fn not_shown(scene: &Scene) -> Option<String> {
    let told = scene.desk.told();
    told.iter().flatten().find_map(|step| step.sign_in.as_ref()?.not_shown.clone())
}

struct NoBrowser;

impl ShowPage for NoBrowser {
    fn show(&self, _: &Url) -> Result<(), NotShown> {
        Err(NotShown("No browser could be started. Copy the link.".into()))
    }
}

/// A sign-in that a test acts in from outside.
struct Waiting(Arc<SignIn>);

#[async_trait]
impl AnswerCapture for Waiting {
    async fn get_ready(&self, plan: CapturePlan) -> Result<Box<dyn ReadyCapture>, CaptureError> {
        self.0.get_ready(plan).await
    }
}

/// A system that keeps a port for itself. That it really answers so can be seen on Windows only.
struct Reserving;

#[async_trait]
impl AnswerCapture for Reserving {
    async fn get_ready(&self, plan: CapturePlan) -> Result<Box<dyn ReadyCapture>, CaptureError> {
        Err(CaptureError::PortReserved { port: plan.redirect_uri.url().port().unwrap_or_default() })
    }
}

#[tokio::test]
async fn f25_a_port_that_the_system_keeps_is_told_from_one_in_use_and_others_are_offered() {
    let (_practice, system) = practice(Acting::Allow).await;
    let scene = Scene::practising(&system, "authorization_code", "caught", Signer::who(Person::Away));
    scene.enter("redirect_uri", "http://127.0.0.1:50017/cb");
    let reserving = Scene { desk: scene.desk.signing_in(Reserving), ..scene };
    let typed = reserving.desk.view(&reserving.id).fields;
    let diagnosis = reserving.diagnosis().await;
    assert_eq!(diagnosis.code, DiagnosisCode::PortUnavailable);
    let text = diagnosis.text.unwrap();
    assert_eq!(text, "The system has reserved port 50017, although nothing listens there.");
    let leads_to_address =
        |action: &CauseAction| matches!(action, CauseAction::EditField { field, .. } if field == "redirect_uri");
    assert!(diagnosis.causes.iter().filter_map(|cause| cause.action.as_ref()).any(leads_to_address));
    let offers_paste = diagnosis.causes.iter().any(|cause| cause.text.as_ref().unwrap().contains("paste the answer"));
    assert!(offers_paste, "{:?}", diagnosis.causes);
    assert_eq!(reserving.desk.view(&reserving.id).fields, typed);
}

#[tokio::test]
async fn a_window_that_nobody_signs_in_in_times_out_as_well() {
    let (_practice, system) = practice(Acting::ByPerson).await;
    let signer = Signer::who(Person::Waits).within(A_MOMENT);
    let scene = Scene::practising(&system, "authorization_code", "page of the phone system", signer);
    scene.change_sign_in(SignInSettings { in_window: true, ..SignInSettings::default() });
    assert_eq!(scene.diagnosis().await.code, DiagnosisCode::SignInTimedOut);
}

/// A computer that was closed for two hours while somebody signed in.
#[tokio::test]
async fn f45_a_sign_in_that_slept_is_over_soon_after_and_says_so() {
    let server = ScriptedServer::that_grants().await;
    let uptime = Arc::new(SleptUptime::default());
    let browser = Arc::new(Browser::of(Person::Away));
    let sign_in = Arc::new(SignIn::new(browser.clone(), None).with_uptime(uptime.clone()));
    let scene = Scene::at(&server, "authorization_code");
    let scene = Scene { desk: scene.desk.signing_in(Waiting(Arc::clone(&sign_in))), ..scene };
    let typed = scene.desk.view(&scene.id).fields;
    let (diagnosis, page) = tokio::join!(scene.diagnosis(), async {
        let page = browser.opened().await;
        uptime.0.store(2 * 60 * 60, Ordering::SeqCst);
        page
    });
    assert_eq!(diagnosis.code, DiagnosisCode::SignInTimedOut);
    assert_eq!(diagnosis.text.as_deref(), Some("The time for it is over; nothing was changed."));
    assert!(sign_in.pending().is_none() && server.requests_to("/token").is_empty());
    assert_eq!(scene.desk.view(&scene.id).fields, typed);
    let late = Browser::of(Person::Allows).go(page, |_| true).await.unwrap();
    assert!(late.page.is_none(), "nobody listens any more");
}

/// An uptime that jumps.
#[derive(Default)]
struct SleptUptime(AtomicU64);

impl Uptime for SleptUptime {
    fn uptime(&self) -> Duration {
        Duration::from_secs(self.0.load(Ordering::SeqCst))
    }
}

/// What arrives later finds nobody.
#[tokio::test]
async fn f45_an_answer_that_comes_too_late_is_not_used() {
    let (practice, system) = practice(Acting::Allow).await;
    let signer = Signer::who(Person::Away).within(A_MOMENT);
    let scene = Scene::practising(&system, "authorization_code", "caught", signer.clone());
    assert_eq!(scene.diagnosis().await.code, DiagnosisCode::SignInTimedOut);
    let page = signer.browser.opened().await;
    let redirect = query_value(&page, "redirect_uri").unwrap();
    let arrival = signer.browser.go(page, |_| true).await.unwrap();
    assert!(arrival.address.as_str().starts_with(&redirect) && arrival.page.is_none(), "nobody listens there any more");
    assert!(arrived(&practice, "/oauth2/token").is_empty());
}

#[test]
fn the_minutes_can_be_chosen_between_one_and_sixty() {
    let desk = dialkey_tests::desk::TestDesk::default();
    let id = desk.create("oauth2", "authorization_code");
    for (chosen, kept) in [(0, 1), (1, 1), (25, 25), (LONGEST_MINUTES, 60), (u32::MAX, 60)] {
        let settings = SignInSettings { minutes: chosen, ..SignInSettings::default() };
        desk.desk().change_sign_in(&id, settings).unwrap();
        assert_eq!(desk.view(&id).sign_in.unwrap().settings.minutes, kept);
    }
}
