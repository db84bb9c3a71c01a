//! `dialkey-cli report`.

use super::world::World;

#[test]
fn a_report_is_printed_and_holds_no_secret() {
    let world = World::new();
    let refusing = world.refusing();
    world.save("failing", "client_credentials", &refusing);
    world.run(&["get", "failing"]).failure(3);
    let run = world.run(&["report", "failing"]);
    let text = run.result();
    assert!(text.starts_with("Versions") && text.contains("What happened"), "{text}");
    assert!(text.contains("filled in,") && !text.contains("failing"), "{text}");
    world.run(&["report", "nobody"]).failure(2);
}
