//! A program that is killed between the request of a renewal and its answer leaves a vault that says so.

use std::{process::Stdio, sync::Arc};

use dialkey_adapters::{
    clock::SystemClock,
    http::ReqwestHttp,
    probe::NetworkProbe,
    random::OsRandom,
    recipes::read_recipes,
    sign_in::{SignIn, SystemBrowser},
};
use dialkey_core::{
    desk::Desk,
    domain::{
        connection::{ConnectionId, ConnectionState, Value},
        step::Step,
        time::Timestamp,
        token::{Expiry, Token},
    },
    ports::{Clock as _, Outside, Progress, Vault as _, vault::LONGEST_RENEWAL},
};
use dialkey_tests::{
    raw_server::{RawServer, Reply},
    shifted_clock::ShiftedClock,
};
use secrecy::ExposeSecret as _;

use crate::{
    place::{ID, Place},
    step,
};

struct Unwatched;

impl Progress for Unwatched {
    fn steps_changed(&self, _: &[Step]) {}
}

/// A vault with a token that has a refresh token, whose phone system is `server`.
fn with_token(server: &RawServer) -> Place {
    let place = Place::new();
    let mut record = step::record(ID);
    for (field, text) in [("token_address", server.url("/token")), ("client_id", "c".to_owned())] {
        record.connection.values.insert(field.to_owned(), Value::Plain { text, typed: None });
    }
    let expiry = Expiry::At { at: SystemClock.now().plus_seconds(3600) };
    record.token = Some(Token { expiry, received_at: SystemClock.now(), ..step::token("first") });
    place.create().insert(record).unwrap();
    place
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_request_and_answer_the_renewal_is_uncertain_and_nothing_is_lost() {
    let (asked, mut was_asked) = tokio::sync::mpsc::unbounded_channel();
    let server = RawServer::start(move |_| {
        asked.send(()).unwrap();
        Reply::Stall(Vec::new())
    })
    .await;
    let place = with_token(&server);
    let mut program = place.program("crashed::renews_until_it_is_killed").stdout(Stdio::null()).spawn().unwrap();
    was_asked.recv().await.unwrap();
    program.kill().unwrap();
    program.wait().unwrap();

    let vault = place.ready();
    let record = vault.load(&ConnectionId(ID.into())).unwrap();
    assert_eq!(record.token.unwrap().refresh_token.unwrap().expose_secret(), "first");
    let mark = record.renewal.unwrap();
    assert!(mark.with_refresh_token && mark.answer_by > Timestamp(0));
    let recipes = read_recipes().unwrap();
    let later = ShiftedClock(LONGEST_RENEWAL + 1);
    let rows = Desk { recipes: &recipes, vault: &vault, clock: &later }.rows(|_| false).unwrap();
    assert_eq!(rows[0].state, ConnectionState::Uncertain);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
#[ignore = "started and killed by another test"]
async fn renews_until_it_is_killed() {
    let Some(place) = Place::of_parent() else { return };
    let vault = place.ready();
    let recipes = read_recipes().unwrap();
    let desk = Desk { recipes: &recipes, vault: &vault, clock: &SystemClock };
    let outside = Outside {
        http: &ReqwestHttp::default(),
        probe: &NetworkProbe,
        clock: &SystemClock,
        capture: &SignIn::new(Arc::new(SystemBrowser), None),
        random: &OsRandom,
        progress: &Unwatched,
    };
    desk.renew_token(&ConnectionId(ID.into()), outside).await.unwrap();
}
