//! Answers other than a code: refusals, and what does not belong to the run.

use dialkey_core::domain::{
    diagnosis::{CauseAction, DiagnosisCode},
    sign_in::SignInSettings,
    step::{StepKind, StepState},
};
use dialkey_practice::Acting;
use dialkey_tests::{
    browser::Person,
    request::{Request, value},
    scripted_server::{Asked, ScriptedServer, grant, query_value},
    signer::Signer,
};
use secrecy::ExposeSecret;

use super::{Scene, arrived, practice};

/// RFC 6749 5.2: the server's words as they are, and nothing is lost.
#[tokio::test]
async fn a_sign_in_that_is_declined_leaves_token_and_values_untouched() {
    let (practice, system) = practice(Acting::ByPerson).await;
    let scene = Scene::practising(&system, "authorization_code", "caught", Signer::who(Person::Allows));
    let before = scene.run().await;
    let typed = scene.desk.view(&scene.id).fields;
    let refusing = Scene { desk: scene.desk.signing_in(Signer::who(Person::Denies)), ..scene };
    let after = refusing.run().await;
    let [.., exchange, read] = after.steps.as_slice() else { panic!("there are steps after the sign-in") };
    assert_eq!([exchange.state, read.state], [StepState::ToDo; 2], "the rest was never begun");
    let diagnosis = after.diagnosis.unwrap();
    assert_eq!((diagnosis.code, diagnosis.step), (DiagnosisCode::SignInDenied, StepKind::SignIn));
    let words = diagnosis.server.unwrap();
    assert_eq!(words.error.as_deref(), Some("access_denied"));
    assert_eq!(words.description.as_deref(), Some("The person or the phone system said no"));
    assert_eq!(words.status, None, "it came by way of the browser");
    let (before, after) = (before.token.unwrap(), after.token.unwrap());
    assert_eq!(before.access_token.expose_secret(), after.access_token.expose_secret());
    assert_eq!(refusing.desk.view(&refusing.id).fields, typed);
    assert_eq!(arrived(&practice, "/oauth2/token").len(), 1, "no second exchange was tried");
}

#[tokio::test]
async fn the_person_is_left_with_a_page_that_says_declined() {
    let (_practice, system) = practice(Acting::Deny).await;
    let signer = Signer::who(Person::Allows);
    let scene = Scene::practising(&system, "authorization_code", "caught", signer.clone());
    assert_eq!(scene.diagnosis().await.code, DiagnosisCode::SignInDenied);
    let page = signer.browser.arrival().await.page.unwrap();
    assert!(page.contains("declined") && !page.contains("said no"), "nothing that arrived is shown there: {page}");
}

/// RFC 6749 4.1.2.1
#[tokio::test]
async fn every_error_of_the_sign_in_page_is_named() {
    for (error, code) in [
        ("access_denied", DiagnosisCode::SignInDenied),
        ("invalid_scope", DiagnosisCode::ScopeRefused),
        ("unauthorized_client", DiagnosisCode::GrantRefused),
        ("unsupported_response_type", DiagnosisCode::GrantRefused),
        ("invalid_request", DiagnosisCode::SignInRefused),
        ("server_error", DiagnosisCode::SignInRefused),
        ("temporarily_unavailable", DiagnosisCode::SignInRefused),
        ("login_required", DiagnosisCode::SignInRefused),
        ("something of the vendor's own", DiagnosisCode::SignInRefused),
    ] {
        let way_back = move |asked: &Asked| asked.back_with(&[("error", error), ("state", asked.get("state"))]);
        let server = ScriptedServer::start(way_back, |_| grant()).await;
        for way in ["authorization_code", "implicit"] {
            let diagnosis = Scene::at(&server, way).diagnosis().await;
            assert_eq!(diagnosis.code, code, "{error}");
            assert_eq!(diagnosis.server.unwrap().error.as_deref(), Some(error));
            assert!(!diagnosis.causes.is_empty(), "{error}");
        }
        assert!(server.requests_to("/token").is_empty(), "nothing is exchanged after {error}");
    }
}

#[tokio::test]
async fn leaving_pkce_out_is_offered_where_a_sign_in_is_refused_and_never_done_by_itself() {
    let way_back = |asked: &Asked| {
        let state = ("state", asked.get("state"));
        match asked.get("code_challenge") {
            "" => asked.back_with(&[("code", "code-1"), state]),
            _ => asked.back_with(&[("error", "invalid_request"), state]),
        }
    };
    let server = ScriptedServer::start(way_back, |_| grant()).await;
    let scene = Scene::at(&server, "authorization_code");
    let diagnosis = scene.diagnosis().await;
    let offers = diagnosis.causes.iter().any(|cause| cause.action == Some(CauseAction::LeaveOutPkce));
    assert!(offers, "{diagnosis:?}");
    assert_eq!(server.requests_to("/authorize").len(), 1, "it is for the person to do");
    scene.change_sign_in(SignInSettings { leave_out_pkce: true, ..SignInSettings::default() });
    assert_eq!(scene.run().await.diagnosis, None);
}

/// RFC 6749 10.12, RFC 9700 4.2.4: what does not belong to the run changes nothing, and the right answer still counts.
#[tokio::test]
async fn f27_f28_an_answer_with_another_state_is_turned_away_and_the_waiting_goes_on() {
    let server = ScriptedServer::that_grants().await;
    let signer = Signer::who(Person::Away);
    let scene = Scene::with(&server, "authorization_code", signer.clone());
    let (record, ()) = tokio::join!(scene.run(), async {
        let page = signer.browser.opened().await;
        let redirect = query_value(&page, "redirect_uri").unwrap();
        let state = query_value(&page, "state").unwrap();
        for answer in [
            "code=forged".to_owned(),
            "code=forged&state=".to_owned(),
            "code=forged&state=guessed".to_owned(),
            format!("code=forged&state={}", &state[..42]),
            format!("code=forged&state={state}x"),
            format!("code=forged&state={}", state.to_uppercase()),
            format!("code=forged&state={state}&state={state}"),
            format!("code=forged&code=forged&state={state}"),
            format!("code=forged&error=access_denied&state={state}"),
            format!("code=forged&state={state}&iss=a&iss=b"),
            "error=access_denied".to_owned(),
            "error=access_denied&state=guessed".to_owned(),
        ] {
            let status = signer.browser.request(&format!("{redirect}?{answer}")).await.status();
            assert_eq!(status, 400, "{answer}");
        }
        assert!(signer.is_waited_for());
        signer.browser.go(page, |_| true).await;
    });
    assert!(record.token.is_some());
    let exchange = server.requests_to("/token").remove(0);
    assert_eq!(value(&exchange.form(), "code"), Some("code-1"), "no forged one was ever sent on");
}

/// The answer of an earlier run of the same connection.
#[tokio::test]
async fn f27_an_answer_of_an_earlier_run_is_not_taken_in_the_next() {
    let server = ScriptedServer::that_grants().await;
    let signer = Signer::who(Person::Away);
    let scene = Scene::with(&server, "authorization_code", signer.clone());
    let mut earlier = None;
    for _ in 0..2 {
        let (record, ()) = tokio::join!(scene.run(), async {
            let page = signer.browser.opened().await;
            let redirect = query_value(&page, "redirect_uri").unwrap();
            let state = query_value(&page, "state").unwrap();
            if let Some(earlier) = &earlier {
                let replayed = format!("{redirect}?code=old&state={earlier}");
                assert_eq!(signer.browser.request(&replayed).await.status(), 400);
            }
            let answer = format!("{redirect}?code=fresh&state={state}");
            assert_eq!(signer.browser.request(&answer).await.status(), 303);
            earlier = Some(state);
        });
        assert!(record.token.is_some());
    }
    let codes: Vec<_> = server.requests_to("/token").iter().map(Request::form).collect();
    assert!(codes.iter().all(|form| value(form, "code") == Some("fresh")), "{codes:?}");
}

/// RFC 9700 4.2.4: once the answer is in, the same address is gone.
#[tokio::test]
async fn f27_an_answer_counts_once() {
    let server = ScriptedServer::that_grants().await;
    let signer = Signer::who(Person::Away);
    let scene = Scene::with(&server, "authorization_code", signer.clone());
    let (record, ()) = tokio::join!(scene.run(), async {
        let page = signer.browser.opened().await;
        let redirect = query_value(&page, "redirect_uri").unwrap();
        let state = query_value(&page, "state").unwrap();
        let answer = |code: &str| format!("{redirect}?code={code}&state={state}");
        let (first, second) = (answer("first"), answer("second"));
        let answered = signer.browser.request(&first).await;
        assert_eq!(answered.status(), 303);
        let last_page = page.join(&redirect).unwrap().join(answered.headers()["location"].to_str().unwrap()).unwrap();
        assert_eq!(signer.browser.request(&second).await.status(), 410);
        signer.browser.go(last_page, |_| true).await;
    });
    assert!(record.token.is_some());
    let [exchange] = server.requests_to("/token").try_into().unwrap();
    assert_eq!(value(&exchange.form(), "code"), Some("first"));
}

/// RFC 9700 4.2.4: nothing of what arrives stands on a page of ours.
#[tokio::test]
async fn the_listener_s_pages_repeat_nothing_and_load_nothing() {
    let server = ScriptedServer::that_grants().await;
    let signer = Signer::who(Person::Away);
    let scene = Scene::with(&server, "authorization_code", signer.clone());
    let (_, ()) = tokio::join!(scene.run(), async {
        let page = signer.browser.opened().await;
        let redirect = query_value(&page, "redirect_uri").unwrap();
        for answer in ["?code=canary-1&state=canary-2", "?error=canary-3&error_description=%3Cscript%3Ecanary-4", ""] {
            let answered = signer.browser.request(&format!("{redirect}{answer}")).await;
            let headers = answered.headers().clone();
            let policy = headers["content-security-policy"].to_str().unwrap();
            assert!(policy.starts_with("default-src 'none'"), "{policy}");
            assert_eq!(headers["referrer-policy"], "no-referrer");
            assert_eq!(headers["cache-control"], "no-store");
            assert_eq!(headers["x-content-type-options"], "nosniff");
            let text = answered.text().await.unwrap();
            assert!(!text.contains("canary"), "{text}");
        }
        signer.browser.go(page, |_| true).await;
    });
}
