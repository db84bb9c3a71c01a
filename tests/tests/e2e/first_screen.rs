//! What a person sees who opens Dialkey for the first time.

use crate::{desktop::Screen, world::World};

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn the_window_opens_and_shows_the_first_screen() {
    let world = World::open(Screen::LARGE).await;

    world.find_row("Add my phone system").await;
    world.find_row("Try with the practice phone system").await;

    world.picture_when_drawn("first-screen-light").await;
}
