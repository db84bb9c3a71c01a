//! Every way to prove a client that is no signature, each with the client registered for it and with the others.

use base64::{Engine, engine::general_purpose::STANDARD};
use dialkey_practice::{Demo, Practice};

use crate::wire::{Answer, Call, demo, value};

const BODY: &str = "Secret in the body";
const ENCODED: &str = "Secret in a Basic header, encoded";
const RAW: &str = "Secret in a Basic header, as it is";
const NONE: &str = "No proof, only the ID";
const GRANT: (&str, &str) = ("grant_type", "client_credentials");

async fn start() -> Practice {
    Practice::start_only(&["oauth2"]).await.unwrap()
}

fn client<'a>(practice: &'a Practice, title: &str) -> &'a Demo {
    demo(practice, "oauth2", "client_credentials", title)
}

fn in_body(practice: &Practice, demo: &Demo) -> Answer {
    let parameters = [GRANT, ("client_id", value(demo, "client_id")), ("client_secret", value(demo, "client_secret"))];
    Call::token(practice, "oauth2", &parameters).send()
}

fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

fn encoded(demo: &Demo) -> String {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    basic(&encode(value(demo, "client_id")), &encode(value(demo, "client_secret")))
}

fn raw(demo: &Demo) -> String {
    basic(value(demo, "client_id"), value(demo, "client_secret"))
}

fn in_header(practice: &Practice, authorization: &str) -> Answer {
    Call::token(practice, "oauth2", &[GRANT]).header("Authorization", authorization).send()
}

fn assert_challenged(answer: &Answer) {
    assert_eq!((answer.status, answer.error().as_str()), (401, "invalid_client"), "{answer:?}");
    assert_eq!(answer.header("www-authenticate"), Some("Basic realm=\"practice\""), "RFC 6749 5.2");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_secrets_have_characters_that_encodings_change() {
    let practice = start().await;
    for title in [BODY, ENCODED, RAW] {
        for character in "%@!#+:&".chars() {
            assert!(value(client(&practice, title), "client_secret").contains(character), "{title} lacks {character}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_in_the_body_is_taken_from_the_client_registered_for_it() {
    let practice = start().await;
    assert_eq!(in_body(&practice, client(&practice, BODY)).status, 200);
    for title in [ENCODED, RAW] {
        let answer = in_body(&practice, client(&practice, title));
        assert_eq!((answer.status, answer.error().as_str()), (401, "invalid_client"));
        assert!(answer.header("www-authenticate").is_none(), "no header was tried");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn encoded_basic_is_told_from_raw_basic() {
    let practice = start().await;
    assert_eq!(in_header(&practice, &encoded(client(&practice, ENCODED))).status, 200);
    assert_challenged(&in_header(&practice, &raw(client(&practice, ENCODED))));
    assert_eq!(in_header(&practice, &raw(client(&practice, RAW))).status, 200);
    assert_challenged(&in_header(&practice, &encoded(client(&practice, RAW))));
}

#[tokio::test(flavor = "multi_thread")]
async fn basic_is_challenged_when_it_is_wrong() {
    let practice = start().await;
    assert_challenged(&in_header(&practice, &basic("practice-basic", "wrong")));
    assert_challenged(&in_header(&practice, &basic("nobody", "wrong")));
    assert_challenged(&in_header(&practice, &encoded(client(&practice, BODY))));
    assert_challenged(&in_header(&practice, "Basic !!!"));
    assert_challenged(&in_header(&practice, &format!("Basic {}", STANDARD.encode("no colon"))));
    assert_challenged(&in_header(&practice, "Bearer abc"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_id_beside_basic_must_be_the_same() {
    let practice = start().await;
    let header = encoded(client(&practice, ENCODED));
    let send = |id: &str| {
        Call::token(&practice, "oauth2", &[GRANT, ("client_id", id)]).header("Authorization", &header).send()
    };
    assert_eq!(send("practice-basic").status, 200);
    assert_challenged(&send("practice-body"));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_proofs_at_once_are_refused() {
    let practice = start().await;
    let parameters = [GRANT, ("client_id", "practice-basic"), ("client_secret", "x")];
    let header = encoded(client(&practice, ENCODED));
    let answer = Call::token(&practice, "oauth2", &parameters).header("Authorization", &header).send();
    assert_eq!((answer.status, answer.error().as_str()), (400, "invalid_request"));
    let parameters = [GRANT, ("client_id", "practice-body"), ("client_secret", "x"), ("client_assertion", "a.b.c")];
    let answer = Call::token(&practice, "oauth2", &parameters).send();
    assert_eq!((answer.status, answer.error().as_str()), (400, "invalid_request"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_client_sends_its_id_and_nothing_else() {
    let practice = start().await;
    let id = value(client(&practice, NONE), "client_id");
    let send = |parameters: &[(&str, &str)]| Call::token(&practice, "oauth2", parameters).send();
    assert_eq!(send(&[GRANT, ("client_id", id)]).status, 200);
    let with_secret = send(&[GRANT, ("client_id", id), ("client_secret", "x")]);
    assert_eq!((with_secret.status, with_secret.error().as_str()), (401, "invalid_client"));
    let confidential = send(&[GRANT, ("client_id", "practice-body")]);
    assert_eq!((confidential.status, confidential.error().as_str()), (401, "invalid_client"));
    let nobody = send(&[GRANT]);
    assert_eq!((nobody.status, nobody.error().as_str()), (401, "invalid_client"));
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_proof_is_a_missing_parameter() {
    let practice = start().await;
    for half in [[GRANT, ("client_secret", "x")], [GRANT, ("client_assertion", "a.b.c")]] {
        let answer = Call::token(&practice, "oauth2", &half).send();
        assert_eq!((answer.status, answer.error().as_str()), (400, "invalid_request"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_grant_goes_with_each_method() {
    let practice = start().await;
    let user = practice.systems()[0].demo_of("password").unwrap();
    let parameters =
        [("grant_type", "password"), ("username", value(user, "username")), ("password", value(user, "password"))];
    for header in [encoded(client(&practice, ENCODED)), raw(client(&practice, RAW))] {
        let json = Call::token(&practice, "oauth2", &parameters).header("Authorization", &header).send().json();
        assert!(json["refresh_token"].is_string(), "{json}");
    }
    let wrong =
        [("grant_type", "password"), ("username", "practice"), ("password", "wrong"), ("client_id", "practice-public")];
    let answer = Call::token(&practice, "oauth2", &wrong).send();
    assert_eq!((answer.status, answer.error().as_str()), (400, "invalid_grant"));
}
