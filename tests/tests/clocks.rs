//! A clock that is wrong: the phone system refuses what is signed with it, and its own answer says the time.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use dialkey_adapters::http::ReqwestHttp;
use dialkey_core::domain::{
    diagnosis::{Cause, DiagnosisCode},
    token::Expiry,
};
use dialkey_practice::Practice;
use dialkey_tests::{desk::TestDesk, shifted_clock::ShiftedClock, signing_key::SigningKey};

/// The causes named when a key that is not the client's is used at a time that is so many seconds off.
async fn causes_at(seconds: i64) -> Vec<Cause> {
    let practice = Practice::start_only(&["pexip-infinity"]).await.unwrap();
    let system = practice.system("pexip-infinity").unwrap();
    let desk = TestDesk::with(ReqwestHttp::default(), ShiftedClock(seconds));
    let id = desk.create_from(&system.id, &system.demo[0]);
    desk.enter(&id, "private_key", &SigningKey::ec_p256().private_pem);
    let diagnosis = desk.diagnosis(&id).await;
    assert_eq!(diagnosis.code, DiagnosisCode::ClientRefused);
    diagnosis.causes
}

#[tokio::test]
async fn f77_a_clock_that_is_off_refuses_the_right_key_and_is_the_first_cause() {
    for (seconds, words) in [(300, "ahead"), (-7200, "behind"), (400 * 86_400, "400 days ahead")] {
        let practice = Practice::start_only(&["pexip-infinity"]).await.unwrap();
        let system = practice.system("pexip-infinity").unwrap();
        let desk = TestDesk::with(ReqwestHttp::default(), ShiftedClock(seconds));
        let id = desk.create_from(&system.id, &system.demo[0]);
        let diagnosis = desk.diagnosis(&id).await;
        let first = &diagnosis.causes[0];
        assert!(first.title.contains("clock") && first.title.contains(words), "{seconds}: {first:?}");
    }
}

#[tokio::test]
async fn f77_a_small_difference_is_not_blamed() {
    for seconds in [0, 30, -30] {
        let causes = causes_at(seconds).await;
        assert!(causes.iter().all(|cause| !cause.title.contains("clock is")), "{seconds}: {causes:?}");
    }
    assert!(causes_at(120).await[0].title.contains("clock is"));
}

#[tokio::test]
async fn f77_a_token_ends_by_the_clock_that_is_looked_at() {
    let practice = Practice::start_only(&["oauth2"]).await.unwrap();
    let system = practice.system("oauth2").unwrap();
    let desk = TestDesk::with(ReqwestHttp::default(), ShiftedClock(86_400));
    let id = desk.create_from(&system.id, &system.demo[0]);
    let token = desk.get_token(&id).await.token.unwrap();
    assert_eq!(token.expiry, Expiry::At { at: token.received_at.plus_seconds(600) });
}
