//! What a client does with a token it has: end it (RFC 7009), ask about it (RFC 7662), ask whom it acts for.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use dialkey_practice::Practice;
use serde_json::{Value, json};

use crate::wire::{Answer, Call};

const REVOKE: &str = "/oauth2/revoke";
const INTROSPECT: &str = "/oauth2/introspect";
const BODY: [(&str, &str); 2] = [("client_id", "practice-body"), ("client_secret", "body%2@secret!#1+a:b&c")];
const PUBLIC: [(&str, &str); 1] = [("client_id", "practice-public")];
const PERSON: [(&str, &str); 3] =
    [("grant_type", "password"), ("username", "practice"), ("password", "correct horse 49")];

async fn start() -> Practice {
    Practice::start_only(&["oauth2"]).await.unwrap()
}

fn token(practice: &Practice, asked: &[(&str, &str)]) -> [String; 2] {
    let json = Call::token(practice, "oauth2", &[asked, &BODY].concat()).send().json();
    ["access_token", "refresh_token"].map(|name| json[name].as_str().unwrap_or_default().to_owned())
}

fn post(practice: &Practice, path: &str, client: &[(&str, &str)], token: &str) -> Answer {
    Call::get(practice, "oauth2", path).form(&[client, &[("token", token)]].concat()).send()
}

fn introspected(practice: &Practice, token: &str) -> Value {
    post(practice, INTROSPECT, &BODY, token).json()
}

fn call_with(practice: &Practice, path: &str, token: &str) -> Answer {
    Call::get(practice, "oauth2", path).header("Authorization", &format!("Bearer {token}")).send()
}

fn refreshes(practice: &Practice, refresh_token: &str) -> bool {
    let asked = [("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
    Call::token(practice, "oauth2", &[asked.as_slice(), &BODY].concat()).send().status == 200
}

// RFC 7009 2.1
#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_access_token_ends_alone() {
    let practice = start().await;
    let [access_token, refresh_token] = token(&practice, &PERSON);
    assert_eq!(call_with(&practice, "/whoami", &access_token).status, 200);
    let answer = post(&practice, REVOKE, &BODY, &access_token);
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
    assert_eq!(call_with(&practice, "/whoami", &access_token).status, 401);
    assert_eq!(introspected(&practice, &access_token), json!({ "active": false }));
    assert!(refreshes(&practice, &refresh_token));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_refresh_token_takes_with_it_what_came_from_it_and_nothing_else() {
    let practice = start().await;
    let [other, _] = token(&practice, &PERSON);
    let [first, used] = token(&practice, &PERSON);
    let [second, refresh_token] = token(&practice, &[("grant_type", "refresh_token"), ("refresh_token", &used)]);
    assert_eq!(post(&practice, REVOKE, &BODY, &refresh_token).status, 200);
    assert!(!refreshes(&practice, &refresh_token));
    for ended in [&first, &second] {
        assert_eq!(call_with(&practice, "/whoami", ended).status, 401);
    }
    assert_eq!(call_with(&practice, "/whoami", &other).status, 200);
}

// RFC 7009 2.2
#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_nobody_knows_counts_as_revoked() {
    let practice = start().await;
    assert_eq!(post(&practice, REVOKE, &BODY, "never-handed-out").status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_clients_token_is_not_revoked_and_not_told_about() {
    let practice = start().await;
    let [access_token, _] = token(&practice, &PERSON);
    let answer = post(&practice, REVOKE, &PUBLIC, &access_token);
    assert_eq!((answer.status, answer.error().as_str()), (400, "invalid_grant"));
    assert_eq!(post(&practice, INTROSPECT, &PUBLIC, &access_token).json(), json!({ "active": false }));
    assert_eq!(call_with(&practice, "/whoami", &access_token).status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_prove_themselves_as_at_the_token_endpoint() {
    let practice = start().await;
    let [access_token, _] = token(&practice, &PERSON);
    let wrong = [("client_id", "practice-body"), ("client_secret", "wrong")];
    for path in [REVOKE, INTROSPECT] {
        for (client, status, error) in [
            (wrong.as_slice(), 401, "invalid_client"),
            (&[], 401, "invalid_client"),
            (&[("client_id", "nobody")], 401, "invalid_client"),
            (&[("client_id", "practice-body")], 401, "invalid_client"),
        ] {
            let answer = post(&practice, path, client, &access_token);
            assert_eq!((answer.status, answer.error().as_str()), (status, error), "{path} {client:?}");
        }
        let missing = post(&practice, path, &BODY, "");
        assert_eq!((missing.status, missing.error().as_str()), (400, "invalid_request"));
        let in_address = Call::get(&practice, "oauth2", &format!("{path}?token={access_token}")).form(&BODY).send();
        assert_eq!((in_address.status, in_address.error().as_str()), (400, "invalid_request"));
        let get = Call::get(&practice, "oauth2", path).send();
        assert_eq!((get.status, get.header("allow")), (405, Some("POST")));
        let json = Call::get(&practice, "oauth2", path).json(&json!({ "token": access_token })).send();
        assert_eq!(json.status, 400, "RFC 7009 2.1 and RFC 7662 2.1: a form");
    }
    assert_eq!(call_with(&practice, "/whoami", &access_token).status, 200, "nothing was revoked by all that");
}

// RFC 7662 2.2
#[tokio::test(flavor = "multi_thread")]
async fn a_good_token_is_described_until_it_ends() {
    let seconds = Arc::new(AtomicU64::new(1_900_000_000));
    let clock = Arc::clone(&seconds);
    let now = move || SystemTime::UNIX_EPOCH + Duration::from_secs(clock.load(Ordering::SeqCst));
    let practice = Practice::builder().only(&["oauth2"]).clock(now).start().await.unwrap();
    let [access_token, refresh_token] = token(&practice, &PERSON);
    let address = &practice.system("oauth2").unwrap().address;
    let described = json!({
        "active": true, "scope": "read", "client_id": "practice-body", "username": "practice",
        "token_type": "Bearer", "exp": 1_900_000_600, "iss": address,
    });
    assert_eq!(introspected(&practice, &access_token), described);
    assert_eq!(introspected(&practice, &refresh_token)["exp"], json!(null));
    seconds.fetch_add(600, Ordering::SeqCst);
    assert_eq!(introspected(&practice, &access_token), json!({ "active": false }));
}

// OpenID Connect Core 5.3
#[tokio::test(flavor = "multi_thread")]
async fn a_token_says_whom_it_acts_for_where_it_acts_for_somebody() {
    let practice = start().await;
    let [of_person, refresh_token] = token(&practice, &PERSON);
    let [of_client, _] = token(&practice, &[("grant_type", "client_credentials")]);
    let userinfo = |token: &str| call_with(&practice, "/oauth2/userinfo", token);
    assert_eq!(userinfo(&of_person).json()["sub"], "practice");
    let nobody = userinfo(&of_client);
    assert_eq!((nobody.status, nobody.error().as_str()), (403, "insufficient_scope"));
    for wrong in ["never-handed-out", refresh_token.as_str()] {
        let refused = userinfo(wrong);
        assert_eq!((refused.status, refused.error().as_str()), (401, "invalid_token"));
    }
    assert_eq!(Call::get(&practice, "oauth2", "/oauth2/userinfo").send().status, 401);
    let in_form = Call::get(&practice, "oauth2", "/oauth2/userinfo").form(&[("access_token", &of_person)]).send();
    assert_eq!((in_form.status, in_form.header("allow")), (405, Some("GET")));
}
