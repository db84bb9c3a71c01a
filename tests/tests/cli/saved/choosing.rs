//! From a name to a connection.

use super::world::{OLD, World};

#[test]
fn a_name_that_several_have_is_answered_with_the_list_of_them() {
    let world = World::new();
    let server = world.granting();
    let ids = ["Munich", "Munich"].map(|name| world.save(name, "client_credentials", &server));
    world.save("Berlin", "client_credentials", &server);
    world.desk().move_to_folder(&ids[1], "Customers").unwrap();
    for command in ["get", "renew", "forget"] {
        let said = world.run(&[command, "munich"]).failure(2).to_owned();
        for id in &ids {
            assert!(said.contains(&id.0), "{said}");
        }
        assert!(said.contains("Customers") && !said.contains("Berlin"), "{said}");
    }
    world.give_token(&ids[1], Some(1800), false);
    assert_eq!(world.run(&["get", "--", &ids[1].0]).result(), OLD);
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_name_that_nobody_has_leads_to_near_ones_or_to_the_list() {
    let world = World::new();
    let server = world.granting();
    world.save("Munich", "client_credentials", &server);
    assert_eq!(
        world.run(&["get", "Munick"]).failure(2),
        "No saved connection is named \"Munick\". Near it are: \"Munich\".\n"
    );
    let said = world.run(&["renew", "Paris"]).failure(2).to_owned();
    assert_eq!(said, "No saved connection is named \"Paris\". `dialkey-cli list` shows those there are.\n");
    assert_eq!(world.run(&["get", "Paris", "--output", "json"]).failure_as_json(2)["code"], "bad_input");
}
