//! Keys in every form that people bring, made and verified by libraries that are not ours.

use dialkey_adapters::clock::SystemClock;
use dialkey_core::{
    authenticating::assertion::{AssertionKey, ClientAssertion, sign_client_assertion},
    domain::client_authentication::SignatureAlgorithm,
    inspecting::private_key::{open_private_key, read_private_key},
    ports::Clock,
};
use dialkey_tests::node::NodeProgram;
use reqwest::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::ID;

const AUDIENCE: &str = "https://pbx.northwind.example/oauth/token/";

#[derive(Deserialize)]
struct Verifier {
    address: String,
    keys: Vec<Key>,
}

#[derive(Deserialize)]
struct Key {
    name: String,
    text: String,
    passphrase: Option<String>,
    algorithms: Vec<SignatureAlgorithm>,
}

#[tokio::test]
async fn f71_f74_what_a_key_of_any_form_signs_is_verified_by_another_library() {
    let (_program, line) = NodeProgram::start("keys/verifier.mjs", "");
    let verifier: Verifier = serde_json::from_str(&line).unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut tried = 0;
    for key in &verifier.keys {
        let text = SecretString::from(key.text.as_str());
        let private_key = match &key.passphrase {
            Some(passphrase) => open_private_key(&text, &SecretString::from(passphrase.as_str())),
            None => read_private_key(&text),
        };
        let private_key = private_key.unwrap_or_else(|problem| panic!("{}: {problem}", key.name));
        assert_eq!(private_key.algorithms(), key.algorithms, "{}", key.name);
        for algorithm in &key.algorithms {
            let assertion = ClientAssertion {
                client_id: ID.to_owned(),
                audience: AUDIENCE.to_owned(),
                issued_at: SystemClock.now(),
                lifetime_seconds: 60,
                token_id: "b7f1".to_owned(),
                key_id: None,
            };
            let signed = sign_client_assertion(&assertion, AssertionKey::Private(&private_key), *algorithm).unwrap();
            let ask = |audience: &str| {
                let question = json!({
                    "name": key.name,
                    "algorithm": format!("{algorithm:?}"),
                    "audience": audience,
                    "assertion": signed.expose_secret(),
                });
                client.post(&verifier.address).body(question.to_string()).send()
            };
            let answer = ask(AUDIENCE).await.unwrap();
            assert_eq!(answer.status(), StatusCode::OK, "{} with {algorithm:?}", key.name);
            let claims: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
            assert_eq!((&claims["iss"], &claims["sub"]), (&ID.into(), &ID.into()));
            // The slash at the end of an audience counts.
            let other = ask(AUDIENCE.trim_end_matches('/')).await.unwrap();
            assert_eq!(other.status(), StatusCode::BAD_REQUEST, "it is verified indeed");
            tried += 1;
        }
    }
    assert_eq!(tried, 5 + 5 + 4 + 5 * 6 + 1, "every form of every kind was tried with every algorithm");
}
