//! `dialkey-cli renew NAME`.

use std::sync::Arc;
use std::sync::{Condvar, Mutex};

use dialkey_tests::raw_server::Reply;

use super::{
    interrupting::line_of,
    world::{World, grant, grants},
};
use crate::program::Run;

#[test]
fn a_token_is_renewed_also_when_it_is_not_due() {
    let world = World::new();
    let server = world.granting();
    let id = world.save("Munich", "authorization_code", &server);
    world.give_token(&id, Some(1800), true);
    assert_eq!(world.run(&["renew", "Munich"]).result(), "Munich: renewed, 60 min left");
    assert_eq!(grants(&server), ["refresh_token"]);
    assert_eq!(world.saved_token(&id), "new-token.1");
}

#[test]
fn without_a_token_there_is_nothing_to_renew() {
    let world = World::new();
    let server = world.granting();
    world.save("Munich", "client_credentials", &server);
    let said = world.run(&["renew", "Munich"]).failure(2).to_owned();
    assert_eq!(said, "Munich has no token to renew. `dialkey-cli get Munich` gets one.\n");
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_renewal_whose_answer_was_lost_is_tried_once_more_when_that_is_asked_for() {
    let world = World::new();
    let server = world.granting();
    let id = world.save("Munich", "authorization_code", &server);
    world.give_token(&id, Some(-5), true);
    world.mark_renewal(&id, -5);
    world.run(&["renew", "Munich"]).result();
    assert_eq!(grants(&server), ["refresh_token"]);
    assert!(world.record(&id).renewal.is_none());
}

#[test]
fn a_failed_renewal_is_a_failure_whether_or_not_the_old_token_is_valid() {
    let world = World::new();
    let server = world.refusing();
    let id = world.save("Munich", "client_credentials", &server);
    world.give_token(&id, Some(1800), false);
    assert!(world.run(&["renew", "Munich"]).failure(3).contains("invalid_client"));
}

#[test]
fn f64_two_renewals_at_once_send_one_request() {
    let world = World::new();
    let answers = Arc::new((Mutex::new(false), Condvar::new()));
    let (asked, arrived) = std::sync::mpsc::channel();
    let asked = Mutex::new(asked);
    let waiting = Arc::clone(&answers);
    let server = world.server(move || {
        asked.lock().unwrap().send(()).unwrap();
        let (may_answer, changed) = &*waiting;
        drop(changed.wait_while(may_answer.lock().unwrap(), |may_answer| !*may_answer).unwrap());
        grant()
    });
    let id = world.save("Munich", "authorization_code", &server);
    world.give_token(&id, Some(-5), true);
    let first = world.start(&["renew", "Munich"]);
    arrived.recv().unwrap();
    let mut second = world.start(&["renew", "Munich"]);
    assert!(line_of(&mut second).starts_with("Another program is renewing this token."));
    *answers.0.lock().unwrap() = true;
    answers.1.notify_all();
    for run in [first, second].map(Run::of) {
        assert_eq!((run.code, run.stdout.as_str()), (Some(0), "Munich: renewed, 60 min left\n"), "{}", run.stderr);
    }
    assert_eq!(grants(&server), ["refresh_token"]);
}

#[test]
fn a_name_or_all_is_needed_and_not_both() {
    let world = World::new();
    for arguments in [&["renew"][..], &["renew", "Munich", "--all"]] {
        assert!(world.run(arguments).failure(2).starts_with("Give the NAME of one connection"));
    }
}

#[test]
fn a_refresh_token_that_was_refused_is_not_sent_again() {
    let world = World::new();
    let server = world.server(|| Reply::json(400, r#"{"error":"invalid_grant"}"#));
    let id = world.save("Munich", "password", &server);
    world.give_token(&id, Some(-5), true);
    assert!(world.run(&["renew", "Munich"]).failure(3).contains("invalid_grant"));
    let run = world.run(&["renew", "Munich"]);
    assert!(run.failure(2).contains("Nothing was sent."), "the password is not kept: {run:?}");
    assert_eq!(grants(&server), ["refresh_token"]);
}
