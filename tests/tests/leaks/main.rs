//! Planted secrets through every kind of run: nothing that leaves core for a screen, a log or a person holds one.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod chain;
mod inquiring;
mod panicking;
mod printing;
mod renewing;
mod sign_in;

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use dialkey_adapters::{clock::SystemClock, http::ReqwestHttp, reports::report_facts};
use dialkey_core::{
    domain::{connection::ConnectionId, route::Route},
    inspecting::{pairs::read_headers, private_key::read_private_key},
    ports::{
        Http,
        http::{Body, HttpRequest, Method, TOKEN_ANSWER_LIMIT, WireText},
    },
};
use dialkey_tests::{
    desk::TestDesk,
    forbidden::Forbidden,
    raw_server::{RawServer, Reply},
    signing_key::SigningKey,
};
use secrecy::SecretString;
use serde_json::json;

const CLIENT_ID: &str = "north-wind";
const CLIENT_SECRET: &str = "Zq7%k@V!x#M2+w:R&9~p'L";
const PASSWORD: &str = "c0rrect h0rse\"bättery/staple";
const HEADER_VALUE: &str = "hv-81c2;e4=\"Xw9\"";
const ACCESS_TOKEN: &str = "at.Kd83hw+PQ/zm=71-vT_x";
const REFRESH_TOKEN: &str = "rt~N5c!0Lw&bY2";

/// The ways to prove the client, by their names in the registry.
const METHODS: [&str; 6] = [
    "client_secret_post",
    "client_secret_basic",
    "client_secret_basic_raw",
    "private_key_jwt",
    "client_secret_jwt",
    "none",
];

/// What a server does with a token request.
type Behaviour = (&'static str, fn(&[u8]) -> Reply);

/// Grants it, with nothing odd.
fn grants(_: &[u8]) -> Reply {
    let body = json!({ "access_token": ACCESS_TOKEN, "refresh_token": REFRESH_TOKEN, "expires_in": 60 });
    Reply::json(200, body.to_string())
}

const BEHAVIOURS: [Behaviour; 14] = [
    ("grants", grants),
    ("grants and repeats elsewhere", |request| {
        let body = json!({
            "access_token": ACCESS_TOKEN, "refresh_token": REFRESH_TOKEN, "expires_in": 60,
            "note": format!("{ACCESS_TOKEN} and {REFRESH_TOKEN} for {}", STANDARD.encode(request)),
        });
        Reply::answer(200, &[("Content-Type", "application/json"), ("X-Debug", ACCESS_TOKEN)], body.to_string())
    }),
    ("grants in UTF-16", |_| {
        let body = json!({ "access_token": ACCESS_TOKEN, "refresh_token": REFRESH_TOKEN }).to_string();
        Reply::json(200, body.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>())
    }),
    ("grants in a form", |_| {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("access_token", ACCESS_TOKEN), ("refresh_token", REFRESH_TOKEN), ("expires_in", "60")])
            .finish();
        Reply::answer(200, &[("Content-Type", "application/x-www-form-urlencoded")], body)
    }),
    ("grants twice", |_| {
        let token = serde_json::Value::from(ACCESS_TOKEN);
        Reply::json(200, format!(r#"{{"access_token":{token},"access_token":{token}}}"#))
    }),
    ("grants something unknown", |_| {
        Reply::json(200, json!({ "access_token": ACCESS_TOKEN, "token_type": "mac" }).to_string())
    }),
    ("breaks off within the token", |_| Reply::json(200, format!(r#"{{"refresh_token":"{REFRESH_TOKEN}"#))),
    ("grants in another shape", |_| {
        Reply::json(200, json!({ "result": { "token": ACCESS_TOKEN, "refreshToken": REFRESH_TOKEN } }).to_string())
    }),
    ("refuses and repeats", |request| {
        let body = json!({ "error": "invalid_client", "error_description": text(request) });
        Reply::json(401, body.to_string())
    }),
    ("fails and repeats", |request| Reply::answer(500, &[("Content-Type", "text/plain")], request)),
    ("fails and repeats what it decoded", |request| {
        let body = text(request).lines().last().unwrap_or_default().to_owned();
        let values: Vec<String> =
            form_urlencoded::parse(body.as_bytes()).map(|(name, value)| format!("{name} is {value}")).collect();
        let planted = PLANTED.join(" and ");
        Reply::answer(500, &[("X-Debug", &planted)], format!("cannot handle {} or {planted}", values.join(", ")))
    }),
    ("forwards and repeats", |request| {
        let body = text(request).lines().last().unwrap_or_default().to_owned();
        Reply::answer(302, &[("Location", &format!("https://elsewhere.example/?{body}"))], "")
    }),
    ("shows a page that repeats", |request| {
        let page = format!("<html><title>Error: {}</title></html>", text(request));
        Reply::answer(200, &[("Content-Type", "text/html")], page)
    }),
    ("says nothing", |_| Reply::Bytes(Vec::new())),
];

fn text(request: &[u8]) -> String {
    String::from_utf8_lossy(request).into_owned()
}

/// What every desk has planted and a server may have learnt.
const PLANTED: [&str; 2] = [CLIENT_SECRET, HEADER_VALUE];

/// What no desk may say.
fn forbidden(key: &SigningKey) -> Forbidden {
    let mut forbidden = Forbidden::of(&[
        ("client secret", CLIENT_SECRET),
        ("password", PASSWORD),
        ("header value", HEADER_VALUE),
        ("access token", ACCESS_TOKEN),
        ("refresh token", REFRESH_TOKEN),
    ])
    .and_key(&key.private_pem);
    let joined = format!("{CLIENT_ID}:{CLIENT_SECRET}");
    forbidden.extend("Basic", [STANDARD.encode(&joined), URL_SAFE_NO_PAD.encode(&joined)]);
    forbidden
}

/// A desk with everything planted.
struct Planted {
    desk: TestDesk,
    id: ConnectionId,
    key: SigningKey,
}

impl Planted {
    fn new(way: &str, method: &str, address: &str, test_address: &str) -> Self {
        let desk = TestDesk::with(ReqwestHttp::default(), SystemClock);
        let id = desk.create("oauth2", way);
        let key = SigningKey::ec_p256();
        desk.prove_by(&id, method);
        for (field, value) in [
            ("token_address", address),
            ("test_address", test_address),
            ("client_id", CLIENT_ID),
            ("client_secret", CLIENT_SECRET),
            ("private_key", &key.private_pem),
            ("headers", &format!("X-Api-Key: {HEADER_VALUE}")),
        ] {
            desk.enter(&id, field, value);
        }
        if way == "password" {
            desk.enter(&id, "username", "front_desk");
            desk.enter(&id, "password", PASSWORD);
            desk.desk().keep_password(&id, true).unwrap();
        }
        Self { desk, id, key }
    }

    fn leaving(&self) -> Vec<(&'static str, String)> {
        leaving(&self.desk, &self.id)
    }
}

/// Everything that can leave core, with the place it leaves from.
fn leaving(desk: &TestDesk, id: &ConnectionId) -> Vec<(&'static str, String)> {
    let record = desk.record(id);
    vec![
        ("the view", serde_json::to_string(&desk.view(id)).unwrap()),
        ("the list", serde_json::to_string(&desk.desk().rows(|_| false).unwrap()).unwrap()),
        ("the steps told", serde_json::to_string(&desk.told()).unwrap()),
        ("the test", serde_json::to_string(&record.test).unwrap()),
        ("Debug of the record", format!("{record:?} {record:#?}")),
        ("Debug of the steps told", format!("{:?}", desk.told())),
        ("the report for support", report_on(desk, id)),
    ]
}

/// The report on a connection, as it is shown and as it is copied.
fn report_on(desk: &TestDesk, id: &ConnectionId) -> String {
    let report = desk.desk().report(id, &report_facts()).unwrap();
    format!("{} {}", report.text, serde_json::to_string(&report).unwrap())
}

async fn assert_nothing_leaks(way: &str, method: &str, (name, behaviour): Behaviour) {
    let server = RawServer::start(behaviour).await;
    let repeating = RawServer::start(|request| {
        let planted = PLANTED.join(" ");
        let words = format!("{} {planted} {ACCESS_TOKEN} {REFRESH_TOKEN}", text(request));
        Reply::answer(401, &[("WWW-Authenticate", "Bearer error=\"invalid_token\"")], words)
    })
    .await;
    let planted = Planted::new(way, method, &server.url("/token"), &repeating.url("/whoami"));
    let record = planted.desk.get_token(&planted.id).await;
    let mut forbidden = forbidden(&planted.key);
    for request in server.requests() {
        forbidden.learn_from(&request);
    }
    if record.token.is_some() {
        planted.desk.try_token(&planted.id).await;
        assert_eq!(repeating.requests().len(), 1);
    }
    for (place, text) in planted.leaving() {
        forbidden.assert_not_in(&text, &format!("{place} ({way}, {method}, a server that {name})"));
    }
}

#[tokio::test]
async fn f99_nothing_leaks_whatever_the_server_does() {
    for way in ["client_credentials", "password"] {
        for method in METHODS {
            for behaviour in BEHAVIOURS {
                assert_nothing_leaks(way, method, behaviour).await;
            }
        }
    }
}

#[tokio::test]
async fn a_test_call_that_repeats_everything_as_a_good_answer_leaks_nothing() {
    let server = RawServer::start(grants).await;
    let repeating = RawServer::start(|request| {
        let everything = json!({ "received": text(request), "known": PLANTED, "also": REFRESH_TOKEN });
        Reply::json(200, everything.to_string())
    })
    .await;
    for way in ["client_credentials", "password"] {
        let planted = Planted::new(way, "client_secret_post", &server.url("/token"), &repeating.url("/whoami"));
        planted.desk.get_token(&planted.id).await;
        let test = planted.desk.try_token(&planted.id).await.test.unwrap();
        assert!(test.accepted && test.body.contains("received"), "{test:?}");
        let forbidden = forbidden(&planted.key);
        for (place, text) in planted.leaving() {
            forbidden.assert_not_in(&text, place);
        }
    }
}

#[tokio::test]
async fn nothing_leaks_where_nobody_answers() {
    let self_signed = RawServer::start_with_self_signed_certificate(grants).await;
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let addresses =
        [self_signed.url("/token"), format!("http://{closed}/token"), "https://nobody.invalid/token".to_owned()];
    for address in addresses {
        for method in METHODS {
            let planted = Planted::new("password", method, &address, &address);
            assert!(planted.desk.get_token(&planted.id).await.diagnosis.is_some());
            let forbidden = forbidden(&planted.key);
            for (place, text) in planted.leaving() {
                forbidden.assert_not_in(&text, &format!("{place} ({method}, {address})"));
            }
        }
    }
}

#[tokio::test]
async fn nothing_leaks_when_a_value_is_refused_before_anything_is_sent() {
    let server = RawServer::start(grants).await;
    let desk = TestDesk::default();
    let id = desk.create("oauth2", "client_credentials");
    desk.prove_by(&id, "private_key_jwt");
    let key = SigningKey::ec_p256();
    let torn = key.private_pem[..key.private_pem.len() / 2].to_owned();
    for (field, value) in [
        ("token_address", server.url("/token").as_str()),
        ("client_id", CLIENT_ID),
        ("private_key", &torn),
        ("headers", &format!("Authorization: {HEADER_VALUE}\nno colon {CLIENT_SECRET}")),
    ] {
        desk.enter(&id, field, value);
    }
    assert!(desk.get_token(&id).await.diagnosis.is_some());
    assert_eq!(server.connections(), 0, "nothing was sent");
    let planted = Planted { desk, id, key };
    let forbidden = forbidden(&planted.key);
    for (place, text) in planted.leaving() {
        forbidden.assert_not_in(&text, place);
    }
}

#[tokio::test]
async fn requests_and_errors_of_the_transport_say_nothing_when_they_are_printed() {
    let key = SigningKey::ec_p256();
    let forbidden = forbidden(&key);
    let self_signed = RawServer::start_with_self_signed_certificate(grants).await;
    let silent = RawServer::start(|_| Reply::Bytes(Vec::new())).await;
    let http = ReqwestHttp::default();
    for address in [self_signed.url("/token"), silent.url("/token")] {
        let request = HttpRequest {
            method: Method::Post,
            url: address.parse().unwrap(),
            headers: vec![("X-Api-Key".into(), WireText::secret("Key", SecretString::from(HEADER_VALUE)))],
            query: vec![],
            body: Some(Body::Form(vec![
                ("client_secret".into(), WireText::secret("Secret", SecretString::from(CLIENT_SECRET))),
                ("password".into(), WireText::secret("Password", SecretString::from(PASSWORD))),
            ])),
            answer_limit: TOKEN_ANSWER_LIMIT,
        };
        forbidden.assert_not_in(&format!("{request:?} {request:#?}"), "Debug of the request");
        let Err(error) = http.send(&Route::default(), &request).await else { panic!("nobody answers there") };
        forbidden.assert_not_in(&format!("{error} {error:?} {http:?}"), "the error");
        assert!(!error.to_string().contains("127.0.0.1"), "addresses stay out of it: {error}");
    }
}

#[test]
fn errors_about_values_do_not_quote_them() {
    let key = SigningKey::ec_p256();
    let forbidden = forbidden(&key);
    let torn = SecretString::from(key.private_pem[..key.private_pem.len() / 2].to_owned());
    let error = read_private_key(&torn).unwrap_err();
    forbidden.assert_not_in(&format!("{error} {error:?} {}", error.sentence()), "the error about a key");
    for lines in [
        format!("{PASSWORD} without a sign"),
        format!("X-Api-Key: {HEADER_VALUE}\nX-Api-Key: {PASSWORD}"),
        format!("X-Api-Key: {PASSWORD}\u{7}"),
        format!("Authorization: Basic {CLIENT_SECRET}"),
    ] {
        let error = read_headers(&lines).unwrap_err();
        forbidden.assert_not_in(&format!("{error} {error:?} {}", error.sentence()), "the error about headers");
    }
}

#[test]
fn a_line_break_in_a_header_is_refused_without_being_quoted() {
    let desk = TestDesk::default();
    let id = desk.create("oauth2", "client_credentials");
    let typed = SecretString::from(format!("X-Api-Key: {HEADER_VALUE}\u{0}"));
    let rejected = desk.desk().enter(&id, "headers", &typed).unwrap();
    let key = SigningKey::ec_p256();
    let shown = format!("{rejected:?} {}", serde_json::to_string(&desk.view(&id)).unwrap());
    forbidden(&key).assert_not_in(&shown, "the remark");
}
