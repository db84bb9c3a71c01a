//! Cancelling, which is dropping the run: in every phase everything is as it was, and the port is free.

use std::net::TcpListener;

use dialkey_core::domain::{diagnosis::DiagnosisCode, sign_in::SignInSettings};
use dialkey_practice::Acting;
use dialkey_tests::{
    browser::Person,
    raw_server::Reply,
    scripted_server::{Asked, ScriptedServer, grant, query_value},
    signer::Signer,
};
use tokio::sync::mpsc;
use url::Url;

use super::{A_MOMENT, IN_TIME, Scene, practice};

/// Waits until the port of a redirect address can be listened at by others.
async fn assert_free(redirect: &str) {
    let port = Url::parse(redirect).unwrap().port().unwrap();
    let mut beat = tokio::time::interval(std::time::Duration::from_millis(20));
    let free = async {
        while TcpListener::bind(("127.0.0.1", port)).is_err() {
            beat.tick().await;
        }
    };
    tokio::time::timeout(A_MOMENT, free).await.expect("the port is free again");
}

#[tokio::test]
async fn cancelled_while_the_browser_is_open_nothing_has_changed_and_the_port_is_free() {
    let server = ScriptedServer::that_grants().await;
    let signer = Signer::who(Person::Away);
    let scene = Scene::with(&server, "authorization_code", signer.clone());
    let before = scene.desk.view(&scene.id);
    let redirect = tokio::select! {
        _ = scene.run() => panic!("nobody signs in"),
        page = signer.browser.opened() => query_value(&page, "redirect_uri").unwrap(),
    };
    assert_eq!(scene.desk.view(&scene.id), before);
    assert!(!signer.is_waited_for(), "nothing can be pasted any more");
    assert_free(&redirect).await;
}

#[tokio::test]
async fn cancelled_while_a_window_is_open_or_an_address_is_to_be_pasted_nothing_has_changed() {
    let (_practice, system) = practice(Acting::ByPerson).await;
    for in_window in [true, false] {
        let signer = Signer::who(Person::Waits).without_pasting();
        let scene = Scene::practising(&system, "authorization_code", "page of the phone system", signer.clone());
        scene.change_sign_in(SignInSettings { in_window, ..SignInSettings::default() });
        let before = scene.desk.view(&scene.id);
        tokio::select! {
            _ = scene.run() => panic!("nobody signs in"),
            _ = signer.browser.arrival() => {}
        }
        assert_eq!(scene.desk.view(&scene.id), before);
        assert!(!signer.is_waited_for());
    }
}

#[tokio::test]
async fn cancelled_during_the_exchange_nothing_has_changed_and_the_port_is_free() {
    let (arrived, mut exchange) = mpsc::unbounded_channel();
    let way_back = |asked: &Asked| asked.back_with(&[("code", "code-1"), ("state", asked.get("state"))]);
    let server = ScriptedServer::start(way_back, move |_| {
        let _ = arrived.send(());
        Reply::Stall(Vec::new())
    })
    .await;
    let signer = Signer::who(Person::Allows);
    let scene = Scene::with(&server, "authorization_code", signer.clone());
    let before = scene.desk.view(&scene.id);
    tokio::select! {
        _ = scene.run() => panic!("the server says nothing"),
        _ = exchange.recv() => {}
    }
    assert_eq!(scene.desk.view(&scene.id), before);
    let redirect = query_value(&signer.browser.opened().await, "redirect_uri").unwrap();
    assert_free(&redirect).await;
    let page = signer.browser.arrival().await.page;
    assert!(!page.unwrap_or_default().contains("You are signed in"), "there is no token");
}

/// Right after a cancelled one, on the same registered port.
#[tokio::test]
async fn a_second_sign_in_on_the_same_port_works_right_after_a_cancelled_one() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let server = ScriptedServer::that_grants().await;
    let away = Signer::who(Person::Away);
    let scene = Scene::with(&server, "authorization_code", away.clone());
    scene.enter("redirect_uri", &format!("http://127.0.0.1:{port}/cb"));
    for _ in 0..3 {
        tokio::select! {
            _ = scene.run() => panic!("nobody signs in"),
            _ = away.browser.opened() => {}
        }
    }
    let signing = Scene { desk: scene.desk.signing_in(Signer::who(Person::Allows)), ..scene };
    for _ in 0..2 {
        assert_eq!(signing.run().await.diagnosis, None, "also right after one that worked");
    }
}

/// Two runs never mix.
#[tokio::test]
async fn f34_two_sign_ins_at_once_each_get_their_own_answer() {
    let way_back = |asked: &Asked| asked.back_with(&[("code", asked.get("client_id")), ("state", asked.get("state"))]);
    let server = ScriptedServer::start(way_back, |_| grant()).await;
    let scenes = [Scene::at(&server, "authorization_code"), Scene::at(&server, "authorization_code")];
    scenes[1].enter("client_id", "south-wind");
    let (first, second) = tokio::join!(scenes[0].run(), scenes[1].run());
    assert!(first.token.is_some() && second.token.is_some());
    for exchange in server.requests_to("/token") {
        let form = exchange.form();
        let value = |name| dialkey_tests::request::value(&form, name);
        assert_eq!(value("code"), value("client_id"));
    }
}

#[tokio::test]
async fn f24_a_registered_port_that_is_taken_is_named_before_anything_is_opened() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let server = ScriptedServer::that_grants().await;
    let scene = Scene::at(&server, "authorization_code");
    scene.enter("redirect_uri", &format!("http://127.0.0.1:{port}/cb"));
    let diagnosis = scene.diagnosis().await;
    assert_eq!(diagnosis.code, DiagnosisCode::PortUnavailable);
    let text = diagnosis.text.unwrap();
    assert!(
        text.contains(&format!("ort {port}")) && diagnosis.title == "Dialkey cannot listen for the answer",
        "{text}"
    );
    let causes: Vec<_> = diagnosis.causes.iter().map(|cause| cause.title.as_str()).collect();
    assert_eq!(causes, ["Another program uses the port", "Nothing but the port has to change"]);
    assert!(diagnosis.causes.iter().all(|cause| cause.action.is_some()), "both can be acted on at once");
    assert!(scene.signer.browser.visited().is_empty(), "no browser was opened");
}

/// RFC 8252 8.3: closed once the answer is in and told.
#[tokio::test]
async fn the_port_is_free_after_a_sign_in_that_worked() {
    let server = ScriptedServer::that_grants().await;
    let scene = Scene::at(&server, "authorization_code");
    tokio::time::timeout(IN_TIME, scene.run()).await.unwrap();
    assert_free(&query_value(&scene.signer.browser.opened().await, "redirect_uri").unwrap()).await;
}
