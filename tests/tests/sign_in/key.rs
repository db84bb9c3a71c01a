//! A key that is pasted is the token: it is looked at, and nothing is sent.

use dialkey_core::domain::{diagnosis::DiagnosisCode, step::StepState, token::Expiry};
use dialkey_practice::Practice;
use dialkey_tests::desk::TestDesk;
use secrecy::ExposeSecret;

const SYSTEM: &str = "wildix-service-token";

#[tokio::test]
async fn a_key_of_the_vendor_s_form_becomes_the_token_without_a_request() {
    let practice = Practice::start_only(&[SYSTEM]).await.unwrap();
    let demo = practice.system(SYSTEM).unwrap().demo_of("company_key").unwrap().clone();
    let desk = TestDesk::default();
    let id = desk.create_from(SYSTEM, &demo);
    let record = desk.get_token(&id).await;
    let token = record.token.unwrap();
    assert_eq!(token.access_token.expose_secret(), demo.values["api_key"].value);
    assert_eq!(token.expiry, Expiry::Unknown, "its end stands where it was made");
    assert!(record.steps.iter().all(|step| step.state == StepState::Done && step.exchange.is_none()));
    assert!(practice.received(SYSTEM).is_empty(), "nothing is asked for");
    assert!(!desk.view(&id).token.unwrap().renewable, "a key cannot be renewed");
    assert!(desk.try_token(&id).await.test.unwrap().accepted);
}

#[tokio::test]
async fn a_key_of_another_form_says_what_is_wrong_and_nothing_is_sent() {
    let practice = Practice::start_only(&[SYSTEM]).await.unwrap();
    let demo = practice.system(SYSTEM).unwrap().demo_of("company_key").unwrap().clone();
    let good = demo.values["api_key"].value.clone();
    for (key, says) in [
        (good.replace("wsk-v1-", "wsk-v2-"), "wsk-v1-"),
        (good.replace("wsk-v1-", ""), "wsk-v1-"),
        (good[..99].to_owned(), "99"),
        (format!("{good}x"), "101"),
        (format!("{}-", &good[..99]), "letters and digits"),
        (good.replace("wsk", "WSK"), "wsk-v1-"),
    ] {
        let desk = TestDesk::default();
        let id = desk.create_from(SYSTEM, &demo);
        desk.enter(&id, "api_key", &key);
        let shown = desk.view(&id).fields.into_iter().find(|field| field.key == "api_key").unwrap();
        assert!(shown.notes.iter().any(|note| note.text.contains(says)), "while typing: {:?}", shown.notes);
        let diagnosis = desk.diagnosis(&id).await;
        assert_eq!(diagnosis.code, DiagnosisCode::ValuesIncomplete);
        assert!(diagnosis.causes[0].title.contains(says), "{:?}", diagnosis.causes);
        assert!(!format!("{diagnosis:?}{shown:?}").contains(&key[7..40]), "the key itself is not repeated");
    }
    assert!(practice.received(SYSTEM).is_empty());
}
