//! The token in the address itself (RFC 6749 4.2).

use dialkey_core::domain::{
    diagnosis::DiagnosisCode,
    note::Tone,
    sign_in::{Capture, SignInSettings},
    token::Expiry,
};
use dialkey_practice::Acting;
use dialkey_tests::{
    browser::Person,
    request::value,
    scripted_server::{Asked, ScriptedServer, grant},
    signer::Signer,
};
use secrecy::ExposeSecret;

use super::{Scene, arrived, practice};

/// A server that answers with these parameters, and `state`, behind the #.
async fn answering(parameters: &'static [(&'static str, &'static str)]) -> ScriptedServer {
    let way_back =
        move |asked: &Asked| asked.back_behind_hash(&[parameters, &[("state", asked.get("state"))]].concat());
    ScriptedServer::start(way_back, |_| grant()).await
}

/// RFC 6749 4.2.2
#[tokio::test]
async fn a_token_behind_the_hash_is_handed_over_by_the_listener_s_page() {
    let (practice, system) = practice(Acting::Allow).await;
    let signer = Signer::who(Person::Allows);
    let scene = Scene::practising(&system, "implicit", "caught by this computer", signer.clone());
    let record = scene.run().await;
    assert_eq!(record.diagnosis, None);
    let token = record.token.unwrap();
    assert_eq!(token.expiry, Expiry::At { at: token.received_at.plus_seconds(600) });
    assert!(token.notes.iter().all(|note| note.tone != Tone::Warn), "{:?}", token.notes);
    let asked = arrived(&practice, "/oauth2/authorize").remove(0).query();
    assert_eq!(value(&asked, "response_type"), Some("token"));
    assert_eq!(value(&asked, "code_challenge"), None, "there is no code to protect");
    assert!(arrived(&practice, "/oauth2/token").is_empty(), "nothing is exchanged");
    let arrival = signer.browser.arrival().await;
    assert!(arrival.page.unwrap().contains("You are signed in"));
    assert_eq!(arrival.address.fragment(), None, "the address bar is clean");
}

/// RFC 6749 4.2.2: none is expected, and none is kept.
#[tokio::test]
async fn a_refresh_token_in_the_address_is_never_kept() {
    let server =
        answering(&[("access_token", "at-1"), ("token_type", "bearer"), ("refresh_token", "rt-1"), ("x", "y")]).await;
    let scene = Scene::at(&server, "implicit");
    let token = scene.run().await.token.unwrap();
    assert_eq!(token.access_token.expose_secret(), "at-1");
    assert!(token.refresh_token.is_none());
    assert!(!scene.desk.view(&scene.id).token.unwrap().renewable);
}

#[tokio::test]
async fn f43_a_token_in_the_query_is_taken_with_a_warning() {
    let way_back = |asked: &Asked| {
        asked.back_with(&[("access_token", "at-1"), ("token_type", "Bearer"), ("state", asked.get("state"))])
    };
    let server = ScriptedServer::start(way_back, |_| grant()).await;
    let token = Scene::at(&server, "implicit").run().await.token.unwrap();
    let warned = token.notes.iter().any(|note| note.tone == Tone::Warn && note.text.contains("history"));
    assert!(warned, "{:?}", token.notes);
}

/// RFC 6749 5.1
#[tokio::test]
async fn f43_a_token_without_a_type_and_an_end_is_taken_and_its_end_unknown() {
    let server = answering(&[("access_token", "at-1")]).await;
    let token = Scene::at(&server, "implicit").run().await.token.unwrap();
    assert_eq!(token.expiry, Expiry::Unknown);
    let said = "The answer does not say what type the token has. We take it for the usual one, Bearer.";
    assert!(token.notes.iter().any(|note| note.text == said), "{:?}", token.notes);
}

/// RFC 6749 7.1
#[tokio::test]
async fn a_token_of_another_type_is_not_used() {
    let server = answering(&[("access_token", "at-1"), ("token_type", "mac")]).await;
    assert_eq!(Scene::at(&server, "implicit").diagnosis().await.code, DiagnosisCode::TokenTypeUnknown);
}

#[tokio::test]
async fn a_token_with_control_characters_is_not_used() {
    let server = answering(&[("access_token", "at\r\nX-Injected: 1"), ("token_type", "Bearer")]).await;
    assert_eq!(Scene::at(&server, "implicit").diagnosis().await.code, DiagnosisCode::AnswerUnreadable);
}

/// RFC 6749 3.3
#[tokio::test]
async fn asked_and_granted_scope_are_both_shown() {
    let server = answering(&[("access_token", "at-1"), ("token_type", "Bearer"), ("scope", "read admin")]).await;
    let scene = Scene::at(&server, "implicit");
    scene.run().await;
    let token = scene.desk.view(&scene.id).token.unwrap();
    assert_eq!(token.scope_asked.as_deref(), Some("read"));
    assert_eq!(token.scope_granted.as_deref(), Some("read admin"));
}

/// A code where a token was asked for is no answer, and the other way round.
#[tokio::test]
async fn a_code_in_place_of_a_token_is_not_used() {
    let way_back = |asked: &Asked| asked.back_with(&[("code", "code-1"), ("state", asked.get("state"))]);
    let server = ScriptedServer::start(way_back, |_| grant()).await;
    let signer = Signer::who(Person::Allows).within(super::A_MOMENT);
    let scene = Scene::with(&server, "implicit", signer);
    assert_eq!(scene.diagnosis().await.code, DiagnosisCode::SignInTimedOut);
    assert!(server.requests_to("/token").is_empty());
}

/// A page of the phone system: by a window, or by what is pasted, the fragment included.
#[tokio::test]
async fn a_token_on_a_page_of_the_phone_system_is_caught_by_window_and_by_paste() {
    for (in_window, capture) in [(true, Capture::SignInWindow), (false, Capture::Paste)] {
        let (practice, system) = practice(Acting::Allow).await;
        let scene = Scene::practising(&system, "implicit", "page of the phone system", Signer::who(Person::Allows));
        scene.change_sign_in(SignInSettings { in_window, ..SignInSettings::default() });
        assert_eq!(scene.desk.view(&scene.id).sign_in.unwrap().capture, capture);
        assert_eq!(scene.run().await.diagnosis, None, "{capture:?}");
        let reached = arrived(&practice, "/signed-in").len();
        assert_eq!(reached, usize::from(!in_window), "a window stops before the redirect is requested");
    }
}

/// RFC 9700 2.1.2
#[test]
fn whoever_chooses_this_way_is_warned() {
    let desk = dialkey_tests::desk::TestDesk::default();
    for recipe in desk.recipes().all() {
        for way in &recipe.way {
            let is_implicit = way.grant == dialkey_core::domain::recipe::Grant::Implicit;
            assert!(!is_implicit || !way.warn.is_empty(), "{} · {}", recipe.id, way.id);
        }
    }
}
