//! A phone system with one active token for each client, and bodies in two codings.

use dialkey_practice::Practice;

use crate::wire::{Answer, Call, demo, value};

const ID: &str = "3cx";
const TITLES: [&str; 2] = ["Lifetime in minutes", "Lifetime in seconds"];

fn multipart(practice: &Practice, title: &str) -> Answer {
    let demo = demo(practice, ID, "client", title);
    let mut body = String::new();
    for (name, value) in [
        ("client_id", value(demo, "client_id")),
        ("client_secret", value(demo, "client_secret")),
        ("grant_type", "client_credentials"),
    ] {
        let head = format!("--mark\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.extend([head.as_str(), value, "\r\n"]);
    }
    body.push_str("--mark--\r\n");
    let call = Call::token(practice, ID, &[]).header("Content-Type", "multipart/form-data; boundary=mark");
    call.body(&body).send()
}

fn form(practice: &Practice, title: &str) -> Call {
    let demo = demo(practice, ID, "client", title);
    let proof = ["client_id", "client_secret"].map(|name| (name, value(demo, name)));
    Call::token(practice, ID, &[("grant_type", "client_credentials"), proof[0], proof[1]])
}

fn status_with(practice: &Practice, token: &str) -> u16 {
    let call = Call::get(practice, ID, "/xapi/v1/Defs?$select=Id");
    call.header("Authorization", &format!("Bearer {token}")).send().status
}

fn token(answer: &Answer) -> String {
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn form_and_multipart_are_taken_and_json_is_not() {
    let practice = Practice::start_only(&[ID]).await.unwrap();
    let of_form = token(&form(&practice, TITLES[0]).send());
    assert_eq!(status_with(&practice, &of_form), 200);
    let of_multipart = token(&multipart(&practice, TITLES[0]));
    assert_eq!(status_with(&practice, &of_multipart), 200);
    let json = form(&practice, TITLES[0]).header("Content-Type", "application/json").body("{}").send();
    assert_eq!((json.status, json.error().as_str()), (400, "invalid_request"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_token_ends_the_one_before_of_the_same_client() {
    let practice = Practice::start_only(&[ID]).await.unwrap();
    let [other, first] = [TITLES[1], TITLES[0]].map(|title| token(&form(&practice, title).send()));
    let second = token(&form(&practice, TITLES[0]).send());
    assert_eq!(status_with(&practice, &first), 401);
    assert_eq!(status_with(&practice, &second), 200);
    assert_eq!(status_with(&practice, &other), 200, "another client keeps its own");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_request_ends_nothing() {
    let practice = Practice::start_only(&[ID]).await.unwrap();
    let first = token(&form(&practice, TITLES[0]).send());
    let refused = form(&practice, TITLES[0]).body("grant_type=client_credentials&client_id=800&client_secret=x");
    assert_eq!(refused.send().error(), "invalid_client");
    assert_eq!(status_with(&practice, &first), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lifetime_is_told_in_minutes_or_in_seconds() {
    let practice = Practice::start_only(&[ID]).await.unwrap();
    let told = TITLES.map(|title| form(&practice, title).send().json()["expires_in"].clone());
    assert_eq!(told, [60, 3600]);
}
