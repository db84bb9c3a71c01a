//! `dialkey-cli list`.

use dialkey_core::ports::Vault as _;
use serde_json::Value;

use super::world::World;

#[test]
fn every_connection_is_listed_with_its_state_in_words() {
    let world = World::new();
    let (granting, refusing) = (world.granting(), world.refusing());
    let refused = world.server(|| dialkey_tests::raw_server::Reply::json(400, r#"{"error":"invalid_grant"}"#));
    let saved = |name: &str, ends_in: i64| {
        let id = world.save(name, "client_credentials", &granting);
        world.give_token(&id, Some(ends_in), false);
        id
    };
    let valid = saved("valid", 52 * 60 + 40);
    world.desk().move_to_folder(&valid, "Customers").unwrap();
    saved("over", -5);
    world.give_token(&saved("endless", 1), None, false);
    let lost = world.save("lost", "authorization_code", &granting);
    world.give_token(&lost, Some(1800), true);
    world.mark_renewal(&lost, -5);
    world.save("new", "client_credentials", &granting);
    world.save("failing", "client_credentials", &refusing);
    world.run(&["get", "failing"]).failure(3);
    let again = world.save("again", "authorization_code", &refused);
    world.give_token(&again, Some(-5), true);
    world.run(&["get", "again"]).failure(3);

    let run = world.run(&["list"]);
    let lines: Vec<&str> = run.result().lines().collect();
    assert!(lines[0].starts_with("NAME") && lines[0].ends_with("STATE"), "{lines:?}");
    for (line, name, state) in [
        (1, "valid", "Customers  valid, 52 min left"),
        (2, "over", "expired"),
        (3, "endless", "expiry unknown"),
        (4, "lost", "uncertain"),
        (5, "new", "no token"),
        (6, "failing", "failed"),
        (7, "again", "sign in again"),
    ] {
        assert!(lines[line].starts_with(name) && lines[line].ends_with(state), "{:?}", lines[line]);
        assert!(lines[line].contains("OAuth 2.0"), "{:?}", lines[line]);
    }

    let json: Value = serde_json::from_str(world.run(&["list", "--json"]).result()).unwrap();
    assert_eq!(json.as_array().unwrap().len(), 7);
    assert_eq!(json[0]["id"], valid.0);
    assert_eq!(json[0]["state"]["kind"], "token");
    assert_eq!(json[3]["state"]["kind"], "uncertain");
}

#[test]
fn an_empty_vault_says_so_and_a_name_cannot_move_the_cursor() {
    let world = World::new();
    let empty = world.run(&["list"]);
    assert_eq!((empty.code, empty.stdout.as_str()), (Some(0), ""));
    assert_eq!(empty.stderr, "No connection is saved yet.\n");
    assert_eq!(world.run(&["list", "--json"]).result(), "[]");
    let id = world.save("plain", "client_credentials", &world.granting());
    world.vault().change(&id, &mut |record| record.connection.name = "a\u{1b}[2Jb".to_owned()).unwrap();
    assert!(world.run(&["list"]).result().contains("a [2Jb"));
}
