//! When nothing comes back.

use std::time::Instant;

use dialkey_core::domain::{
    diagnosis::{CauseAction, DiagnosisCode},
    sign_in::{LONGEST_MINUTES, SignInSettings},
};
use dialkey_practice::Acting;
use dialkey_tests::{browser::Person, scripted_server::query_value, signer::Signer};

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
        assert_eq!(scene.diagnosis().await.code, DiagnosisCode::SignInTimedOut, "{title}");
        assert!(began.elapsed() >= A_MOMENT, "not before the time allowed is over");
        assert_eq!(scene.desk.view(&scene.id).fields, typed);
        assert!(!signer.is_waited_for());
    }
}

#[tokio::test]
async fn a_window_that_nobody_signs_in_in_times_out_as_well() {
    let (_practice, system) = practice(Acting::ByPerson).await;
    let signer = Signer::who(Person::Waits).within(A_MOMENT);
    let scene = Scene::practising(&system, "authorization_code", "page of the phone system", signer);
    scene.change_sign_in(SignInSettings { in_window: true, ..SignInSettings::default() });
    assert_eq!(scene.diagnosis().await.code, DiagnosisCode::SignInTimedOut);
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
