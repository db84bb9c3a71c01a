//! `dialkey-cli get NAME`: the token that is there while it is valid, else a new one.

use dialkey_tests::raw_server::Reply;
use serde_json::Value;

use super::world::{OLD, REFRESH_TOKEN, World, grants};
use crate::{program::Run, servers::closed_address};

#[test]
fn a_valid_token_is_printed_at_once_and_nothing_is_sent() {
    let world = World::new();
    let server = world.granting();
    let id = world.save("Munich", "client_credentials", &server);
    world.give_token(&id, Some(1800), false);
    assert_eq!(world.run(&["get", "Munich"]).result(), OLD);
    assert_eq!(world.run(&["get", "munich", "--output", "header"]).result(), format!("Authorization: Bearer {OLD}"));
    assert_eq!(world.run(&["get", &id.0, "--output", "env"]).result(), format!("DIALKEY_TOKEN={OLD}"));
    let json: Value = serde_json::from_str(world.run(&["get", "Munich", "--output", "json"]).result()).unwrap();
    assert_eq!(json["accessToken"], OLD);
    assert_eq!(json["expiry"]["kind"], "at");
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_curl_line_is_made_for_the_saved_address_and_asked_for_before_anything_is_sent() {
    let world = World::new();
    let server = world.granting();
    let id = world.save("Munich", "client_credentials", &server);
    let said = world.run(&["get", "Munich", "--output", "curl"]).failure(2).to_owned();
    assert!(said.contains("needs an address to use the token at. Fill it in in the window"), "{said}");
    assert_eq!(server.connections(), 0);
    world.desk().enter(&id, "test_address", &server.url("/api").into()).unwrap();
    let run = world.run(&["get", "Munich", "--output", "curl"]);
    assert!(run.result().starts_with("curl ") && run.result().contains("Bearer new-token.1"), "{run:?}");
    assert!(run.result().contains(&server.url("/api")), "{run:?}");
}

#[test]
fn a_token_whose_end_nobody_knows_counts_as_valid() {
    let world = World::new();
    let server = world.granting();
    let id = world.save("Munich", "client_credentials", &server);
    world.give_token(&id, None, true);
    assert_eq!(world.run(&["get", "Munich"]).result(), OLD);
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_connection_without_a_token_gets_its_first_one_and_keeps_it() {
    let world = World::new();
    let server = world.granting();
    let id = world.save("Munich", "client_credentials", &server);
    for _ in 0..2 {
        assert_eq!(world.run(&["get", "Munich"]).result(), "new-token.1");
    }
    assert_eq!(world.saved_token(&id), "new-token.1");
    assert_eq!(grants(&server), ["client_credentials"]);
}

#[test]
fn a_token_that_is_due_or_over_is_renewed_once_by_its_refresh_token_or_the_same_grant() {
    let world = World::new();
    for (way, has_refresh_token, expected) in
        [("client_credentials", false, "client_credentials"), ("authorization_code", true, "refresh_token")]
    {
        for ends_in in [300, -5] {
            let server = world.granting();
            let name = format!("{way} {ends_in}");
            let id = world.save(&name, way, &server);
            world.give_token(&id, Some(ends_in), has_refresh_token);
            for _ in 0..2 {
                assert_eq!(world.run(&["get", &name]).result(), "new-token.1");
            }
            assert_eq!(grants(&server), [expected], "{name}");
            assert!(world.record(&id).renewal.is_none());
        }
    }
}

#[test]
fn a_failed_renewal_yields_the_old_token_while_that_is_valid() {
    let world = World::new();
    let server = world.refusing();
    let id = world.save("Munich", "client_credentials", &server);
    world.give_token(&id, Some(200), false);
    let run = world.run(&["get", "Munich"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), format!("{OLD}\n").as_str()));
    assert!(run.stderr.starts_with("This is the token from before, "), "{}", run.stderr);
    assert!(run.stderr.contains("Its answer: 401 Unauthorized, invalid_client"), "{}", run.stderr);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_failed_renewal_of_a_token_that_is_over_is_a_failure_of_its_kind() {
    let world = World::new();
    let server = world.refusing();
    let id = world.save("Munich", "client_credentials", &server);
    world.give_token(&id, Some(-5), false);
    assert!(world.run(&["get", "Munich"]).failure(3).contains("invalid_client"));
    let json = world.run(&["get", "Munich", "--output", "json"]).failure_as_json(3);
    assert_eq!(json["server"]["error"], "invalid_client");
    world.desk().enter(&id, "token_address", &format!("{}/token", closed_address()).into()).unwrap();
    world.run(&["get", "Munich"]).failure(4);
}

// RFC 9700 4.14
#[test]
fn f65_a_renewal_whose_answer_was_lost_is_never_repeated_by_itself() {
    let world = World::new();
    let silent = world.server(|| Reply::Bytes(Vec::new()));
    let id = world.save("Munich 2", "authorization_code", &silent);
    world.give_token(&id, Some(-5), true);
    let first = world.run(&["get", "Munich 2"]);
    assert!(first.failure(4).contains("`dialkey-cli renew 'Munich 2'` tries once more"), "{first:?}");
    let second = world.run(&["get", "Munich 2", "--output", "json"]).failure_as_json(5);
    assert_eq!(second["code"], "uncertain");
    assert_eq!(silent.requests().len(), 1, "the refresh token is sent once");

    world.give_token(&id, Some(1800), true);
    let valid = world.run(&["get", "Munich 2"]);
    assert_eq!((valid.code, valid.stdout.trim_end()), (Some(0), OLD));
    assert!(valid.stderr.contains("was lost"), "{}", valid.stderr);
    assert_eq!(silent.requests().len(), 1);
}

#[test]
fn a_renewal_of_another_program_is_waited_for_and_its_token_taken() {
    let world = World::new();
    let server = world.granting();
    let id = world.save("Munich", "authorization_code", &server);
    world.give_token(&id, Some(-5), true);
    world.mark_renewal(&id, 40);
    let mut child = world.start(&["get", "Munich"]);
    let said = super::interrupting::line_of(&mut child);
    assert_eq!(said, "Another program is renewing this token. Waiting for what comes of it.\n");
    world.give_token(&id, Some(1800), true);
    dialkey_core::ports::Vault::change(world.vault(), &id, &mut |record| record.renewal = None).unwrap();
    let run = Run::of(child);
    assert_eq!((run.code, run.stdout.trim_end()), (Some(0), OLD));
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_renewal_of_another_program_that_ends_without_an_answer_is_uncertain() {
    let world = World::new();
    let server = world.granting();
    let id = world.save("Munich", "authorization_code", &server);
    world.give_token(&id, Some(-5), true);
    world.mark_renewal(&id, 3);
    let run = world.run(&["get", "Munich"]);
    assert!(run.failure(5).contains("The answer to the last renewal was lost"), "{run:?}");
    assert_eq!(server.connections(), 0);
}

#[test]
fn f93_the_program_saves_while_another_one_has_the_vault_open() {
    let world = World::new();
    let server = world.granting();
    let id = world.save("Munich", "authorization_code", &server);
    world.give_token(&id, Some(-5), true);
    let before = world.vault().data_version().unwrap();
    world.run(&["get", "Munich"]).result();
    assert_ne!(world.vault().data_version().unwrap(), before, "the other program notices");
    let refresh_token = world.record(&id).token.unwrap().refresh_token.unwrap();
    assert_ne!(secrecy::ExposeSecret::expose_secret(&refresh_token), REFRESH_TOKEN, "the next one is saved");
}

#[test]
fn a_name_and_values_exclude_one_another() {
    let world = World::new();
    for arguments in [
        &["get", "Munich", "--system", "oauth2"][..],
        &["get", "Munich", "--set", "client_id=x"],
        &["get", "Munich", "--without-pkce"],
        &["get"],
        &["get", "--system", "oauth2", "--passphrase-file", "/dev/null"],
    ] {
        let said = world.run(arguments).failure(2).to_owned();
        assert!(said.contains("--system"), "{arguments:?}: {said}");
        assert!(!said.contains("Munich"), "what was given may be a secret: {said}");
    }
}

#[test]
fn a_server_that_hands_out_the_same_again_is_asked_once_in_each_run() {
    let world = World::new();
    let short = world.server(|| Reply::json(200, r#"{"access_token":"new-token.1","expires_in":1}"#));
    world.save("Munich", "client_credentials", &short);
    world.run(&["get", "Munich"]).result();
    assert_eq!(short.requests().len(), 1);
}
