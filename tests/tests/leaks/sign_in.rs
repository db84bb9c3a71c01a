//! The secrets of a sign-in: the code, the verifier, `state`, the token in the address, and what is pasted.

use dialkey_core::domain::connection::ConnectionId;
use dialkey_tests::{
    browser::Person,
    desk::TestDesk,
    forbidden::Forbidden,
    raw_server::Reply,
    request::{Request, value},
    scripted_server::{Asked, ScriptedServer, query_value},
    signer::Signer,
};
use serde_json::json;

use super::{ACCESS_TOKEN, CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN, leaving};

const CODE: &str = "co/de+7d:Q&x=\"9";

/// A desk with everything planted.
fn plant(server: &ScriptedServer, way: &str, signer: &Signer) -> (TestDesk, ConnectionId) {
    let desk = TestDesk::default().signing_in(signer.clone());
    let id = desk.create("oauth2", way);
    desk.enter(&id, "authorization_address", &server.authorization_address());
    desk.enter(&id, "client_id", CLIENT_ID);
    if way == "authorization_code" {
        desk.enter(&id, "token_address", &server.token_address());
        desk.enter(&id, "client_secret", CLIENT_SECRET);
    }
    (desk, id)
}

/// What a server learns of a run: `state` from the page, the verifier from the exchange.
fn forbidden(server: &ScriptedServer) -> Forbidden {
    let mut secrets = vec![
        ("client secret", CLIENT_SECRET.to_owned()),
        ("code", CODE.to_owned()),
        ("access token", ACCESS_TOKEN.to_owned()),
        ("refresh token", REFRESH_TOKEN.to_owned()),
    ];
    for asked in server.requests_to("/authorize") {
        secrets.push(("state", value(&asked.query(), "state").unwrap().to_owned()));
    }
    for exchange in server.requests_to("/token") {
        secrets.push(("code verifier", value(&exchange.form(), "code_verifier").unwrap().to_owned()));
    }
    let secrets: Vec<_> = secrets.iter().map(|(name, secret)| (*name, secret.as_str())).collect();
    Forbidden::of(&secrets)
}

fn assert_nothing_left(server: &ScriptedServer, desk: &TestDesk, id: &ConnectionId, what: &str) {
    let forbidden = forbidden(server);
    for (place, text) in leaving(desk, id) {
        forbidden.assert_not_in(&text, &format!("{place} ({what})"));
    }
}

fn with_code(asked: &Asked) -> String {
    asked.back_with(&[("code", CODE), ("state", asked.get("state"))])
}

/// What a token endpoint does with the exchange.
type OnExchange = (&'static str, fn(&Request) -> Reply);

const BEHAVIOURS: [OnExchange; 6] = [
    ("grants", |_| {
        let body = json!({ "access_token": ACCESS_TOKEN, "refresh_token": REFRESH_TOKEN, "token_type": "Bearer" });
        Reply::json(200, body.to_string())
    }),
    ("grants a scope that repeats the request", |request| {
        Reply::json(200, json!({ "access_token": ACCESS_TOKEN, "scope": request.body }).to_string())
    }),
    ("refuses and repeats", |request| {
        let values: Vec<String> = request.form().iter().map(|(name, value)| format!("{name} is {value}")).collect();
        let words = format!("{} {}", request.body, values.join(", "));
        Reply::json(400, json!({ "error": "invalid_grant", "error_description": words }).to_string())
    }),
    ("fails and repeats", |request| {
        let code = value(&request.form(), "code").unwrap_or_default().to_owned();
        let verifier = value(&request.form(), "code_verifier").unwrap_or_default().to_owned();
        Reply::answer(500, &[("X-Debug", &verifier)], format!("{} {code} {verifier}", request.body))
    }),
    ("forwards and repeats", |request| {
        Reply::answer(302, &[("Location", &format!("https://elsewhere.example/?{}", request.body))], "")
    }),
    ("shows a page that repeats", |request| {
        let page = format!("<html><title>Error: {}</title></html>", request.body);
        Reply::answer(200, &[("Content-Type", "text/html")], page)
    }),
];

#[tokio::test]
async fn nothing_of_a_sign_in_leaks_whatever_the_token_endpoint_does() {
    for (what, behaviour) in BEHAVIOURS {
        let server = ScriptedServer::start(with_code, behaviour).await;
        let (desk, id) = plant(&server, "authorization_code", &Signer::who(Person::Allows));
        desk.get_token(&id).await;
        assert_eq!(server.requests_to("/token").len(), 1);
        assert_nothing_left(&server, &desk, &id, what);
    }
}

#[tokio::test]
async fn an_error_that_repeats_state_and_secret_is_shown_without_them() {
    let way_back = |asked: &Asked| {
        let state = asked.get("state");
        let words = format!("state {state}, secret {CLIENT_SECRET}");
        asked.back_with(&[("error", "server_error"), ("error_description", &words), ("state", state)])
    };
    let server = ScriptedServer::start(way_back, BEHAVIOURS[0].1).await;
    let (desk, id) = plant(&server, "authorization_code", &Signer::who(Person::Allows));
    let diagnosis = desk.diagnosis(&id).await;
    assert!(diagnosis.server.is_some_and(|words| words.description.is_some()), "the rest stays readable");
    assert_nothing_left(&server, &desk, &id, "refused");
}

#[tokio::test]
async fn nothing_of_a_token_in_the_address_leaks() {
    let ways_back: [fn(&Asked) -> String; 3] = [
        |asked| asked.back_behind_hash(&[("access_token", ACCESS_TOKEN), ("state", asked.get("state"))]),
        |asked| asked.back_with(&[("access_token", ACCESS_TOKEN), ("state", asked.get("state"))]),
        |asked| {
            let answer = [("access_token", ACCESS_TOKEN), ("scope", ACCESS_TOKEN), ("state", asked.get("state"))];
            asked.back_behind_hash(&[&answer[..], &[("refresh_token", REFRESH_TOKEN)]].concat())
        },
    ];
    for way_back in ways_back {
        let server = ScriptedServer::start(way_back, BEHAVIOURS[0].1).await;
        let (desk, id) = plant(&server, "implicit", &Signer::who(Person::Allows));
        assert!(desk.get_token(&id).await.token.is_some());
        assert_nothing_left(&server, &desk, &id, "implicit");
    }
}

#[tokio::test]
async fn nothing_of_what_is_pasted_leaks_whether_it_is_the_answer_or_not() {
    let server = ScriptedServer::start(with_code, BEHAVIOURS[2].1).await;
    let signer = Signer::who(Person::Allows).without_pasting();
    let (desk, id) = plant(&server, "authorization_code", &signer);
    desk.enter(&id, "redirect_uri", "https://app.north-wind.test/callback");
    tokio::join!(desk.get_token(&id), async {
        let address = String::from(signer.browser.arrival().await.address);
        let pending = signer.pending();
        let wrong = address.replace("app.north-wind.test", "other.north-wind.test");
        let problem = pending.paste(&wrong.as_str().into(), false).unwrap_err();
        let said = format!("{problem} {problem:?} {:?} {pending:?}", problem.to_refusal());
        forbidden(&server).assert_not_in(&said, "what is said about a paste");
        pending.paste(&address.as_str().into(), false).unwrap();
    });
    assert_nothing_left(&server, &desk, &id, "pasted");
}

/// Every program of this computer sees what a browser is started with.
#[tokio::test]
async fn the_browser_is_started_with_state_and_no_secret() {
    let server = ScriptedServer::start(with_code, BEHAVIOURS[0].1).await;
    let signer = Signer::who(Person::Allows);
    let (desk, id) = plant(&server, "authorization_code", &signer);
    desk.get_token(&id).await;
    let opened = signer.browser.opened().await;
    assert_eq!(query_value(&opened, "state").unwrap().len(), 43);
    let exchange = server.requests_to("/token").remove(0);
    let form = exchange.form();
    let verifier = value(&form, "code_verifier").unwrap();
    let secrets = [("client secret", CLIENT_SECRET), ("code verifier", verifier), ("access token", ACCESS_TOKEN)];
    Forbidden::of(&secrets).assert_not_in(opened.as_str(), "the address that the browser is started with");
}

#[tokio::test]
async fn nothing_leaks_while_it_is_waited_for() {
    let server = ScriptedServer::start(with_code, BEHAVIOURS[0].1).await;
    let signer = Signer::who(Person::Waits).without_pasting();
    let (desk, id) = plant(&server, "authorization_code", &signer);
    tokio::select! {
        _ = desk.get_token(&id) => panic!("nobody signs in"),
        () = async {
            let state = query_value(&signer.browser.opened().await, "state").unwrap();
            let forbidden = Forbidden::of(&[("state", &state), ("client secret", CLIENT_SECRET)]);
            forbidden.assert_not_in(&serde_json::to_string(&desk.told()).unwrap(), "the steps told");
            forbidden.assert_not_in(&format!("{:?} {:?}", desk.told(), signer.pending()), "Debug while waiting");
        } => {}
    }
}
