//! A saved connection that somebody has to sign in for.

use dialkey_adapters::random::OsRandom;
use dialkey_tests::browser::Person;

use super::{interrupting::line_of, world::World};
use crate::{program::Run, servers::Servers};

#[test]
fn somebody_signs_in_where_there_is_no_refresh_token() {
    let (world, servers) = (World::new(), Servers::start());
    let system = servers.system("wildix-oauth2");
    let id = world.desk().create(&system.id, "code", false, &OsRandom).unwrap();
    world.desk().rename(&id, "PBX").unwrap();
    for (field, demo) in &system.demo_of("code").unwrap().values {
        world.desk().enter(&id, field, &demo.value.as_str().into()).unwrap();
    }
    world.desk().enter(&id, "redirect_uri", &"http://127.0.0.1/cb/test".into()).unwrap();
    world.give_token(&id, Some(-5), false);
    let mut child = world.start(&["get", "PBX", "--no-browser"]);
    assert_eq!(line_of(&mut child), "Open this address in a browser and sign in:\n");
    let page = line_of(&mut child).trim_end().parse().unwrap();
    assert!(line_of(&mut child).starts_with("Waiting for the answer, 600 s at the most."));
    servers.visit(Person::Allows, &page);
    let run = Run::of(child);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(run.stdout.trim_end(), world.saved_token(&id));

    world.give_token(&id, Some(-5), false);
    let run = world.run(&["get", "PBX", "--no-browser", "--timeout", "1"]);
    assert!(run.failure(5).contains("Nothing came back from the sign-in"), "{run:?}");
}
