//! Refresh tokens: rotation, scope, and whose they are.

use dialkey_practice::{Acting, Practice};

use crate::{
    authorization::REDIRECT,
    wire::{Answer, Call, demo, value},
};

async fn start() -> Practice {
    Practice::builder().act_by_itself(Acting::Allow).start().await.unwrap()
}

/// Refreshes with the values of a demo, one of them another where `more` says so.
fn refresh(practice: &Practice, title: &str, more: &[(&str, &str)]) -> Answer {
    let demo = demo(practice, "oauth2", "refresh_token", title);
    let mut parameters = vec![("grant_type", "refresh_token")];
    parameters.extend(["client_id", "client_secret", "refresh_token"].map(|name| (name, value(demo, name))));
    for &(name, value) in more {
        parameters.retain(|(known, _)| *known != name);
        parameters.push((name, value));
    }
    Call::token(practice, "oauth2", &parameters).send()
}

const KEPT: &str = "A refresh token that stays good";
const ROTATING: &str = "A refresh token that works once";

fn assert_refused(answer: &Answer, status: u16, error: &str) {
    assert_eq!((answer.status, answer.error().as_str()), (status, error), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_that_rotates_works_once_and_hands_over_to_the_next() {
    let practice = start().await;
    let first = refresh(&practice, ROTATING, &[]).json();
    assert_refused(&refresh(&practice, ROTATING, &[]), 400, "invalid_grant");
    let next = first["refresh_token"].as_str().unwrap();
    let second = refresh(&practice, ROTATING, &[("refresh_token", next)]).json();
    assert_ne!(second["refresh_token"], first["refresh_token"]);
    assert_ne!(second["access_token"], first["access_token"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_that_does_not_rotate_stays_good_and_none_comes_back() {
    let practice = start().await;
    for _ in 0..2 {
        let json = refresh(&practice, KEPT, &[]).json();
        assert!(json["access_token"].is_string());
        assert!(json.get("refresh_token").is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_may_ask_for_less_and_not_for_more() {
    let practice = start().await;
    assert_eq!(refresh(&practice, KEPT, &[]).json()["scope"], "read write");
    let narrower = refresh(&practice, ROTATING, &[("scope", "read")]).json();
    assert_eq!(narrower["scope"], "read");
    let next = narrower["refresh_token"].as_str().unwrap();
    assert_refused(&refresh(&practice, ROTATING, &[("refresh_token", next), ("scope", "write")]), 400, "invalid_scope");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_refresh_leaves_the_token_as_it_is() {
    let practice = start().await;
    assert_refused(&refresh(&practice, ROTATING, &[("client_secret", "wrong")]), 401, "invalid_client");
    assert_refused(&refresh(&practice, ROTATING, &[("scope", "admin")]), 400, "invalid_scope");
    assert_refused(&refresh(&practice, ROTATING, &[("refresh_token", "")]), 400, "invalid_request");
    assert_eq!(refresh(&practice, ROTATING, &[]).status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_of_another_client_or_an_access_token_is_refused() {
    let practice = start().await;
    let other = value(demo(&practice, "oauth2", "refresh_token", ROTATING), "refresh_token");
    assert_refused(&refresh(&practice, KEPT, &[("refresh_token", other)]), 400, "invalid_grant");
    let json = refresh(&practice, KEPT, &[]).json();
    let access_token = json["access_token"].as_str().unwrap();
    assert_refused(&refresh(&practice, KEPT, &[("refresh_token", access_token)]), 400, "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_address_on_a_refresh_must_be_registered_where_the_vendor_reads_it() {
    let practice = start().await;
    let client = practice.system("ringme").unwrap().demo_of("public").unwrap();
    let proof = [("client_id", value(client, "client_id")), ("client_secret", value(client, "client_secret"))];
    let asked = [("response_type", "code"), proof[0], ("redirect_uri", REDIRECT), ("scope", "all")];
    let code = Call::authorization(&practice, "ringme", &asked).send().way_back().1.remove("code").unwrap();
    let exchange =
        [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", REDIRECT), proof[0], proof[1]];
    let first = Call::token(&practice, "ringme", &exchange).send().json();
    let refresh = |token: &serde_json::Value, redirect: &str| {
        let token = token["refresh_token"].as_str().unwrap();
        let parameters =
            [("grant_type", "refresh_token"), ("refresh_token", token), ("redirect_uri", redirect), proof[0], proof[1]];
        Call::token(&practice, "ringme", &parameters).send()
    };
    assert_refused(&refresh(&first, "https://other.example/"), 400, "invalid_request");
    let second = refresh(&first, REDIRECT).json();
    let third = refresh(&second, "");
    assert_eq!(third.status, 200, "it may be left out");
    assert_refused(&refresh(&first, REDIRECT), 401, "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_grants_refresh_token_works_and_the_role_stands_in_the_scope() {
    let practice = start().await;
    let demo = practice.system("netsapiens").unwrap().demo_of("password").unwrap();
    let proof = [("client_id", value(demo, "client_id")), ("client_secret", value(demo, "client_secret"))];
    let user = [("username", value(demo, "username")), ("password", value(demo, "password"))];
    let asked = [("grant_type", "password"), proof[0], proof[1], user[0], user[1]];
    let json = Call::token(&practice, "netsapiens", &asked).send().json();
    assert_eq!(json["scope"], "Office Manager");
    let refresh_token = json["refresh_token"].as_str().unwrap();
    let asked = [("grant_type", "refresh_token"), ("refresh_token", refresh_token), proof[0], proof[1]];
    let json = Call::token(&practice, "netsapiens", &asked).send().json();
    let authorization = format!("Bearer {}", json["access_token"].as_str().unwrap());
    let version = Call::get(&practice, "netsapiens", "/ns-api/v2/version").header("Authorization", &authorization);
    assert_eq!(version.send().status, 200);
    let without_slash = Call::token(&practice, "netsapiens", &asked).target("/ns-api/oauth2/token").send();
    assert_eq!(without_slash.status, 404);
}
