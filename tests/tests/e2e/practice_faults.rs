//! Learning with the practice system: something goes wrong on purpose, is explained, and is switched off again.

use crate::{desktop::Screen, setting_up::fill_in_by_clicks, world::World};

const TITLE: &str = "A web page answers";

#[tokio::test]
#[ignore = "run by cargo xtask test"]
async fn a_fault_is_switched_on_explained_switched_off_and_the_token_comes() {
    let world = World::open(Screen::LARGE).await;
    world.click_row("Try with the practice phone system").await;
    world.choose_from("What goes wrong", TITLE).await;
    world.wait_for_text("What Dialkey should say").await;
    world.wait_for_text(&format!("Wrong on purpose in the practice system: {TITLE}.")).await;
    world.assert_accessible().await;
    world.picture_when_drawn("practice-fault-light").await;
    world.click("button", "Back").await;

    fill_in_by_clicks(&world, "Any OAuth 2.0 system", None).await;
    world.click("button", "Get token").await;
    world.wait_for_text("A web page came instead of a token").await;
    world.wait_for_text(&format!("Wrong on purpose in the practice system: {TITLE}.")).await;
    world.assert_accessible().await;
    world.picture_when_drawn("practice-failing-light").await;

    world.click("button", "Switch it off").await;
    world.click_first("button", "Try again").await;
    world.wait_for_text("Valid until").await;
    assert!(!world.page_source().await.contains("Wrong on purpose"), "nothing goes wrong any more");
}
