//! The server, or the person, does not want to.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use dialkey_adapters::{http::ReqwestHttp, sign_in::SignIn};
use dialkey_core::{
    domain::{
        diagnosis::{CauseAction, Diagnosis, DiagnosisCode},
        route::Route,
        sign_in::SignInSettings,
    },
    ports::{
        AnswerCapture, Http, Outside,
        capture::{CaptureError, CapturePlan, ReadyCapture},
        http::{HttpAnswer, HttpRequest, Method, TransportError},
    },
};
use dialkey_tests::{
    desk::TestDesk,
    oidc_provider::{Client, OidcProvider, SCOPE},
};

use crate::{
    ID, TOKEN_PATH,
    place::Place,
    visitor::{Decision, Visitor},
};

fn words(diagnosis: &Diagnosis) -> (&str, &str) {
    let server = diagnosis.server.as_ref().expect("the server said something");
    (server.error.as_deref().unwrap_or_default(), server.description.as_deref().unwrap_or_default())
}

#[tokio::test]
async fn a_person_who_does_not_allow_it_gets_no_failure_but_an_ending() {
    let mut place = Place::of_public_client(Decision::Deny);
    let diagnosis = place.desk.diagnosis(&place.id).await;
    assert_eq!(diagnosis.code, DiagnosisCode::SignInDenied);
    assert_eq!(words(&diagnosis), ("access_denied", "The person did not allow it"));
    let arrival = place.seen.arrival().await;
    assert_eq!(arrival.address.query(), None, "{}", arrival.address);
}

#[tokio::test]
async fn a_server_that_wants_pkce_says_so_in_its_own_words() {
    let place = Place::of_public_client(Decision::Allow);
    let settings = SignInSettings { leave_out_pkce: true, ..SignInSettings::default() };
    place.desk.desk().change_sign_in(&place.id, settings).unwrap();
    let diagnosis = place.desk.diagnosis(&place.id).await;
    assert_eq!(diagnosis.code, DiagnosisCode::SignInRefused);
    let (error, description) = words(&diagnosis);
    assert_eq!(error, "invalid_request");
    assert!(description.contains("PKCE"), "{description}");
    let offers_to_leave_it_out =
        diagnosis.causes.iter().any(|cause| matches!(cause.action, Some(CauseAction::LeaveOutPkce)));
    assert!(!offers_to_leave_it_out, "it is left out already: {:?}", diagnosis.causes);
}

#[tokio::test]
async fn a_scope_that_the_client_may_not_ask_for_ends_the_sign_in() {
    let place = Place::of_public_client(Decision::Allow);
    let redirect_uri = place.redirect_uri();
    let client = |id: &str, scope: &str| Client::public(id).allowed(scope).signing_in(&redirect_uri);
    let place = place.at(&[client(ID, "calls:read"), client("south-wind", SCOPE)]);
    let diagnosis = place.desk.diagnosis(&place.id).await;
    assert_eq!(diagnosis.code, DiagnosisCode::ScopeRefused, "{diagnosis:?}");
    assert_eq!(words(&diagnosis).0, "invalid_scope");
}

/// Sends every POST twice and answers with what the second was told, as a network that repeats requests would.
struct RepeatingHttp(ReqwestHttp);

#[async_trait]
impl Http for RepeatingHttp {
    async fn send(&self, route: &Route, request: &HttpRequest) -> Result<HttpAnswer, TransportError> {
        if request.method == Method::Post {
            assert_eq!(self.0.send(route, request).await?.status, 200);
        }
        self.0.send(route, request).await
    }
}

#[tokio::test]
async fn f58_a_code_that_was_used_already_is_refused_and_named() {
    let place = Place::of_public_client(Decision::Allow);
    let http = RepeatingHttp(ReqwestHttp::default());
    let outside = Outside { http: &http, ..place.desk.outside() };
    place.desk.desk().get_token(&place.id, outside).await.unwrap();
    let diagnosis = place.desk.record(&place.id).diagnosis.expect("RFC 6749 4.1.2: a code is good once");
    assert_eq!(diagnosis.code, DiagnosisCode::CodeRefused);
    assert_eq!(words(&diagnosis).0, "invalid_grant");
}

/// A sign-in with little time.
struct Hurried(SignIn);

#[async_trait]
impl AnswerCapture for Hurried {
    async fn get_ready(&self, plan: CapturePlan) -> Result<Box<dyn ReadyCapture>, CaptureError> {
        self.0.get_ready(CapturePlan { time_allowed: Duration::from_secs(1), ..plan }).await
    }
}

#[tokio::test]
async fn f35_a_redirect_address_that_is_not_registered_never_comes_back_and_is_to_be_copied() {
    let (visitor, mut seen) = Visitor::who(Decision::Allow);
    let desk = TestDesk::default().signing_in(Hurried(SignIn::new(Arc::new(visitor), None)));
    let server = OidcProvider::start(&[Client::public(ID).signing_in("http://127.0.0.1/other")], TOKEN_PATH);
    let id = desk.create("oauth2", "authorization_code");
    desk.prove_by(&id, "none");
    for (field, value) in [
        ("authorization_address", server.authorization_endpoint.as_str()),
        ("token_address", &server.token_endpoint),
        ("client_id", ID),
    ] {
        desk.enter(&id, field, value);
    }
    let diagnosis = desk.diagnosis(&id).await;
    assert_eq!(diagnosis.code, DiagnosisCode::SignInTimedOut);
    let registered = desk.view(&id).sign_in.unwrap().redirect_uri;
    let to_copy = diagnosis.causes.iter().find_map(|cause| match &cause.action {
        Some(CauseAction::CopyRedirectUri { redirect_uri }) => Some(redirect_uri.as_str()),
        _ => None,
    });
    assert_eq!(to_copy, Some(registered.as_str()));
    let arrival = seen.arrival().await;
    assert!(arrival.page.contains("invalid_redirect_uri"), "the server keeps the browser: {}", arrival.page);
}
