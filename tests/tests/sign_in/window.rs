//! A window that sees the redirect before it is requested. What the shell adds to it is tested with the real one.

use dialkey_core::domain::{diagnosis::DiagnosisCode, sign_in::SignInSettings};
use dialkey_tests::{
    browser::Person,
    request::value,
    scripted_server::{Asked, ScriptedServer, grant, query_value},
    signer::Signer,
};
use url::Url;

use super::{Scene, arrived, practice};

/// A connection whose answer comes back to a page of the phone system itself, caught by a window.
fn scene_in_window(server: &ScriptedServer, signer: &Signer) -> Scene {
    let scene = Scene::with(server, "authorization_code", signer.clone());
    scene.enter("redirect_uri", &format!("{}/api/v1/doc/", server.issuer()));
    scene.change_sign_in(SignInSettings { in_window: true, ..SignInSettings::default() });
    scene
}

/// The page of the phone system never learns the code.
#[tokio::test]
async fn the_redirect_is_stopped_before_it_is_requested() {
    let (practice, system) = practice(dialkey_practice::Acting::ByPerson).await;
    let signer = Signer::who(Person::Allows);
    let scene = Scene::practising(&system, "authorization_code", "page of the phone system", signer.clone());
    scene.change_sign_in(SignInSettings { in_window: true, ..SignInSettings::default() });
    assert_eq!(scene.run().await.diagnosis, None);
    assert!(arrived(&practice, "/signed-in").is_empty());
    let stopped = signer.browser.visited().pop().unwrap();
    assert!(query_value(&stopped, "code").is_some(), "that is where the code stood: {}", stopped.path());
}

#[tokio::test]
async fn f37_addresses_that_only_look_like_the_redirect_are_not_taken() {
    let server = ScriptedServer::that_grants().await;
    let signer = Signer::who(Person::Away);
    let scene = scene_in_window(&server, &signer);
    let (record, ()) = tokio::join!(scene.run(), async {
        let page = signer.browser.opened().await;
        let state = query_value(&page, "state").unwrap();
        let host = page.authority().to_owned();
        let pending = signer.pending();
        for place in [
            format!("http://{host}/api/v1/doc/evil"),
            format!("http://{host}/api/v1/doc"),
            format!("http://{host}/API/v1/doc/"),
            format!("https://{host}/api/v1/doc/"),
            format!("http://{host}.attacker.test/api/v1/doc/"),
            format!("http://{host}@attacker.test/api/v1/doc/"),
            format!("http://user@{host}/api/v1/doc/"),
        ] {
            let forged = format!("{place}?code=forged&state={state}");
            assert!(Url::parse(&forged).is_err() || pending.paste(&forged.as_str().into(), true).is_err(), "{place}");
        }
        let right = format!("http://{host}/api/v1/doc/?code=code-1&state={state}");
        pending.paste(&right.into(), false).unwrap();
    });
    assert!(record.token.is_some());
    assert_eq!(value(&server.requests_to("/token")[0].form(), "code"), Some("code-1"));
}

/// RFC 6749 10.12: on the way to the redirect, with a made-up state.
#[tokio::test]
async fn f37_an_answer_with_another_state_stops_the_window_and_not_the_waiting() {
    let way_back = |asked: &Asked| asked.back_with(&[("code", "forged"), ("state", "made-up")]);
    let server = ScriptedServer::start(way_back, |_| grant()).await;
    let signer = Signer::who(Person::Allows).within(super::A_MOMENT);
    let scene = scene_in_window(&server, &signer);
    assert_eq!(scene.diagnosis().await.code, DiagnosisCode::SignInTimedOut);
    assert!(server.requests_to("/token").is_empty());
    assert!(server.requests_to("/api/v1/doc/").is_empty(), "the forged answer is not even requested");
}

#[tokio::test]
async fn f41_a_window_that_is_closed_ends_the_run_and_saves_nothing() {
    let server = ScriptedServer::that_grants().await;
    let signer = Signer::who(Person::ClosesWindow);
    let scene = scene_in_window(&server, &signer);
    let typed = scene.desk.view(&scene.id).fields;
    let diagnosis = scene.diagnosis().await;
    assert_eq!(diagnosis.code, DiagnosisCode::SignInWindowClosed);
    assert_eq!(diagnosis.title, "The sign-in window was closed");
    assert_eq!(diagnosis.text.as_deref(), Some("Nothing was saved."));
    assert_eq!(scene.desk.view(&scene.id).fields, typed);
    assert!(server.requests_to("/token").is_empty() && !signer.is_waited_for());
}

/// RFC 8252 8.12: a window is a choice, never the beginning.
#[tokio::test]
async fn no_window_is_used_unless_the_person_chose_it() {
    let server = ScriptedServer::that_grants().await;
    let signer = Signer::who(Person::Allows);
    let scene = scene_in_window(&server, &signer);
    assert!(!SignInSettings::default().in_window);
    scene.change_sign_in(SignInSettings::default());
    assert_eq!(scene.run().await.diagnosis, None);
    assert_eq!(server.requests_to("/api/v1/doc/").len(), 1, "the browser went there, and its address was pasted");
}
