//! What a person pastes when nothing comes back by itself.

use dialkey_core::capturing::PasteProblem;
use dialkey_practice::Acting;
use dialkey_tests::{
    browser::Person,
    request::value,
    scripted_server::{ScriptedServer, query_value},
    signer::Signer,
};

use super::{Scene, arrived, practice};

/// Each says what is wrong, and the waiting goes on until the right one comes.
#[tokio::test]
async fn f44_what_is_not_the_answer_is_explained_and_the_waiting_goes_on() {
    let (practice, system) = practice(Acting::Allow).await;
    let signer = Signer::who(Person::Allows).without_pasting();
    let scene = Scene::practising(&system, "authorization_code", "page of nobody", signer.clone());
    let (record, ()) = tokio::join!(scene.run(), async {
        let page = signer.browser.opened().await;
        let right = String::from(signer.browser.arrival().await.address);
        let state = query_value(&page, "state").unwrap();
        let pending = signer.pending();
        let problem = |text: &str| pending.paste(&text.into(), true).unwrap_err();
        assert_eq!(problem(""), PasteProblem::Empty);
        assert_eq!(problem(" \n"), PasteProblem::Empty);
        assert_eq!(problem(page.as_str()), PasteProblem::NoAnswer);
        assert_eq!(problem("https://app.practice.example/callback"), PasteProblem::NoAnswer);
        assert_eq!(problem(&right.replace(&state, "of-another-run")), PasteProblem::OtherRun);
        assert_eq!(problem(right.split("&state").next().unwrap()), PasteProblem::NotWhole);
        assert_eq!(problem(&format!("{right}&state={state}")), PasteProblem::Contradictory);
        assert_eq!(problem("my answer"), PasteProblem::NotAnAddress);
        assert_eq!(problem(&"x".repeat(70_000)), PasteProblem::TooLong);
        let elsewhere = problem(&right.replace("app.practice.example", "app.practice.example.attacker.test"));
        assert!(matches!(elsewhere, PasteProblem::OtherAddress { .. }), "{elsewhere:?}");
        for trick in ["https://app.practice.example@attacker.test/callback", "http://app.practice.example/callback"] {
            let forged = right.replace("https://app.practice.example/callback", trick);
            assert!(pending.paste(&forged.as_str().into(), true).is_err(), "{trick}");
        }
        assert!(signer.is_waited_for());
        pending.paste(&right.replace('&', "&amp;").as_str().into(), false).unwrap();
        assert!(pending.paste(&right.as_str().into(), false).is_err(), "an answer counts once");
    });
    assert_eq!(record.diagnosis, None);
    assert_eq!(arrived(&practice, "/oauth2/token").len(), 1);
}

/// What a problem says repeats nothing of what was pasted but host and path.
#[tokio::test]
async fn f44_an_explanation_repeats_no_code() {
    let (_practice, system) = practice(Acting::Allow).await;
    let signer = Signer::who(Person::Allows).without_pasting();
    let scene = Scene::practising(&system, "authorization_code", "page of nobody", signer.clone());
    tokio::select! {
        _ = scene.run() => panic!("nothing is pasted that would end it"),
        () = async {
            signer.browser.arrival().await;
            for text in [
                "https://elsewhere.test/path?code=canary-code&state=canary-state",
                "https://app.practice.example/callback?code=canary-code&state=canary-state",
                "https://app.practice.example/callback?code=canary-code",
                "code=canary-code&state=canary-state",
                "canary code canary-state",
            ] {
                let problem = signer.pending().paste(&text.into(), false).unwrap_err();
                let said = format!("{problem} {problem:?} {:?} {:?}", problem.to_refusal(), signer.pending());
                assert!(!said.contains("canary"), "{said}");
            }
        } => {}
    }
}

/// With PKCE a bare code is of use to this run alone.
#[tokio::test]
async fn f44_a_bare_code_is_taken_with_pkce_and_otherwise_only_when_the_person_confirms_it() {
    for leave_out_pkce in [false, true] {
        let server = ScriptedServer::that_grants().await;
        let signer = Signer::who(Person::Away).without_pasting();
        let scene = Scene::with(&server, "authorization_code", signer.clone());
        scene.enter("redirect_uri", "https://app.north-wind.test/callback");
        scene.change_sign_in(dialkey_core::domain::sign_in::SignInSettings { leave_out_pkce, ..Default::default() });
        let (record, ()) = tokio::join!(scene.run(), async {
            signer.browser.opened().await;
            if leave_out_pkce {
                let problem = signer.pending().paste(&"bare-code-1".into(), false).unwrap_err();
                assert!(problem.to_refusal().can_confirm, "{problem:?}");
            }
            signer.pending().paste(&"bare-code-1".into(), leave_out_pkce).unwrap();
        });
        assert_eq!(record.diagnosis, None);
        assert_eq!(value(&server.requests_to("/token")[0].form(), "code"), Some("bare-code-1"));
    }
}

/// RFC 8252 8.12: whatever is meant to catch the answer, it can be pasted.
#[tokio::test]
async fn an_answer_can_be_pasted_while_a_listener_or_a_window_waits() {
    for title in ["caught by this computer", "page of the phone system"] {
        let (_practice, system) = practice(Acting::Allow).await;
        let signer = Signer::who(Person::Away).without_pasting();
        let scene = Scene::practising(&system, "authorization_code", title, signer.clone());
        scene.change_sign_in(dialkey_core::domain::sign_in::SignInSettings { in_window: true, ..Default::default() });
        let (record, ()) = tokio::join!(scene.run(), async {
            let page = signer.browser.opened().await;
            let redirect = query_value(&page, "redirect_uri").unwrap();
            // As it is on another computer, where the browser shows an error at the end.
            let elsewhere = dialkey_tests::browser::Browser::of(Person::Allows);
            let seen = std::sync::Mutex::new(None);
            let stops = |target: &url::Url| {
                let is_answer = target.as_str().starts_with(&redirect);
                if is_answer {
                    *seen.lock().unwrap() = Some(target.to_string());
                }
                !is_answer
            };
            elsewhere.go(page, stops).await;
            let pasted = seen.lock().unwrap().take().unwrap();
            signer.pending().paste(&pasted.into(), false).unwrap();
        });
        assert_eq!(record.diagnosis, None, "{title}");
    }
}

/// Open again: the same request, so that whichever page is used brings the answer.
#[tokio::test]
async fn the_page_can_be_opened_again_and_is_the_same() {
    let server = ScriptedServer::that_grants().await;
    let signer = Signer::who(Person::Away);
    let scene = Scene::with(&server, "authorization_code", signer.clone());
    let (record, ()) = tokio::join!(scene.run(), async {
        let first = signer.browser.opened().await;
        signer.pending().open_again().unwrap();
        let again = signer.browser.opened().await;
        assert_eq!(first, again);
        assert_eq!(signer.pending().page(), &first);
        signer.browser.go(again, |_| true).await;
    });
    assert!(record.token.is_some());
}
