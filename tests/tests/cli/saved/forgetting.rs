//! `dialkey-cli forget NAME`: on this computer only.

use dialkey_core::ports::{Vault as _, vault::VaultError};

use super::world::World;

#[test]
fn the_token_alone_is_forgotten_and_that_it_still_works_is_said() {
    let world = World::new();
    let server = world.granting();
    let id = world.save("Munich", "client_credentials", &server);
    world.give_token(&id, Some(52 * 60 + 40), false);
    world.mark_renewal(&id, -5);
    let run = world.run(&["forget", "Munich"]);
    assert_eq!(
        run.result(),
        "The token of Munich is forgotten on this computer. The phone system accepts the token until it ends: 52 min \
         left."
    );
    let record = world.record(&id);
    assert!(record.token.is_none() && record.renewal.is_none());
    assert_eq!(record.history[0].text, "Token forgotten");
    assert_eq!(world.run(&["forget", "Munich"]).result(), "Munich has no token.");
    assert_eq!(server.connections(), 0, "the phone system is not told");
}

#[test]
fn a_connection_is_deleted_only_when_that_is_confirmed() {
    let world = World::new();
    let id = world.save("Munich", "client_credentials", &world.granting());
    let said = world.run(&["forget", "Munich", "--connection"]).failure(2).to_owned();
    assert!(said.contains("There is no terminal to ask on. Add --yes"), "{said}");
    world.record(&id);
    let run = world.run(&["forget", "Munich", "--connection", "--yes"]);
    assert_eq!(run.result(), "The connection Munich is deleted on this computer.");
    assert_eq!(world.vault().load(&id).unwrap_err(), VaultError::NotFound);
}
