//! One renewal at a time, whatever the number of programs; and what is known when its answer was lost.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
};

use async_trait::async_trait;
use dialkey_core::{
    domain::{
        connection::{ConnectionId, ConnectionState},
        history::HappeningKind,
        route::Route,
    },
    ports::{
        Http, Outside,
        http::{HttpAnswer, HttpRequest, TransportError},
        vault::LONGEST_RENEWAL,
    },
    renewing::Renewal,
};
use dialkey_practice::Practice;
use dialkey_tests::{
    browser::Person,
    desk::{TestDesk, any_port},
    raw_server::{RawServer, Reply},
    shifted_clock::ShiftedClock,
    signer::Signer,
};
use secrecy::ExposeSecret;

use super::practice;

/// Longer than anybody waits for the answer to a renewal.
const LATER: ShiftedClock = ShiftedClock(LONGEST_RENEWAL + 1);

/// A token with a refresh token, whose phone system answers from now on as `rule` says.
async fn renewed_at(
    rule: impl Fn(&[u8]) -> Reply + Send + Sync + 'static,
) -> (Practice, RawServer, TestDesk, ConnectionId) {
    let (practice, system) = practice("oauth2").await;
    let desk = TestDesk::default().signing_in(Signer::who(Person::Allows));
    let id = desk.create_from(&system.id, system.demo_of("authorization_code").unwrap());
    any_port(&desk, &id);
    assert_eq!(desk.get_token(&id).await.diagnosis, None);
    let server = RawServer::start(rule).await;
    desk.enter(&id, "token_address", &server.url("/token"));
    (practice, server, desk, id)
}

/// Lets `running` go on until `server` has got a request.
async fn until_asked<T>(server: &RawServer, mut running: std::pin::Pin<&mut impl Future<Output = T>>) {
    poll_fn(|context| {
        assert!(running.as_mut().poll(context).is_pending(), "nobody answers it");
        if server.requests().is_empty() {
            context.waker().wake_by_ref();
            Poll::Pending
        } else {
            Poll::Ready(())
        }
    })
    .await;
}

fn state(desk: &TestDesk, clock: &ShiftedClock) -> ConnectionState {
    desk.desk_at(clock).rows(|_| false).unwrap()[0].state
}

#[tokio::test(flavor = "multi_thread")]
async fn f64_while_one_program_renews_another_sends_nothing() {
    let (_practice, server, desk, id) = renewed_at(|_| Reply::Stall(Vec::new())).await;
    let before = desk.record(&id);
    let one = desk.desk();
    let mut first = pin!(one.renew_token(&id, desk.outside()));
    until_asked(&server, first.as_mut()).await;

    assert!(desk.record(&id).renewal.is_some(), "it was marked before anything was sent");
    let second = desk.desk().renew_token(&id, desk.outside()).await;
    assert_eq!(second, Ok(Renewal::UnderWay));
    assert_eq!(server.requests().len(), 1);
    assert!(matches!(state(&desk, &ShiftedClock(0)), ConnectionState::Token { .. }), "nothing is lost yet");
    assert_eq!(desk.record(&id).history, before.history);
}

/// A phone system that has answered before anybody waits.
struct AtOnce;

#[async_trait]
impl Http for AtOnce {
    async fn send(&self, _: &Route, _: &HttpRequest) -> Result<HttpAnswer, TransportError> {
        let body = br#"{"access_token":"another","token_type":"Bearer","refresh_token":"the next"}"#.to_vec();
        Ok(HttpAnswer { status: 200, headers: Vec::new(), body, milliseconds: 1 })
    }
}

#[tokio::test]
async fn what_has_arrived_is_kept_when_many_renewals_are_stopped() {
    let (_practice, _server, desk, id) = renewed_at(|_| Reply::Stall(Vec::new())).await;
    {
        let one = desk.desk();
        let mut told = |_: &ConnectionId, _| panic!("nobody is told before it is kept");
        let outside = Outside { http: &AtOnce, ..desk.outside() };
        let mut renewing = Box::pin(one.renew_all(vec![id.clone()], outside, &mut told));
        let is_pending = poll_fn(|context| Poll::Ready(renewing.as_mut().poll(context).is_pending())).await;
        assert!(is_pending, "it waits for other answers");
    }
    let record = desk.record(&id);
    assert_eq!(record.renewal, None);
    // Exposed to see that it is the new one.
    assert_eq!(record.token.unwrap().refresh_token.unwrap().expose_secret(), "the next");
}

// RFC 9700 4.14.2: a refresh token that was sent may be used up.
#[tokio::test(flavor = "multi_thread")]
async fn f64_a_program_that_ended_before_the_answer_leaves_a_state_that_says_so() {
    let (_practice, server, desk, id) = renewed_at(|_| Reply::Stall(Vec::new())).await;
    {
        let one = desk.desk();
        let mut renewing = Box::pin(one.renew_token(&id, desk.outside()));
        until_asked(&server, renewing.as_mut()).await;
    }
    assert_eq!(state(&desk, &LATER), ConnectionState::Uncertain);
    assert!(desk.desk_at(&LATER).view(&id, false, None).unwrap().is_uncertain);
    assert!(desk.record(&id).token.is_some(), "the old token may still be good");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_that_a_person_stopped_is_uncertain_at_once() {
    let (_practice, server, desk, id) = renewed_at(|_| Reply::Stall(Vec::new())).await;
    {
        let one = desk.desk();
        let mut renewing = Box::pin(one.renew_token(&id, desk.outside()));
        until_asked(&server, renewing.as_mut()).await;
    }
    desk.desk().give_up_renewal(&id).unwrap();
    assert!(desk.view(&id).is_uncertain);
}

#[tokio::test]
async fn f65_a_lost_answer_is_uncertain_and_a_person_may_try_once_more() {
    let (practice, server, desk, id) = renewed_at(|_| Reply::Bytes(Vec::new())).await;
    let ended = desk.desk().renew_token(&id, desk.outside()).await;
    assert_eq!(ended, Ok(Renewal::NeedsPerson), "it is never tried again by itself");
    assert_eq!(server.requests().len(), 1);
    assert!(desk.view(&id).is_uncertain);
    assert_eq!(state(&desk, &ShiftedClock(0)), ConnectionState::Uncertain);

    let description = practice.system("oauth2").unwrap().clone();
    let good = &description.demo_of("authorization_code").unwrap().values["token_address"].value;
    desk.enter(&id, "token_address", good);
    assert_eq!(desk.desk().renew_token(&id, desk.outside()).await, Ok(Renewal::Renewed));
    assert!(!desk.view(&id).is_uncertain);
}

#[tokio::test]
async fn an_attempt_that_does_not_get_through_leaves_a_lost_answer_lost() {
    let (_practice, server, desk, id) = renewed_at(|_| Reply::Bytes(Vec::new())).await;
    assert_eq!(desk.desk().renew_token(&id, desk.outside()).await, Ok(Renewal::NeedsPerson));
    drop(server);
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    desk.enter(&id, "token_address", &format!("http://{closed}/token"));
    assert_eq!(desk.desk().renew_token(&id, desk.outside()).await, Ok(Renewal::NeedsPerson));
    assert!(desk.view(&id).is_uncertain, "nobody knows yet whether the refresh token is used up");
}

#[tokio::test]
async fn an_answer_without_sense_may_have_used_up_the_refresh_token() {
    let (_practice, _server, desk, id) = renewed_at(|_| Reply::json(200, r#"{"access_token":"""#)).await;
    assert_eq!(desk.desk().renew_token(&id, desk.outside()).await, Ok(Renewal::NeedsPerson));
    assert!(desk.view(&id).is_uncertain);
}

#[tokio::test]
async fn a_refusal_is_certain_and_wants_a_sign_in() {
    let (_practice, server, desk, id) = renewed_at(|_| Reply::json(400, r#"{"error":"invalid_grant"}"#)).await;
    assert_eq!(desk.desk().renew_token(&id, desk.outside()).await, Ok(Renewal::NeedsPerson));
    assert_eq!(server.requests().len(), 1);
    assert_eq!(state(&desk, &LATER), ConnectionState::SignInAgain);
    assert_eq!(desk.record(&id).history[0].kind, HappeningKind::Failed);
}

// RFC 9110 10.2.3
#[tokio::test]
async fn an_overloaded_phone_system_is_asked_again_when_it_says() {
    let (_practice, _server, desk, id) =
        renewed_at(|_| Reply::answer(503, &[("Retry-After", "70")], "try later")).await;
    let ended = desk.desk().renew_token(&id, desk.outside()).await;
    assert_eq!(ended, Ok(Renewal::Later { retry_after: Some(70) }));
    assert!(!desk.view(&id).is_uncertain, "it said that it did nothing");
}

#[tokio::test]
async fn a_phone_system_that_was_not_reached_used_nothing_up() {
    let (_practice, server, desk, id) = renewed_at(|_| Reply::Bytes(Vec::new())).await;
    drop(server);
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    desk.enter(&id, "token_address", &format!("http://{closed}/token"));
    let ended = desk.desk().renew_token(&id, desk.outside()).await;
    assert_eq!(ended, Ok(Renewal::Later { retry_after: None }));
    assert!(!desk.view(&id).is_uncertain);
}

#[tokio::test]
async fn a_client_that_proves_itself_anew_each_time_has_nothing_to_lose() {
    let (_practice, system) = practice("oauth2").await;
    let desk = TestDesk::default();
    let id = desk.create_from(&system.id, system.demo_of("client_credentials").unwrap());
    assert_eq!(desk.get_token(&id).await.diagnosis, None);
    let silent = RawServer::start(|_| Reply::Bytes(Vec::new())).await;
    desk.enter(&id, "token_address", &silent.url("/token"));
    assert_eq!(desk.desk().renew_token(&id, desk.outside()).await, Ok(Renewal::Later { retry_after: None }));
    assert!(!desk.view(&id).is_uncertain);
    assert_eq!(state(&desk, &LATER), ConnectionState::Failed);
}
