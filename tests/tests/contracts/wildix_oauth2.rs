//! "How to access APIs using Postman (OAuth 2.0)": an application whose redirect address is the PBX's own page.

use dialkey_core::domain::{connection::ConnectionId, sign_in::SignInSettings};

use super::{Wire, assert_form_post, assert_get, body, signing_in::assert_page};

const TARGET: &str = "/authorization/oauth2Token";
const CLIENT_ID: &str = "oauth2-desk-0714002001763735218";
const SECRET: &str = "hQmD@xT!7RkV#2pW%Ls9*Zc4b";
/// The redirect address of the document, as a query and a form encode it.
const PAGE_OF_PBX: &str = "/api/v1/doc/";

struct Application {
    wire: Wire,
    redirect_uri: String,
    id: ConnectionId,
}

impl Application {
    async fn of(way: &str, method: Option<&str>) -> Self {
        let wire = Wire::to("wildix-oauth2").await;
        let redirect_uri = format!("{}{PAGE_OF_PBX}", wire.address());
        let mut values = vec![
            ("host", wire.address().to_owned()),
            ("redirect_uri", redirect_uri.clone()),
            ("client_id", CLIENT_ID.to_owned()),
        ];
        if way == "code" {
            values.push(("client_secret", SECRET.to_owned()));
        }
        let values: Vec<_> = values.iter().map(|(field, value)| (*field, value.as_str())).collect();
        let id = wire.connect(way, method, &values);
        Self { wire, redirect_uri, id }
    }

    fn encoded_redirect_uri(&self) -> String {
        url::form_urlencoded::byte_serialize(self.redirect_uri.as_bytes()).collect()
    }

    #[track_caller]
    fn assert_opened(&self, query: &str) {
        let query = query.replace("{redirect_uri}", &self.encoded_redirect_uri());
        assert_page(&self.wire.opened(), &format!("{}/authorization/oauth2", self.wire.address()), &query);
    }

    /// The form with the verifier behind it, which is random.
    #[track_caller]
    fn assert_form(&self, sent: &str, before_verifier: &str) {
        let expected = before_verifier.replace("{redirect_uri}", &self.encoded_redirect_uri());
        let verifier = sent.strip_prefix(&expected).and_then(|rest| rest.strip_prefix("&code_verifier="));
        assert_eq!(verifier.map(str::len), Some(43), "{sent} does not begin with {expected}");
    }
}

#[tokio::test]
async fn the_page_is_that_of_the_document_with_state_and_challenge() {
    let application = Application::of("code", None).await;
    application.wire.request_of(&application.id).await;
    application.assert_opened(
        "response_type=code&client_id=oauth2-desk-0714002001763735218&state={state}\
         &code_challenge={challenge}&code_challenge_method=S256&redirect_uri={redirect_uri}&scope=all",
    );
}

#[tokio::test]
async fn the_exchange_has_the_client_in_the_body() {
    let application = Application::of("code", None).await;
    let request = application.wire.request_of(&application.id).await;
    assert_form_post(&request, TARGET, application.wire.address(), &[]);
    application.assert_form(
        body(&request),
        "grant_type=authorization_code&client_id=oauth2-desk-0714002001763735218\
         &client_secret=hQmD%40xT%217RkV%232pW%25Ls9*Zc4b&code=a+code%2Fof%2Bthe%3Danswer&redirect_uri={redirect_uri}",
    );
}

#[tokio::test]
async fn the_exchange_as_postman_is_set_up_has_the_client_in_a_raw_header() {
    let application = Application::of("code", Some("client_secret_basic_raw")).await;
    let request = application.wire.request_of(&application.id).await;
    assert_form_post(&request, TARGET, application.wire.address(), &["authorization"]);
    // oauth2-desk-0714002001763735218:hQmD@xT!7RkV#2pW%Ls9*Zc4b
    let expected = "Basic b2F1dGgyLWRlc2stMDcxNDAwMjAwMTc2MzczNTIxODpoUW1EQHhUITdSa1YjMnBXJUxzOSpaYzRi";
    assert_eq!(request.header("authorization"), Some(expected));
    application.assert_form(
        body(&request),
        "grant_type=authorization_code&code=a+code%2Fof%2Bthe%3Danswer&redirect_uri={redirect_uri}",
    );
}

#[tokio::test]
async fn without_pkce_nothing_is_sent_that_the_document_does_not_name() {
    let application = Application::of("code", None).await;
    let settings = SignInSettings { leave_out_pkce: true, ..SignInSettings::default() };
    application.wire.desk.desk().change_sign_in(&application.id, settings).unwrap();
    let request = application.wire.request_of(&application.id).await;
    application.assert_opened(
        "response_type=code&client_id=oauth2-desk-0714002001763735218&state={state}\
         &redirect_uri={redirect_uri}&scope=all",
    );
    let expected = "grant_type=authorization_code&client_id=oauth2-desk-0714002001763735218\
        &client_secret=hQmD%40xT%217RkV%232pW%25Ls9*Zc4b&code=a+code%2Fof%2Bthe%3Danswer&redirect_uri={redirect_uri}";
    assert_eq!(body(&request), expected.replace("{redirect_uri}", &application.encoded_redirect_uri()));
}

#[tokio::test]
async fn an_empty_scope_is_left_out_of_the_page() {
    let application = Application::of("code", None).await;
    application.wire.desk.enter(&application.id, "scope", "");
    application.wire.request_of(&application.id).await;
    application.assert_opened(
        "response_type=code&client_id=oauth2-desk-0714002001763735218&state={state}\
         &code_challenge={challenge}&code_challenge_method=S256&redirect_uri={redirect_uri}",
    );
}

#[tokio::test]
async fn the_implicit_page_asks_for_the_token_and_nothing_is_exchanged() {
    let application = Application::of("implicit", None).await;
    let record = application.wire.desk.get_token(&application.id).await;
    assert!(record.token.is_some(), "{:?}", record.diagnosis);
    application.assert_opened(
        "response_type=token&client_id=oauth2-desk-0714002001763735218&state={state}\
         &redirect_uri={redirect_uri}&scope=all",
    );
    assert_eq!(application.wire.arrived(), 0, "the page is opened by the browser, and nothing else is sent");
}

#[tokio::test]
async fn the_test_call_carries_the_token_as_bearer() {
    let application = Application::of("code", None).await;
    let request = application.wire.test_call(&application.id, "Yd81-token_of.the~PBX").await;
    assert_get(&request, "/api/v1/personal/info", application.wire.address(), &["authorization"]);
    assert_eq!(request.header("authorization"), Some("Bearer Yd81-token_of.the~PBX"));
}
