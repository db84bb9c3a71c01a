//! Looking at the way of a saved connection, and trusting a certificate for it.

use super::world::World;

#[test]
fn a_saved_connection_is_looked_at_and_what_was_found_is_kept() {
    let world = World::new();
    let server = world.refusing();
    let id = world.save("Munich", "client_credentials", &server);
    let run = world.run(&["check", "Munich"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stdout.contains("This is a token service"));
    assert!(world.record(&id).checks.is_some());
    assert!(!server.requests().iter().any(|sent| String::from_utf8_lossy(sent).contains("secret")));
}

#[test]
fn a_certificate_that_is_not_there_is_not_trusted() {
    let world = World::new();
    let server = world.refusing();
    let id = world.save("Munich", "client_credentials", &server);
    let run = world.run(&["trust", "Munich", "--place", "pbx.test:443", "--fingerprint", "09AF 3C21"]);
    assert!(run.failure(2).contains("pbx.test:443 shows no certificate that has to be trusted by you"));
    assert!(world.record(&id).connection.route.trusted.is_empty());
}
