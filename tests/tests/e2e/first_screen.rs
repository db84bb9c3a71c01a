//! What a person sees who opens Dialkey for the first time.

use crate::{desktop::Screen, world::World};

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn the_window_opens_and_shows_the_first_screen() {
    let world = World::open(Screen::LARGE).await;

    world.find("button", "Add my phone system").await;
    world.find("button", "Try with the practice phone system").await;

    world.picture("first-screen-light");
}
