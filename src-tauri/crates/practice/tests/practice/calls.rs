//! Calls that hand out a token in the vendor's own way, and calls that want one in theirs.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use dialkey_practice::{AuthenticationMethod, Practice};
use serde_json::{Value, json};

use crate::wire::{Answer, Call, value};

const CHAIN: &str = "wildix-service-token";
const FIRST: &str = "/api/v1/personal/token/?service=auth.practice.example";
const SECOND: &str = "/api/v2/Token/";
const THIRD: &str = "/api/v2/OpenId/service/";
const PBX: &str = "yeastar-p-series";

async fn start() -> Practice {
    Practice::start().await.unwrap()
}

fn basic(name: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{password}")))
}

fn bearer(practice: &Practice, target: &str, token: &Value) -> Call {
    Call::get(practice, CHAIN, target).header("Authorization", &format!("Bearer {}", token.as_str().unwrap()))
}

fn personal_token(practice: &Practice) -> Value {
    let demo = practice.system(CHAIN).unwrap().demo_of("chain").unwrap();
    let authorization = basic(value(demo, "extension"), value(demo, "password"));
    let answer = Call::get(practice, CHAIN, FIRST).header("Authorization", &authorization).send();
    answer.json()["result"]["token"].clone()
}

fn assert_enveloped(answer: &Answer, status: u16) {
    assert_eq!((answer.status, answer.json()["type"].as_str()), (status, Some("error")), "{answer:?}");
    assert!(answer.json()["result"].is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn three_calls_lead_to_a_service_token() {
    let practice = start().await;
    let second = bearer(&practice, SECOND, &personal_token(&practice)).send().json();
    let wanted = json!({ "aud": "https://api.x-bees.com", "scope": "xbees" });
    let third = bearer(&practice, THIRD, &second["result"]["accessToken"]).json(&wanted).send().json();
    assert_eq!(third["result"]["token"].as_str().unwrap().len(), 64);
    assert_eq!(third["result"]["expires_in"], 3600);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_token_is_good_for_one_call_and_for_no_other() {
    let practice = start().await;
    let token = personal_token(&practice);
    let wanted = json!({ "aud": "https://api.x-bees.com", "scope": "xbees" });
    assert_enveloped(&bearer(&practice, THIRD, &token).json(&wanted).send(), 401);
    assert_enveloped(&bearer(&practice, "/api/v1/personal/info", &token).send(), 401);
    assert_eq!(bearer(&practice, SECOND, &token).send().status, 200);
    assert_enveloped(&bearer(&practice, SECOND, &token).send(), 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_a_call_ends_with_its_lifetime() {
    let later = Arc::new(AtomicU64::new(0));
    let seconds = Arc::clone(&later);
    let clock = move || SystemTime::now() + Duration::from_secs(seconds.load(Ordering::Relaxed));
    let practice = Practice::builder().only(&[CHAIN]).clock(clock).start().await.unwrap();
    let token = personal_token(&practice);
    later.store(61, Ordering::Relaxed);
    assert_enveloped(&bearer(&practice, SECOND, &token).send(), 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_extension_password_or_service_is_refused_in_the_vendors_envelope() {
    let practice = start().await;
    let demo = practice.system(CHAIN).unwrap().demo_of("chain").unwrap();
    let (extension, password) = (value(demo, "extension"), value(demo, "password"));
    assert!(password.contains([':', '@', '%', ' ']), "characters that encodings change");
    let encoded = password.replace('%', "%25").replace(' ', "%20");
    for authorization in [basic(extension, "wrong"), basic("999", password), basic(extension, &encoded)] {
        assert_enveloped(&Call::get(&practice, CHAIN, FIRST).header("Authorization", &authorization).send(), 401);
    }
    assert_enveloped(&Call::get(&practice, CHAIN, FIRST).send(), 401);
    let right = basic(extension, password);
    for target in ["/api/v1/personal/token/", "/api/v1/personal/token/?service="] {
        assert_enveloped(&Call::get(&practice, CHAIN, target).header("Authorization", &right).send(), 400);
    }
    let posted = Call::get(&practice, CHAIN, FIRST).method("POST").header("Authorization", &right).send();
    assert_eq!((posted.status, posted.header("allow")), (405, Some("GET")));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_audience_a_missing_scope_or_a_form_is_refused() {
    let practice = start().await;
    let token = bearer(&practice, SECOND, &personal_token(&practice)).send().json()["result"]["accessToken"].clone();
    for wanted in [
        json!({ "aud": "https://other.example", "scope": "xbees" }),
        json!({ "aud": "https://api.x-bees.com" }),
        json!({ "aud": ["https://api.x-bees.com"], "scope": "xbees" }),
    ] {
        assert_enveloped(&bearer(&practice, THIRD, &token).json(&wanted).send(), 400);
    }
    let form = [("aud", "https://api.x-bees.com"), ("scope", "xbees")];
    assert_enveloped(&bearer(&practice, THIRD, &token).form(&form).send(), 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_company_key_has_the_documented_form_and_opens_the_api() {
    let practice = start().await;
    let demo = practice.system(CHAIN).unwrap().demo_of("company_key").unwrap();
    assert_eq!(demo.client_authentication, AuthenticationMethod::None);
    let key = value(demo, "api_key");
    let random = key.strip_prefix("wsk-v1-").unwrap();
    assert_eq!((key.len(), random.chars().all(|letter| letter.is_ascii_alphanumeric())), (100, true));
    assert_eq!(bearer(&practice, "/api/v1/personal/info", &json!(key)).send().status, 200);
    let other = format!("{}0", &key[..99]);
    assert_enveloped(&bearer(&practice, "/api/v1/personal/info", &json!(other)).send(), 401);
}

fn post(practice: &Practice, path: &str, body: &Value) -> Call {
    Call::get(practice, PBX, path).header("User-Agent", "OpenAPI").json(body)
}

fn credentials(practice: &Practice) -> Value {
    let demo = practice.system(PBX).unwrap().demo_of("openapi").unwrap();
    json!({ "username": value(demo, "client_id"), "password": value(demo, "client_secret") })
}

/// Tries a token in the query; `errcode` of the answer, which has the status 200 whatever it says.
fn try_token(practice: &Practice, query: &str) -> Value {
    let target = format!("/openapi/v1.0/system/information{query}");
    let answer = Call::get(practice, PBX, &target).header("User-Agent", "OpenAPI").send();
    assert_eq!(answer.status, 200);
    answer.json()["errcode"].clone()
}

fn assert_errcode(answer: &Answer) {
    assert_eq!(answer.status, 200, "this vendor says everything with 200");
    assert_ne!(answer.json()["errcode"], 0);
    assert!(answer.json().get("access_token").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn client_id_and_secret_as_json_lead_to_a_pair_of_tokens() {
    let practice = start().await;
    let json = post(&practice, "/openapi/v1.0/get_token", &credentials(&practice)).send().json();
    assert_eq!((&json["errcode"], &json["errmsg"]), (&json!(0), &json!("SUCCESS")));
    assert_eq!((&json["access_token_expire_time"], &json["refresh_token_expire_time"]), (&json!(1800), &json!(86400)));
    let token = json["access_token"].as_str().unwrap();
    assert_eq!(try_token(&practice, &format!("?access_token={token}")), 0);
    assert_ne!(try_token(&practice, "?access_token=made-up"), 0);
    assert_ne!(try_token(&practice, ""), 0);
    let refresh_token = json["refresh_token"].as_str().unwrap();
    assert_ne!(try_token(&practice, &format!("?access_token={refresh_token}")), 0, "the other one opens nothing");
    let in_header = Call::get(&practice, PBX, "/openapi/v1.0/system/information")
        .header("User-Agent", "OpenAPI")
        .header("Authorization", &format!("Bearer {token}"));
    assert_errcode(&in_header.send());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_stands_inside_an_answer_with_status_200() {
    let practice = start().await;
    let path = "/openapi/v1.0/get_token";
    let mut wrong = credentials(&practice);
    wrong["password"] = json!("wrong");
    assert_errcode(&post(&practice, path, &wrong).send());
    assert_errcode(&post(&practice, path, &json!({ "username": "x" })).send());
    assert_errcode(&post(&practice, path, &credentials(&practice)).without_header("User-Agent").send());
    assert_errcode(&post(&practice, path, &credentials(&practice)).header("User-Agent", "Dialkey").send());
    assert_errcode(&post(&practice, path, &credentials(&practice)).header("Content-Type", "text/plain").send());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_vendors_refresh_call_takes_each_refresh_token_once() {
    let practice = start().await;
    let path = "/openapi/v1.0/refresh_token";
    let first = post(&practice, "/openapi/v1.0/get_token", &credentials(&practice)).send().json();
    let body = json!({ "refresh_token": first["refresh_token"] });
    let second = post(&practice, path, &body).send().json();
    assert_eq!(second["errcode"], 0);
    assert_eq!(try_token(&practice, &format!("?access_token={}", second["access_token"].as_str().unwrap())), 0);
    assert_errcode(&post(&practice, path, &body).send());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_call_may_be_a_post_with_a_query_of_its_own() {
    let practice = start().await;
    let demo = practice.system("freepbx").unwrap().demo_of("machine").unwrap();
    let asked = [
        ("grant_type", "client_credentials"),
        ("client_id", value(demo, "client_id")),
        ("client_secret", value(demo, "client_secret")),
    ];
    let json = Call::token(&practice, "freepbx", &asked).send().json();
    let call = |query: &str| {
        Call::get(&practice, "freepbx", "/admin/api/api/gql")
            .header("Authorization", &format!("Bearer {}", json["access_token"].as_str().unwrap()))
            .json(&json!({ "query": query }))
    };
    let answer = call("{ fetchAllExtensions { status } }").send();
    assert_eq!(answer.json()["data"]["fetchAllExtensions"]["status"], true);
    assert_eq!(call("mutation { doReload { status } }").send().status, 400);
    let got = call("{ fetchAllExtensions { status } }").method("GET").send();
    assert_eq!((got.status, got.header("allow")), (405, Some("POST")));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_of_one_grant_is_unknown_to_the_others() {
    let practice = start().await;
    let answer = Call::token(&practice, "freepbx", &[("grant_type", "password")]).send();
    assert_eq!((answer.status, answer.error().as_str()), (400, "unsupported_grant_type"));
    let asked = [("grant_type", "client_credentials"), ("client_id", "made-up"), ("client_secret", "x")];
    let answer = Call::token(&practice, "freepbx", &asked).send();
    assert_eq!((answer.status, answer.error().as_str()), (401, "invalid_client"));
    assert!(answer.json()["message"].is_string(), "its library has no error_description");
}
