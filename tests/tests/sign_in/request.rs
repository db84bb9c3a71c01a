//! The authorization request (RFC 6749 4.1.1, RFC 7636 4.3).

use std::collections::BTreeSet;

use dialkey_core::domain::sign_in::SignInSettings;
use dialkey_practice::Acting;
use dialkey_tests::{
    browser::Person,
    request::{names, value},
    scripted_server::{ScriptedServer, query_value},
    signer::Signer,
};

use super::{CLIENT_SECRET, Scene, arrived, practice};

/// RFC 7636 4.1 and RFC 3986 2.3.
fn is_unreserved(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

/// RFC 7636 4.1, 4.2 and 5: the practice system holds the verifier against the challenge.
#[tokio::test]
async fn pkce_is_sent_to_everybody_by_s256_and_proved_with_43_characters() {
    let (practice, system) = practice(Acting::Allow).await;
    for title in ["caught by this computer", "Basic header", "only the ID", "page of nobody"] {
        let scene = Scene::practising(&system, "authorization_code", title, Signer::who(Person::Allows));
        assert_eq!(scene.run().await.diagnosis, None, "{title}");
    }
    let asked = arrived(&practice, "/oauth2/authorize");
    let exchanged = arrived(&practice, "/oauth2/token");
    assert_eq!((asked.len(), exchanged.len()), (4, 4));
    for (asked, exchanged) in asked.iter().zip(&exchanged) {
        assert_eq!(value(&asked.query(), "code_challenge_method"), Some("S256"), "never plain");
        assert_eq!(value(&asked.query(), "code_challenge").unwrap().len(), 43);
        let form = exchanged.form();
        let verifier = value(&form, "code_verifier").unwrap();
        assert_eq!(verifier.len(), 43, "256 bits in Base64url");
        assert!(is_unreserved(verifier), "{verifier}");
    }
}

/// RFC 7636 4.1, RFC 6749 10.12: both are fresh for every run.
#[tokio::test]
async fn verifier_and_state_are_new_in_every_run() {
    let (practice, system) = practice(Acting::Allow).await;
    let scene = Scene::practising(&system, "authorization_code", "caught", Signer::who(Person::Allows));
    for _ in 0..5 {
        assert_eq!(scene.run().await.diagnosis, None);
    }
    let of_requests = |path, name: &str| -> BTreeSet<String> {
        let requests = arrived(&practice, path);
        let values = requests.iter().map(|request| match path {
            "/oauth2/token" => value(&request.form(), name).unwrap().to_owned(),
            _ => value(&request.query(), name).unwrap().to_owned(),
        });
        values.collect()
    };
    let states = of_requests("/oauth2/authorize", "state");
    assert_eq!(states.len(), 5);
    assert!(states.iter().all(|state| state.len() == 43 && is_unreserved(state)), "{states:?}");
    assert_eq!(of_requests("/oauth2/token", "code_verifier").len(), 5);
    assert_eq!(of_requests("/oauth2/authorize", "code_challenge").len(), 5);
}

/// RFC 7636 5
#[tokio::test]
async fn pkce_is_left_out_only_by_the_connection_s_own_setting_and_then_altogether() {
    let (practice, system) = practice(Acting::Allow).await;
    let scene = Scene::practising(&system, "authorization_code", "caught", Signer::who(Person::Allows));
    assert!(!scene.desk.view(&scene.id).sign_in.unwrap().settings.leave_out_pkce, "it is never the beginning");
    scene.change_sign_in(SignInSettings { leave_out_pkce: true, ..SignInSettings::default() });
    assert_eq!(scene.run().await.diagnosis, None);
    assert!(scene.desk.view(&scene.id).notes.iter().any(|note| note.text.contains("PKCE")), "it is shown");
    let all: Vec<_> = arrived(&practice, "/oauth2/authorize")[0].query();
    assert!(!names(&all).iter().any(|name| name.starts_with("code_challenge")), "{all:?}");
    let form = arrived(&practice, "/oauth2/token")[0].form();
    assert_eq!(value(&form, "code_verifier"), None);
    let other = Scene::practising(&system, "authorization_code", "caught", Signer::who(Person::Allows));
    let view = other.desk.view(&other.id);
    assert!(!view.sign_in.unwrap().settings.leave_out_pkce && view.notes.is_empty(), "no other connection follows");
}

/// RFC 6749 2.3.1: nor anything else that is a secret.
#[tokio::test]
async fn no_secret_stands_in_an_address() {
    let (practice, system) = practice(Acting::ByPerson).await;
    let signer = Signer::who(Person::Allows);
    let scene = Scene::practising(&system, "authorization_code", "caught", signer.clone());
    assert_eq!(scene.run().await.diagnosis, None);
    let verifier = value(&arrived(&practice, "/oauth2/token")[0].form(), "code_verifier").unwrap().to_owned();
    let secret: String = form_urlencoded::byte_serialize(b"body%2@secret!#1+a:b&c").collect();
    let targets = practice.received("oauth2").into_iter().map(|request| request.target);
    for address in targets.chain(signer.browser.visited().iter().map(ToString::to_string)) {
        for hidden in ["client_secret", "code_verifier", "password", &verifier, &secret, "body%2@secret"] {
            assert!(!address.contains(hidden), "{hidden} stands in {address}");
        }
    }
}

/// RFC 6749 3.1 and 3.2
#[tokio::test]
async fn what_stands_in_the_endpoint_s_query_stays_and_no_parameter_is_doubled() {
    let server = ScriptedServer::that_grants().await;
    let scene = Scene::at(&server, "authorization_code");
    let own = "tenant=north%20wind&lang=de";
    scene.enter("authorization_address", &format!("{}?{own}", server.authorization_address()));
    scene.enter("sign_in_parameters", "prompt=login\nlogin_hint=101");
    scene.run().await;
    let opened = scene.signer.browser.opened().await;
    assert!(opened.query().unwrap().starts_with("tenant=north%20wind&lang=de"), "{opened}");
    let asked = server.requests_to("/authorize").remove(0).query();
    for (name, expected) in [("tenant", "north wind"), ("lang", "de"), ("prompt", "login"), ("login_hint", "101")] {
        assert_eq!(value(&asked, name), Some(expected));
    }
    let all = names(&asked);
    assert_eq!(all.len(), all.iter().collect::<BTreeSet<_>>().len(), "{all:?}");
}

/// RFC 6749 3.2: neither an empty scope nor anything else that is empty.
#[tokio::test]
async fn empty_parameters_are_not_sent() {
    let server = ScriptedServer::that_grants().await;
    let scene = Scene::at(&server, "authorization_code");
    scene.enter("scope", "");
    assert_eq!(scene.run().await.diagnosis, None);
    let asked = server.requests_to("/authorize").remove(0).query();
    assert!(asked.iter().all(|(_, value)| !value.is_empty()), "{asked:?}");
    assert_eq!(value(&asked, "scope"), None);
}

/// RFC 6749 3.1: kept out when it is typed.
#[test]
fn a_sign_in_address_with_a_fragment_is_not_used() {
    let desk = dialkey_tests::desk::TestDesk::default();
    let id = desk.create("oauth2", "authorization_code");
    desk.enter(&id, "authorization_address", "https://login.north-wind.test/authorize#here");
    let view = desk.view(&id);
    let field = view.fields.iter().find(|field| field.key == "authorization_address").unwrap();
    assert!(field.notes.iter().any(|note| note.text.contains('#')), "{:?}", field.notes);
}

/// RFC 8252 7.3, RFC 8252 8.10
#[tokio::test]
async fn every_connection_has_a_redirect_address_of_its_own_on_this_computer() {
    let server = ScriptedServer::that_grants().await;
    let mut redirects = BTreeSet::new();
    for _ in 0..2 {
        let scene = Scene::at(&server, "authorization_code");
        assert_eq!(scene.run().await.diagnosis, None);
        let opened = scene.signer.browser.opened().await;
        let redirect = query_value(&opened, "redirect_uri").unwrap();
        assert!(redirect.starts_with("http://127.0.0.1:"), "an address, no name: {redirect}");
        assert!(redirect.ends_with(&format!("/cb/{}", scene.id.0)), "{redirect}");
        redirects.insert(redirect);
    }
    assert_eq!(redirects.len(), 2);
}

/// What the system's browser is started with is seen by every program of this computer.
#[tokio::test]
async fn the_opened_address_holds_what_the_request_needs_and_nothing_else() {
    let server = ScriptedServer::that_grants().await;
    let scene = Scene::at(&server, "authorization_code");
    scene.run().await;
    let opened = scene.signer.browser.opened().await;
    let mut sent: Vec<_> = opened.query_pairs().map(|(name, _)| name.into_owned()).collect();
    sent.sort_unstable();
    let expected =
        ["client_id", "code_challenge", "code_challenge_method", "redirect_uri", "response_type", "scope", "state"];
    assert_eq!(sent, expected);
    assert!(!opened.as_str().contains(CLIENT_SECRET));
    assert_eq!((opened.username(), opened.password(), opened.fragment()), ("", None, None));
}
