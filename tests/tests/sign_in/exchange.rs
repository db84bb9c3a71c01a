//! The exchange of the code (RFC 6749 4.1.3).

use std::sync::{Arc, OnceLock};

use dialkey_core::domain::{
    diagnosis::{CauseAction, DiagnosisCode},
    step::{StepKind, StepState},
};
use dialkey_practice::Acting;
use dialkey_tests::{
    browser::Person,
    raw_server::Reply,
    request::{names, value},
    scripted_server::{Asked, ScriptedServer, grant, query_value},
    signer::Signer,
};

use super::{Scene, arrived, practice};

fn with_code(asked: &Asked) -> String {
    asked.back_with(&[("code", "code-1"), ("state", asked.get("state"))])
}

/// RFC 6749 4.1.3: byte for byte, whatever is registered.
#[tokio::test]
async fn the_redirect_address_is_the_same_in_both_requests_to_the_last_byte() {
    for registered in [
        "http://127.0.0.1/cb/One%2fTwo",
        "http://127.0.0.1/cb?tenant=a%20b&x=%7e",
        "http://localhost/cb/",
        "http://[::1]/cb",
        "HTTP://LocalHost/Cb",
        "https://app.north-wind.test:8443/a/../b?q=%c3%a9",
        "https://app.north-wind.test",
    ] {
        let server = ScriptedServer::that_grants().await;
        let scene = Scene::at(&server, "authorization_code");
        scene.enter("redirect_uri", registered);
        let record = scene.run().await;
        assert_eq!(record.diagnosis, None, "{registered}");
        let opened = scene.signer.browser.opened().await;
        let asked = query_value(&opened, "redirect_uri").unwrap();
        let exchange = server.requests_to("/token").remove(0);
        assert_eq!(value(&exchange.form(), "redirect_uri"), Some(asked.as_str()));
        let (before, behind) = registered.split_at(registered.find("/cb").or(registered.find("/Cb")).unwrap_or(0));
        assert!(asked.starts_with(before) && asked.ends_with(behind), "{registered} became {asked}");
    }
}

/// RFC 6749 3.2: a POST without a parameter twice or empty. Scope and state do not belong there.
#[tokio::test]
async fn the_exchange_holds_what_the_standard_names_and_nothing_else() {
    let server = ScriptedServer::that_grants().await;
    let scene = Scene::at(&server, "authorization_code");
    scene.run().await;
    let exchange = server.requests_to("/token").remove(0);
    assert_eq!((exchange.method.as_str(), exchange.target.as_str()), ("POST", "/token"));
    let form = exchange.form();
    let expected = ["grant_type", "client_id", "client_secret", "code", "redirect_uri", "code_verifier"];
    assert_eq!(names(&form), expected);
    assert_eq!(value(&form, "grant_type"), Some("authorization_code"));
    assert_eq!(exchange.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(exchange.header("cookie"), None);
}

/// RFC 6749 3.2.1
#[tokio::test]
async fn a_public_client_says_who_it_is_and_sends_no_empty_secret() {
    let (practice, system) = practice(Acting::Allow).await;
    let scene = Scene::practising(&system, "authorization_code", "only the ID", Signer::who(Person::Allows));
    assert_eq!(scene.run().await.diagnosis, None);
    let exchange = arrived(&practice, "/oauth2/token").remove(0);
    let form = exchange.form();
    assert_eq!(value(&form, "client_id"), Some("practice-public"));
    assert_eq!(value(&form, "client_secret"), None);
    assert_eq!(exchange.header("authorization"), None);
    assert!(form.iter().all(|(_, value)| !value.is_empty()));
}

/// RFC 6749 2.3
#[tokio::test]
async fn the_client_proves_itself_once_in_whichever_way_was_chosen() {
    for (method, in_header) in
        [("client_secret_post", false), ("client_secret_basic", true), ("client_secret_basic_raw", true)]
    {
        let server = ScriptedServer::that_grants().await;
        let scene = Scene::at(&server, "authorization_code");
        scene.desk.prove_by(&scene.id, method);
        assert_eq!(scene.run().await.diagnosis, None);
        let exchange = server.requests_to("/token").remove(0);
        assert_eq!(exchange.header("authorization").is_some(), in_header, "{method}");
        assert_eq!(value(&exchange.form(), "client_secret").is_some(), !in_header, "{method}");
    }
}

/// RFC 6749 4.1.2: what fails is not sent again.
#[tokio::test]
async fn f58_a_code_is_sent_once_whatever_comes_back() {
    let replies: [fn() -> Reply; 6] = [
        || Reply::json(400, r#"{"error":"invalid_grant"}"#),
        || Reply::json(401, r#"{"error":"invalid_client"}"#),
        || Reply::answer(500, &[], "broken"),
        || Reply::answer(503, &[("Retry-After", "1")], ""),
        || Reply::Bytes(Vec::new()),
        || Reply::answer(307, &[("Location", "/token?again")], ""),
    ];
    for reply in replies {
        let server = ScriptedServer::start(with_code, move |_| reply()).await;
        let scene = Scene::at(&server, "authorization_code");
        scene.diagnosis().await;
        assert_eq!(server.requests_to("/token").len(), 1);
        assert_eq!(server.requests_to("/authorize").len(), 1, "nor is a new one asked for");
    }
}

#[tokio::test]
async fn f58_a_refused_code_names_the_likely_causes() {
    let refusal = r#"{"error":"invalid_grant","error_description":"redirect_uri mismatch"}"#;
    let server = ScriptedServer::start(with_code, move |_| Reply::json(400, refusal)).await;
    let scene = Scene::at(&server, "authorization_code");
    let diagnosis = scene.diagnosis().await;
    assert_eq!(diagnosis.code, DiagnosisCode::CodeRefused);
    assert_eq!(diagnosis.step, StepKind::Token);
    assert_eq!(diagnosis.title, "The answer of the sign-in was not accepted");
    let causes: Vec<_> = diagnosis.causes.iter().map(|cause| cause.title.as_str()).collect();
    let likely = [
        "The answer was too old or already used",
        "The redirect address differs from the registered one",
        "The phone system does not manage an extra protection",
    ];
    assert_eq!(causes, likely);
    let actions: Vec<_> = diagnosis.causes.iter().filter_map(|cause| cause.action.clone()).collect();
    assert!(actions.contains(&CauseAction::LeaveOutPkce), "{actions:?}");
    assert!(actions.contains(&CauseAction::TryAgain), "{actions:?}");
    let about_redirect =
        |action: &CauseAction| matches!(action, CauseAction::EditField { field, .. } if field == "redirect_uri");
    assert!(actions.iter().any(about_redirect), "{actions:?}");
    assert_eq!(diagnosis.server.unwrap().description.as_deref(), Some("redirect_uri mismatch"));
}

/// 7636: another verifier, or none, is no proof. The practice system says so, and nothing is taken for a token.
#[tokio::test]
async fn a_code_of_another_run_cannot_be_exchanged() {
    let (practice, system) = practice(Acting::Allow).await;
    let stolen = Arc::new(OnceLock::new());
    let first = Signer::who(Person::Away);
    let scene = Scene::practising(&system, "authorization_code", "page of nobody", first.without_pasting());
    let bystander = Signer::who(Person::Allows);
    let (diagnosis, ()) = tokio::join!(scene.diagnosis(), async {
        // Somebody else's challenge goes to the phone system; the code that comes back is given to this run.
        let mut page = scene.signer.browser.opened().await;
        let parameters: Vec<(String, String)> = page.query_pairs().into_owned().collect();
        let other = parameters.iter().map(|(name, value)| match name.as_str() {
            "code_challenge" => (name.as_str(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            _ => (name.as_str(), value.as_str()),
        });
        let other: Vec<_> = other.collect();
        page.query_pairs_mut().clear().extend_pairs(other);
        let arrival = bystander.browser.go(page, |_| true).await.unwrap();
        let code = query_value(&arrival.address, "code").unwrap();
        stolen.set(code).unwrap();
        scene.signer.pending().paste(&String::from(arrival.address).into(), false).unwrap();
    });
    assert_eq!(diagnosis.code, DiagnosisCode::CodeRefused);
    let exchange = arrived(&practice, "/oauth2/token").remove(0);
    assert_eq!(value(&exchange.form(), "code"), stolen.get().map(String::as_str));
    assert!(scene.desk.record(&scene.id).token.is_none());
}

/// RFC 9700 4.4, RFC 9207: what the run began with decides where the code goes.
#[tokio::test]
async fn a_code_goes_where_it_was_asked_for_even_if_the_connection_changes_meanwhile() {
    let server = ScriptedServer::that_grants().await;
    let attacker = ScriptedServer::that_grants().await;
    let signer = Signer::who(Person::Away);
    let scene = Scene::with(&server, "authorization_code", signer.clone());
    let (record, ()) = tokio::join!(scene.run(), async {
        let page = signer.browser.opened().await;
        scene.enter("token_address", &attacker.token_address());
        scene.enter("client_secret", "another secret");
        signer.browser.go(page, |_| true).await;
    });
    assert!(record.token.is_some());
    assert_eq!(server.requests_to("/token").len(), 1);
    assert!(attacker.requests_to("/token").is_empty(), "the code stays with the server it came from");
    assert_eq!(scene.text("token_address"), attacker.token_address(), "what was typed meanwhile stays typed");
}

/// RFC 6749 3.3
#[tokio::test]
async fn asked_and_granted_scope_are_both_shown() {
    let token = |_: &_| Reply::json(200, r#"{"access_token":"at-1","token_type":"bearer","scope":"read admin"}"#);
    let server = ScriptedServer::start(with_code, token).await;
    let scene = Scene::at(&server, "authorization_code");
    scene.enter("scope", "read write");
    scene.run().await;
    let token = scene.desk.view(&scene.id).token.unwrap();
    assert_eq!(token.scope_asked.as_deref(), Some("read write"));
    assert_eq!(token.scope_granted.as_deref(), Some("read admin"));
}

/// RFC 6749 4.1.2: unknown parameters of the answer are no reason to stop.
#[tokio::test]
async fn what_else_stands_in_the_answer_is_ignored() {
    let way_back = |asked: &Asked| {
        let known = [("code", "code-1"), ("state", asked.get("state"))];
        asked.back_with(&[&[("session_state", "x"), ("unknown", ""), ("expires_in", "0")], &known[..]].concat())
    };
    let server = ScriptedServer::start(way_back, |_| grant()).await;
    let scene = Scene::at(&server, "authorization_code");
    let record = scene.run().await;
    assert!(record.token.is_some());
    assert!(record.steps.iter().all(|step| step.state == StepState::Done));
}

/// The page in the browser waits for the token before it says anything.
#[tokio::test]
async fn the_last_page_says_signed_in_only_when_the_token_is_there() {
    for (reply, says) in [
        (r#"{"access_token":"at-1","token_type":"Bearer"}"#, "You are signed in"),
        (r#"{"error":"invalid_grant"}"#, "There is no token yet"),
    ] {
        let server = ScriptedServer::start(with_code, move |_| Reply::json(200, reply)).await;
        let scene = Scene::at(&server, "authorization_code");
        scene.run().await;
        let arrival = scene.signer.browser.arrival().await;
        let page = arrival.page.unwrap();
        assert!(page.contains(says), "{page}");
        assert!(!arrival.address.as_str().contains("code"), "the address bar is clean: {}", arrival.address);
    }
}
