//! An authorization server that describes itself (RFC 8414): shown first, taken only when the person says so.

use std::sync::Arc;

use dialkey_core::domain::{connection::ConnectionId, discovery::Discovery};
use dialkey_practice::Acting;
use dialkey_tests::{
    browser::Person,
    desk::TestDesk,
    raw_server::{RawServer, Reply},
    request::Request,
    signer::Signer,
};

use super::{Scene, practice};

/// A server with this document at this path; `{}` in it is the server's own address.
async fn describing(path: &'static str, document: &'static str) -> RawServer {
    let own = Arc::new(std::sync::OnceLock::<String>::new());
    let known = Arc::clone(&own);
    let server = RawServer::start(move |bytes| {
        let request = Request::parse(bytes);
        let document = document.replace("{}", known.get().map_or("", String::as_str));
        if request.path() == path { Reply::json(200, document) } else { Reply::answer(404, &[], "") }
    })
    .await;
    own.set(server.url("")).unwrap();
    server
}

const OAUTH: &str = "/.well-known/oauth-authorization-server";
const OPENID: &str = "/.well-known/openid-configuration";
const GOOD: &str =
    r#"{"issuer":"{}","authorization_endpoint":"{}/authorize","token_endpoint":"{}/token","jwks_uri":"{}/keys"}"#;

fn connection(issuer: &str) -> (TestDesk, ConnectionId) {
    let desk = TestDesk::default();
    let id = desk.create("oauth2", "authorization_code");
    desk.enter(&id, "issuer", issuer);
    (desk, id)
}

async fn discover(desk: &TestDesk, id: &ConnectionId) -> Discovery {
    desk.desk().discover(id, desk.outside()).await.unwrap();
    desk.view(id).discovery.expect("the answer is shown")
}

async fn why(issuer: &str) -> String {
    let (desk, id) = connection(issuer);
    desk.enter(&id, "token_address", "https://typed.north-wind.test/token");
    let before = desk.view(&id).fields;
    let discovery = discover(&desk, &id).await;
    assert_eq!(desk.view(&id).fields, before, "what was typed stays");
    desk.desk().take_discovery(&id).unwrap();
    assert_eq!(desk.view(&id).fields, before, "there is nothing to take");
    match discovery {
        Discovery::Nothing { why } => why,
        Discovery::Found { .. } => panic!("nothing must be found: {discovery:?}"),
    }
}

/// RFC 8414 3.3
#[tokio::test]
async fn what_was_found_is_shown_beside_what_was_typed_and_taken_only_on_a_click() {
    let server = describing(OAUTH, GOOD).await;
    let (desk, id) = connection(&server.url(""));
    desk.enter(&id, "token_address", "https://typed.north-wind.test/token");
    let before = desk.view(&id).fields;
    let Discovery::Found { address, values, names_issuer } = discover(&desk, &id).await else {
        panic!("the description is there")
    };
    assert_eq!(address, server.url(OAUTH));
    assert!(!names_issuer);
    let shown: Vec<_> =
        values.iter().map(|value| (value.field.as_str(), value.found.clone(), value.instead_of.as_deref())).collect();
    let expected = [
        ("authorization_address", server.url("/authorize"), None),
        ("token_address", server.url("/token"), Some("https://typed.north-wind.test/token")),
    ];
    assert_eq!(shown, expected);
    assert_eq!(desk.view(&id).fields, before, "nothing is overwritten by itself");

    desk.desk().take_discovery(&id).unwrap();
    let view = desk.view(&id);
    let text = |key: &str| view.fields.iter().find(|field| field.key == key).unwrap().text.clone();
    assert_eq!(text("authorization_address"), server.url("/authorize"));
    assert_eq!(text("token_address"), server.url("/token"));
    assert_eq!(view.discovery, None, "it is used up");
}

#[tokio::test]
async fn what_was_found_can_be_put_away_and_nothing_changes() {
    let server = describing(OAUTH, GOOD).await;
    let (desk, id) = connection(&server.url(""));
    let before = desk.view(&id).fields;
    discover(&desk, &id).await;
    desk.desk().dismiss_discovery(&id).unwrap();
    assert_eq!((desk.view(&id).fields, desk.view(&id).discovery), (before, None));
}

/// RFC 8414 3.1
#[tokio::test]
async fn it_is_looked_for_between_host_and_path_and_behind_the_path() {
    for path in [
        "/.well-known/oauth-authorization-server/tenant/1",
        "/tenant/1/.well-known/openid-configuration",
        "/.well-known/openid-configuration/tenant/1",
    ] {
        let document = r#"{"issuer":"{}/tenant/1","token_endpoint":"{}/token"}"#;
        let server = describing(path, document).await;
        let (desk, id) = connection(&server.url("/tenant/1"));
        let discovery = discover(&desk, &id).await;
        assert!(
            matches!(&discovery, Discovery::Found { address, .. } if *address == server.url(path)),
            "{discovery:?}"
        );
    }
    let server = describing(OPENID, GOOD).await;
    let (desk, id) = connection(&server.url(""));
    assert!(matches!(discover(&desk, &id).await, Discovery::Found { .. }));
}

/// RFC 8414 3.3: compared exactly.
#[tokio::test]
async fn f67_a_description_of_another_issuer_is_not_used() {
    for named in ["{}/", "{}/tenant", "https://attacker.test", "HTTP://127.0.0.1", ""] {
        let document = Box::leak(GOOD.replacen("{}", named, 1).into_boxed_str());
        let server = describing(OAUTH, document).await;
        let why = why(&server.url("")).await;
        assert!(why.contains("not exactly what is typed"), "{named}: {why}");
    }
}

/// Endpoints in the open, and what is no address at all.
#[tokio::test]
async fn f67_endpoints_that_could_not_be_used_are_not_offered() {
    for endpoint in [
        "http://login.north-wind.test/token",
        "ftp://login.north-wind.test/",
        "javascript:alert(1)",
        "https://user:secret@login.north-wind.test/token",
        "https://login.north-wind.test/token#x",
        "",
    ] {
        let document = format!(r#"{{"issuer":"{{}}","token_endpoint":"{endpoint}"}}"#);
        let server = describing(OAUTH, Box::leak(document.into_boxed_str())).await;
        let why = why(&server.url("")).await;
        assert!(why.contains("cannot be used"), "{endpoint}: {why}");
    }
    let document = r#"{"issuer":"{}","token_endpoint":"{}/token","revocation_endpoint":"http://north-wind.test/"}"#;
    let why = why(&describing(OAUTH, document).await.url("")).await;
    assert!(why.contains("Revocation address it names cannot be used"), "a token goes there: {why}");
}

/// RFC 9700 4.4: a description does not say where the secrets of another host go.
#[tokio::test]
async fn f67_an_endpoint_at_another_host_discards_the_description_and_names_the_host() {
    for member in ["authorization_endpoint", "token_endpoint"] {
        let own = format!(r#""{member}":"{{}}"#);
        let document = GOOD.replace(&own, &format!(r#""{member}":"https://login.elsewhere.test"#));
        let server = describing(OAUTH, Box::leak(document.into_boxed_str())).await;
        let why = why(&server.url("")).await;
        assert!(why.contains("is at another host, login.elsewhere.test."), "{member}: {why}");
    }
    let document = r#"{"issuer":"{}","authorization_endpoint":"{}/authorize","token_endpoint":"{}/token",
        "revocation_endpoint":"https://login.elsewhere.test/revoke","userinfo_endpoint":"https://elsewhere.test/me"}"#;
    let server = describing(OAUTH, document).await;
    let (desk, id) = connection(&server.url(""));
    let Discovery::Found { values, .. } = discover(&desk, &id).await else { panic!("the rest can be used") };
    let fields: Vec<_> = values.iter().map(|value| value.field.as_str()).collect();
    assert_eq!(fields, ["authorization_address", "token_address"], "tokens go to no other host either");
}

#[tokio::test]
async fn f67_what_is_no_description_is_discarded_with_a_reason() {
    let html = "<!DOCTYPE html><title>Sign in</title>";
    for (document, says) in [
        (html, "no description"),
        ("[]", "no description"),
        ("{}", "no description"),
        (r#"{"issuer":"{}"}"#, "none of"),
    ] {
        let server = describing(OAUTH, document).await;
        let why = why(&server.url("")).await;
        assert!(why.contains(says), "{document} should say “{says}”: {why}");
    }
    let server = RawServer::start(|_| Reply::answer(404, &[], "")).await;
    assert!(why(&server.url("")).await.contains("no description"));
    assert_eq!(server.requests().len(), 2, "both places were asked, each once");
    let server = RawServer::start(|_| Reply::json(200, "x".repeat(5 * 1024 * 1024))).await;
    assert!(!why(&server.url("")).await.is_empty());
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert!(!why(&format!("http://{closed}")).await.is_empty());
}

#[tokio::test]
async fn no_redirect_leads_to_a_description_elsewhere() {
    let elsewhere = describing(OAUTH, GOOD).await;
    let target = elsewhere.url(OAUTH);
    let server = RawServer::start(move |_| Reply::answer(302, &[("Location", &target)], "")).await;
    assert!(!why(&server.url("")).await.is_empty());
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn an_issuer_that_is_no_address_is_said_and_nobody_is_asked() {
    for issuer in ["", "login", "http://login.north-wind.test", "https://login.north-wind.test/#x"] {
        assert!(!why(issuer).await.is_empty(), "{issuer}");
    }
}

/// RFC 9207 2.4: a server that says it names itself has to, from then on.
#[tokio::test]
async fn a_connection_that_took_the_description_over_signs_in_and_checks_the_issuer() {
    let (_practice, system) = practice(Acting::Allow).await;
    let signer = Signer::who(Person::Allows);
    let scene = Scene::practising(&system, "authorization_code", "caught", signer);
    scene.enter("authorization_address", "");
    scene.enter("token_address", "");
    let Discovery::Found { names_issuer, .. } = discover(&scene.desk, &scene.id).await else {
        panic!("the practice system describes itself")
    };
    assert!(names_issuer);
    scene.desk.desk().take_discovery(&scene.id).unwrap();
    assert!(scene.desk.record(&scene.id).connection.names_issuer);
    assert_eq!(scene.run().await.diagnosis, None);
}
